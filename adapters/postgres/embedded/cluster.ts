import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Account, letIn, serverAccount } from './account.ts'
import { type Binaries, installBinaries, majorOf } from './binaries.ts'
import { removeLeftovers, temporaryName } from './leftovers.ts'
import { cutOff } from './next.ts'
import { run } from './run.ts'

/** A folder of databases, made and ready to be served. */
export interface Cluster {
  readonly dataDir: string
  /** PostgreSQL's own folder (PGDATA). */
  readonly data: string
  readonly logFile: string
  readonly binaries: Binaries
  readonly account: Account | undefined
  readonly passwords: Passwords
}

/** Made at first start, kept in a file of mode 0600, never shown. */
interface Passwords {
  /** Of the superuser "postgres", who makes roles and databases and starts and stops the server. */
  readonly admin: string
  /** Of the role "purser", as which the product works: no superuser, who could walk past triggers. */
  readonly purser: string
}

/** Finds the cluster in `dataDir`, or makes it there. It appears whole or not at all, so a crash in between is simply done again. */
export async function prepareCluster(folder: string, log: { info(message: string): void }): Promise<Cluster> {
  try {
    makeDataDir(folder)
    // One name for one folder, however it is reached.
    return await findOrMake(realpathSync(folder), log)
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, folder)
  }
}

async function findOrMake(dataDir: string, log: { info(message: string): void }): Promise<Cluster> {
  refuseShellCharacters(dataDir)
  const home = join(dataDir, 'postgres')
  if (cutOff(dataDir) !== undefined)
    throw new Error(`An upgrade of the data in ${dataDir} was cut off in its last step. Nothing is lost: run "purser upgrade-data" again.`)
  const account = serverAccount(home)
  await letIn(dataDir, account)
  const binaries = await installBinaries(dataDir, account)
  if (!existsSync(home)) {
    log.info(`Making the database in ${home} (the first start on this data)`)
    await makeHome(home, binaries, account)
  }
  refuseOtherVersion(home, binaries.major)
  return {
    dataDir,
    data: join(home, 'data'),
    logFile: join(home, 'server.log'),
    binaries,
    account,
    passwords: JSON.parse(readFileSync(join(home, 'passwords.json'), 'utf8')) as Passwords,
  }
}

async function makeHome(home: string, { initdb }: Binaries, account: Account | undefined): Promise<void> {
  removeLeftovers(dirname(home), 'postgres.')
  const making = temporaryName(home)
  const passwords: Passwords = { admin: randomBytes(24).toString('hex'), purser: randomBytes(24).toString('hex') }
  const passwordFile = join(making, 'initial-password')
  const give = (path: string) => account && chownSync(path, account.uid, account.gid)
  try {
    mkdirSync(making, { mode: 0o700 })
    give(making)
    writeFileSync(passwordFile, passwords.admin, { mode: 0o600 })
    give(passwordFile)
    const { code, output } = await run(initdb, initdbArguments(join(making, 'data'), passwordFile), account)
    if (code !== 0) throw new Error(`The database could not be made in ${home}:\n${complaints(output)}`)
    rmSync(passwordFile)
    writeFileSync(join(making, 'passwords.json'), JSON.stringify(passwords), { mode: 0o600 })
    sync(join(making, 'passwords.json'))
    sync(making)
    renameSync(making, home)
    sync(dirname(home))
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    // Another process may have been faster, and then its cluster is the one.
    if (!existsSync(join(home, 'data', 'PG_VERSION'))) throw error
  }
}

function initdbArguments(data: string, passwordFile: string): string[] {
  const settings = {
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Errors of statements are the product's to report; this log keeps what happens to the server, and no customer's data.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
  }
  return [
    ...['-D', data, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-instructions'],
    // UTF-8 by PostgreSQL's own rules: the same on every system, whatever LANG says and whichever locales are installed.
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
  ]
}

/** Of what initdb says, the lines that tell what went wrong. */
function complaints(output: string): string {
  const lines = output.trim().split('\n')
  const telling = lines.filter((line) => /FATAL|PANIC|ERROR|error:|could not|cannot/.test(line))
  return (telling.length > 0 ? telling : lines).join('\n')
}

function refuseOtherVersion(home: string, major: string): void {
  const found = majorOf(home)
  if (found === major) return
  if (found === undefined)
    throw new Error(`${home} is there, but holds no database. Move it away, or set PURSER_DATA_DIR to another folder.`)
  throw new Error(
    `The data in ${home} were written by PostgreSQL ${found}, and this Purser brings PostgreSQL ${major}. Nothing was changed. ` +
      (Number(found) < Number(major)
        ? 'Make a backup (with the Purser before), then run "purser upgrade-data" (docs/operate.md)'
        : 'Start the newer Purser that wrote them') +
      `; or serve them with a PostgreSQL ${found} of your own and set DATABASE_URL.`,
  )
}

/** For root every folder made is open to passers, whatever the umask: the server's account has to pass. */
function makeDataDir(dataDir: string): void {
  const first = mkdirSync(dataDir, { recursive: true })
  if (!first || process.getuid?.() !== 0) return
  for (let made = dataDir; made.startsWith(first); made = dirname(made)) chmodSync(made, 0o755)
}

/** What a file system refuses, in an operator's words. */
function explain(error: NodeJS.ErrnoException, dataDir: string): Error {
  const { code, path } = error
  const say = (message: string) => new Error(message, { cause: error })
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return say(`The disk that holds ${dataDir} is full (${code}). A first start needs about 150 MB.`)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST')
    return say(
      `Purser may not use ${path ?? dataDir} (${code}). Run it as the user who made the data in ${dataDir}, ` +
        'or set PURSER_DATA_DIR to a folder that this user may write to.',
    )
  return error
}

/** pg_ctl hands paths to a shell between double quotes. */
function refuseShellCharacters(dataDir: string): void {
  if (/["$`\n]|\\(?!\w)/.test(dataDir)) throw new Error(`PURSER_DATA_DIR must not contain any of " $ \` or a line break: ${dataDir}`)
}

/** Windows cannot open folders; it has no need to. */
export function sync(path: string): void {
  if (process.platform === 'win32') return
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}
