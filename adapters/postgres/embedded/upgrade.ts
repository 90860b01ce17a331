import { existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { serverAccount } from './account.ts'
import { installedMajor, majorOf, olderBinaries } from './binaries.ts'
import { type Cluster, sync } from './cluster.ts'
import { type Log, openEmbedded } from './index.ts'
import { join as enter, leave, takeAlone } from './membership.ts'
import { cutOff, keptFolder, nextFolder, provedFile } from './next.ts'

/** What an upgrade did. */
interface Upgraded {
  /** Major versions. */
  readonly from: string
  readonly to: string
  /** Where the old data stay, whole, until somebody removes them. */
  readonly kept: string
}

/** Copies a database of the old server into an empty one of the new, and proves it; throws when it cannot. */
type Move = (from: string, to: string, database: string) => Promise<void>

/**
 * Brings the data in `dataDir` to the PostgreSQL that comes along, through SQL: the old ones are read by the programs that wrote them
 * (`programs`: where those are, if not in `dataDir`), and stay beside. Undefined when there is nothing to do. Cut off at any moment it leaves
 * the old data or the new ones whole, and is called again.
 */
export async function upgradeEmbedded(
  { dataDir: folder, programs, log }: { dataDir: string; programs?: string | undefined; log: Log },
  move: Move,
): Promise<Upgraded | undefined> {
  if (!isAbsolute(folder) || !existsSync(folder)) return undefined
  const dataDir = realpathSync(folder)
  const home = join(dataDir, 'postgres')
  const to = installedMajor()
  const half = cutOff(dataDir)
  if (half !== undefined) return finish(dataDir, half, to)
  const from = majorOf(home)
  if (from === undefined || from === to) {
    // What a finished upgrade could not tidy up.
    if (from === to) rmSync(nextFolder(dataDir), { recursive: true, force: true })
    return undefined
  }
  if (Number(from) > Number(to)) throw new Error(`The data were written by PostgreSQL ${from}: start the newer Purser that brings it.`)
  const kept = keptFolder(dataDir, from)
  if (existsSync(kept)) throw new Error(`${kept} is there already, from an upgrade before. Move it away first.`)
  await moveAll(await olderCluster(dataDir, from, programs), to, log, move)
  // From here on the new data are the ones, and what follows is names alone.
  writeFileSync(provedFile(dataDir), from, { flush: true })
  sync(nextFolder(dataDir))
  renameSync(home, kept)
  sync(dataDir)
  return finish(dataDir, from, to)
}

function finish(dataDir: string, from: string, to: string): Upgraded {
  const next = nextFolder(dataDir)
  renameSync(join(next, 'postgres'), join(dataDir, 'postgres'))
  sync(dataDir)
  rmSync(next, { recursive: true, force: true })
  return { from, to, kept: keptFolder(dataDir, from) }
}

async function olderCluster(dataDir: string, major: string, programs: string | undefined): Promise<Cluster> {
  const home = join(dataDir, 'postgres')
  const account = serverAccount(home)
  const binaries = await olderBinaries(dataDir, major, account, programs)
  const passwords = JSON.parse(readFileSync(join(home, 'passwords.json'), 'utf8')) as Cluster['passwords']
  return { dataDir, data: join(home, 'data'), logFile: join(home, 'server.log'), binaries, account, passwords }
}

/** Both servers run meanwhile, the old one for nobody else; then both are stopped in good order. */
async function moveAll(old: Cluster, to: string, log: Log, move: Move): Promise<void> {
  const { dataDir } = old
  const next = nextFolder(dataDir)
  rmSync(provedFile(dataDir), { force: true })
  if ((majorOf(join(next, 'postgres')) ?? to) !== to) rmSync(next, { recursive: true })
  const membership = await enter(old)
  try {
    if (!(await takeAlone(membership))) throw new Error('Purser runs on this data. Stop it first; nothing was changed.')
    const { rows } = await membership.client.query<{ name: string; size: string }>(
      `select datname as name, pg_database_size(oid) as size from pg_database where datname like 'purser%' order by 1`,
    )
    await refuseFullDisk(
      dataDir,
      rows.reduce((sum, { size }) => sum + Number(size), 0),
    )
    for (const { name } of rows) {
      const fresh = await openEmbedded({ dataDir: next, database: name, log })
      const from = `postgres://purser:${old.passwords.purser}@127.0.0.1:${membership.port}/${name}`
      await move(from, fresh.url, name).finally(fresh.close)
    }
  } finally {
    await leave(old, membership)
  }
}

/** What the new server takes beside the data, in bytes: its programs, an empty cluster, and as much WAL as it keeps. */
const BESIDE = 1_500_000_000

async function refuseFullDisk(dataDir: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir)
  const megabytes = (size: number) => Math.ceil(size / 1024 / 1024)
  const needed = bytes * 1.2 + BESIDE
  if (bavail * bsize < needed)
    throw new Error(`There is not enough room in ${dataDir}: ${megabytes(needed)} MB are needed, ${megabytes(bavail * bsize)} are free.`)
}
