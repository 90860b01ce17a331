import { randomBytes } from 'node:crypto'
import {
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
import { type Binaries, installBinaries } from './binaries.ts'
import { removeLeftovers, temporaryName } from './leftovers.ts'
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
  makeDataDir(folder)
  // One name for one folder, however it is reached.
  const dataDir = realpathSync(folder)
  refuseShellCharacters(dataDir)
  const home = join(dataDir, 'postgres')
  const account = serverAccount(home)
  await letIn(dataDir, account)
  const binaries = await installBinaries(dataDir, account)
  if (!existsSync(home)) {
    log.info(`Making the database in ${home} (the first start on this data)`)
    await makeHome(home, binaries, account)
  }
  refuseOtherVersion(join(home, 'data'), binaries.major)
  return {
    dataDir,
    data: join(home, 'data'),
    logFile: join(home, 'server.log'),
    binaries,
    account,
    passwords: JSON.parse(readOwn(join(home, 'passwords.json'))) as Passwords,
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
    if (code !== 0) throw new Error(`The database could not be made in ${home}:\n${output.trim()}`)
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

function refuseOtherVersion(data: string, major: string): void {
  const versionFile = join(data, 'PG_VERSION')
  if (!existsSync(versionFile) && existsSync(dirname(data)) && isReadable(dirname(data)))
    throw new Error(`${dirname(data)} is there, but holds no database. Move it away, or set PURSER_DATA_DIR to another folder.`)
  const found = readOwn(versionFile).trim()
  if (found === major) return
  throw new Error(
    `The data in ${data} was written by PostgreSQL ${found}, and this Purser brings PostgreSQL ${major}. ` +
      `Start the Purser that wrote it and dump the data, or serve it with a PostgreSQL ${found} of your own and set DATABASE_URL.`,
  )
}

function makeDataDir(dataDir: string): void {
  try {
    // 0755 and not the umask's choice: the server's account passes through it.
    if (!existsSync(dataDir)) mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    throw new Error(`Cannot make the data folder ${dataDir} (${code}). Set PURSER_DATA_DIR to a folder that this user may write to.`, {
      cause,
    })
  }
}

/** pg_ctl hands paths to a shell between double quotes. */
function refuseShellCharacters(dataDir: string): void {
  if (/["$`\n]|\\(?!\w)/.test(dataDir)) throw new Error(`PURSER_DATA_DIR must not contain any of " $ \` or a line break: ${dataDir}`)
}

function readOwn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    throw new Error(`Cannot read ${file} (${code}). Run Purser as the user who made this data, or as root.`, { cause })
  }
}

function isReadable(folder: string): boolean {
  try {
    closeSync(openSync(folder, 'r'))
    return true
  } catch {
    return false
  }
}

/** Windows cannot open folders; it has no need to. */
function sync(path: string): void {
  if (process.platform === 'win32') return
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}
