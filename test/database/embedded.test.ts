import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { prepareCluster } from '../../adapters/postgres/embedded/cluster.ts'
import * as membership from '../../adapters/postgres/embedded/membership.ts'
import { openEmbedded } from '../../adapters/postgres/index.ts'
import { anotherProcess, ask, quiet, serverPid, spawnUser, temporaryData } from '../support/embedded.ts'

// Whole servers are made, killed and recovered here, while other tests use the machine.
vi.setConfig({ testTimeout: 120_000 })

let dataDir: string
let remove: () => Promise<void>
let bare: () => void

beforeEach(() => {
  const data = temporaryData()
  dataDir = data.dataDir
  remove = data.remove
  bare = data.bare
})

afterEach(() => remove())

const open = () => openEmbedded({ dataDir, database: 'purser', log: quiet })

test('the database counts characters, syncs to disk and gives the product no power over its own rules', async () => {
  const { url, close } = await open()
  expect(
    await ask(
      url,
      `select length('余额') as length, lower('É') as lower, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
        current_setting('full_page_writes') as pages, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication
        from pg_roles where rolname = current_user`,
    ),
  ).toEqual({
    ...{ length: 2, lower: 'é', fsync: 'on', commit: 'on', pages: 'on' },
    ...{ rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolbypassrls: false, rolreplication: false },
  })
  await expect(ask(url, 'set session_replication_role = replica')).rejects.toThrow('permission denied')
  await close()
})

