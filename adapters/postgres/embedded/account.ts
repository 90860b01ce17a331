import { chmodSync, chownSync, readFileSync, statSync } from 'node:fs'
import { dirname, parse } from 'node:path'
import { run } from './run.ts'

/** The operating system's account that the server runs as. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root. These can stand in, the first that exists. */
const candidates = ['postgres', 'nobody']

/**
 * As whom the server must run: undefined means as ourselves. For root it is whoever owns `home` (the database's folder) already,
 * so that a `postgres` account that appears later changes nothing; else `postgres`, else `nobody`.
 */
export function serverAccount(home: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readAccounts()
  const owner = statSync(home, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) {
    return accounts.find((account) => account.uid === owner.uid) ?? { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid }
  }
  for (const name of candidates) {
    const found = accounts.find((account) => account.name === name)
    if (found) return found
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has neither a "postgres" nor a "nobody" account. ' +
      'Create one (useradd --system postgres), run Purser as an ordinary user, or set DATABASE_URL.',
  )
}

/** Makes sure that the server's account can enter `folder`, our own data folder; throws with what to do when a folder above bars the way. */
export async function letIn(folder: string, account: Account | undefined): Promise<void> {
  if (!account || (await canEnter(folder, account))) return
  const barrier = await firstBarrier(folder, account)
  if (barrier !== folder) {
    throw new Error(
      `The database cannot be kept in ${folder}: PostgreSQL runs as "${account.name}", which may not enter ${barrier}. ` +
        'Set PURSER_DATA_DIR to a folder outside it, such as /var/lib/purser.',
    )
  }
  // Passing through is enough: the account's group may enter, not list.
  chownSync(folder, statSync(folder).uid, account.gid)
  chmodSync(folder, (statSync(folder).mode & 0o777) | 0o010)
}

async function canEnter(folder: string, account: Account): Promise<boolean> {
  const { code, output } = await run('/bin/sh', ['-c', 'cd "$0"', folder], account)
  if (code === undefined) {
    throw new Error(
      `PostgreSQL does not run as root, and root cannot become "${account.name}" here (${output}). Run Purser as an ordinary user.`,
    )
  }
  return code === 0
}

async function firstBarrier(folder: string, account: Account): Promise<string> {
  const above = dirname(folder)
  if (folder === parse(folder).root || (await canEnter(above, account))) return folder
  return firstBarrier(above, account)
}

function readAccounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((account) => account.name !== '' && account.uid > 0)
}