test('nobody gets in without the password, and nobody but this machine is listened to', async () => {
  const { url, adminUrl, close } = await open()
  const wrong = new URL(url)
  wrong.password = 'guess'
  await expect(ask(wrong.href, 'select')).rejects.toThrow('password authentication failed')
  expect(
    await ask(adminUrl, `select current_setting('listen_addresses') as tcp, current_setting('unix_socket_directories') as sockets`),
  ).toEqual({ tcp: '127.0.0.1', sockets: '' })
  expect(statSync(join(dataDir, 'postgres', 'passwords.json')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(dataDir, 'postgres', 'data', 'pg_hba.conf'), 'utf8')).not.toMatch(/^[^#]*\btrust\b/m)
  await close()
})

test('what was committed is there after a restart, and the server stops with its last user', async () => {
  const first = await open()
  await ask(first.url, 'create table kept as select 42 as answer')
  await first.close()
  expect(serverPid(dataDir)).toBeUndefined()
  const second = await open()
  expect(await ask(second.url, 'select answer from kept')).toEqual({ answer: 42 })
  await second.close()
})

test('two processes share one server, and it runs until both have left', async () => {
  const other = await anotherProcess(dataDir)
  const mine = await open()
  expect(mine.url).toBe(other.url)
  await other.leave()
  expect(await ask(mine.url, 'select 1 as alive')).toEqual({ alive: 1 })
  await mine.close()
  expect(serverPid(dataDir)).toBeUndefined()
})

test('processes that start at once on an empty folder end up with one database', async () => {
  bare()
  const all = await Promise.all([anotherProcess(dataDir), anotherProcess(dataDir), open()])
  expect(new Set(all.map(({ url }) => url)).size).toBe(1)
  await ask(all[0].url, 'create table shared as select 1 as seen')
  expect(await ask(all[2].url, 'select seen from shared')).toEqual({ seen: 1 })
  await Promise.all([all[0].leave(), all[1].leave(), all[2].close()])
  expect(serverPid(dataDir)).toBeUndefined()
  expect(readdirSync(dataDir).filter((name) => name.includes('.new-'))).toEqual([])
})

test('after its only user was killed, the server is taken over and later stopped in good order', async () => {
  const other = await anotherProcess(dataDir)
  await ask(other.url, 'create table kept as select 42 as answer')
  const pid = serverPid(dataDir)
  await other.kill()
  const mine = await open()
  expect(serverPid(dataDir)).toBe(pid)
  expect(await ask(mine.url, 'select answer from kept')).toEqual({ answer: 42 })
  await mine.close()
  expect(serverPid(dataDir)).toBeUndefined()
})

test('after the server and its user were killed, the next start recovers what was committed', async () => {
  const other = await anotherProcess(dataDir)
  await ask(other.url, 'create table kept as select 42 as answer')
  const pid = serverPid(dataDir)
  await other.kill()
  process.kill(Number(pid), 'SIGKILL')
  const mine = await open()
  expect(serverPid(dataDir)).not.toBe(pid)
  expect(await ask(mine.url, 'select answer from kept')).toEqual({ answer: 42 })
  await mine.close()
})

test('a server that is killed under its user comes back at the same address, however many tries that takes; where another has it, its user is told', async () => {
  const said: string[] = []
  const log = { ...quiet, error: (message: string) => void said.push(message) }
  const mine = await openEmbedded({ dataDir, database: 'purser', log })
  await ask(mine.url, 'create table kept as select 42 as answer')
  const settings = join(dataDir, 'postgres', 'data', 'postgresql.conf')
  const good = readFileSync(settings)
  const fails = async (times: number): Promise<void> => {
    appendFileSync(settings, '\nnonsense = 1\n')
    process.kill(Number(serverPid(dataDir)), 'SIGKILL')
    await expect.poll(() => said.length, { timeout: 20_000 }).toBe(times)
  }
  await fails(1)
  writeFileSync(settings, good)
  await expect.poll(() => ask(mine.url, 'select answer from kept').catch(() => undefined), { timeout: 20_000 }).toEqual({ answer: 42 })
  await fails(2)
  const other = createServer().listen(Number(new URL(mine.url).port), '127.0.0.1')
  await once(other, 'listening')
  writeFileSync(settings, good)
  expect((await mine.lost).message).toContain('start Purser again')
  other.close()
  await mine.close()
  expect(serverPid(dataDir)).toBeUndefined()
})

test('a pid file whose number now belongs to another program does not stop the start', async () => {
  const first = await open()
  const file = join(dataDir, 'postgres', 'data', 'postmaster.pid')
  const note = readFileSync(file, 'utf8').split('\n')
  const owner = statSync(file)
  await first.close()
  writeFileSync(file, [process.pid, ...note.slice(1)].join('\n'), { mode: 0o600 })
  if (process.getuid?.() === 0) execFileSync('chown', [`${owner.uid}:${owner.gid}`, file])
  const second = await open()
  expect(await ask(second.url, 'select 1 as alive')).toEqual({ alive: 1 })
  await second.close()
})

test('a port that another program took is left to it', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const cluster = await prepareCluster(dataDir, quiet)
  const member = await membership.join(cluster, port)
  expect(member.port).not.toBe(port)
  await membership.leave(cluster, member)
  taken.close()
})

test('data that a process in another container uses is refused, until that process is gone', async () => {
  const other = await anotherProcess(dataDir)
  await ask(other.url, 'create table kept as select 42 as answer')
  // What this process would see from another container: a place that is not its own, and a number that no process has.
  const note = join(dataDir, 'postgres', 'data', 'postmaster.pid')
  const real = readFileSync(note, 'utf8')
  writeFileSync(join(dataDir, 'postgres', 'in-use'), 'elsewhere pid:[1]')
  writeFileSync(note, real.replace(/^\d+/, '2147483646'))
  await expect(open()).rejects.toThrow('in use from another machine or container (elsewhere)')
  await other.kill()
  process.kill(Number(real.split('\n')[0]), 'SIGKILL')
  const mine = await open()
  expect(await ask(mine.url, 'select answer from kept')).toEqual({ answer: 42 })
  await mine.close()
})

test('a first start that was killed half-way is done again', async () => {
  bare()
  const child = spawnUser(dataDir)
  while (!readdirSync(dataDir).some((name) => name.startsWith('postgres.new-'))) await setTimeout(5)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
  const mine = await open()
  expect(await ask(mine.url, `select length('余额') as length`)).toEqual({ length: 2 })
  expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-'))).toEqual([])
  await mine.close()
})

test('demo data and real data are two databases of one server', async () => {
  const real = await open()
  const demo = await openEmbedded({ dataDir, database: 'purser_demo', log: quiet })
  await ask(demo.url, 'create table play as select 1 as played')
  await expect(ask(real.url, 'select * from play')).rejects.toThrow('does not exist')
  await real.close()
  expect(await ask(demo.url, 'select played from play')).toEqual({ played: 1 })
  await demo.close()
})

test('a folder that cannot be used is named, with the variable to set', async () => {
  const file = join(dataDir, 'file')
  writeFileSync(file, '')
  await expect(openEmbedded({ dataDir: join(file, 'data'), database: 'purser', log: quiet })).rejects.toThrow(/file\/data.*PURSER_DATA_DIR/)
})

test('a machine for which no PostgreSQL comes along is told to set DATABASE_URL, and how', async () => {
  const arch = Object.getOwnPropertyDescriptor(process, 'arch')
  Object.defineProperty(process, 'arch', { ...arch, value: 'riscv64' })
  try {
    await expect(open()).rejects.toThrow(/riscv64 is not installed.*DATABASE_URL=postgres:\/\//)
  } finally {
    Object.defineProperty(process, 'arch', { ...arch })
  }
})

// Only root can become somebody else, so only root meets a folder that this somebody may not enter.
if (process.getuid?.() === 0) {
  test('root serves data from a folder closed to others, by an account that is not root', async () => {
    chmodSync(dataDir, 0o700)
    const mine = await open()
    expect(statSync(`/proc/${serverPid(dataDir)}`).uid).not.toBe(0)
    expect(statSync(dataDir).mode & 0o007).toBe(0)
    await mine.close()
  })

  test('root is told which folder bars the way when data lies under a closed one', async () => {
    chmodSync(dataDir, 0o700)
    mkdirSync(join(dataDir, 'below'))
    await expect(openEmbedded({ dataDir: join(dataDir, 'below'), database: 'purser', log: quiet })).rejects.toThrow(
      `may not enter ${dataDir}. Set PURSER_DATA_DIR`,
    )
  })
}
