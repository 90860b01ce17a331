import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atPlace, load, makeBackup, partsOf, placeOf, proveBackup, scheduledBackups, whatIsThere } from '../../adapters/backup/index.ts'
import { withClient } from '../../adapters/postgres/client.ts'
import { connect, migrate } from '../../adapters/postgres/index.ts'
import { checkBackup } from '../../cli/doctor/backup.ts'
import { rememberBackup } from '../../src/backups.ts'
import { backUpDaily, watchBackup } from '../../src/jobs/backup.ts'
import { createLedger, verify } from '../../src/ledger/index.ts'
import { channel, wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'
import { testConfig } from '../support/bot.ts'
import { testBucket } from '../support/bucket.ts'
import { purser, purserJson, spawnPurser } from '../support/cli.ts'
import { type Counter, claim, counter } from '../support/counter.ts'
import { emptyDatabase } from '../support/database.ts'
import { proxyServer } from '../support/proxy.ts'

const KEY = 'k'.repeat(40)
const folder = mkdtempSync(join(tmpdir(), 'purser-backup-'))
const closing: (() => Promise<void>)[] = []
let house: Counter
let env: Record<string, string>

beforeAll(async () => {
  house = await counter()
  env = { DATABASE_URL: house.url, PURSER_BACKUP_KEY: KEY }
  const staff = await house.staff('mei')
  const customer = await house.customer('10428')
  const { ticket } = await claim(customer)
  const card = await staff.sends('show', { ticket })
  await staff.presses(card, 'approve')
  await claim(customer, { reference: '502511181432071048213356', amount: '64' })
})
afterAll(async () => {
  for (const close of closing) await close()
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A backup of the house; its file. */
async function made(where = folder, key: string | undefined = KEY): Promise<string> {
  const config = testConfig({ backup: { at: '03:30', keep: 3, s3: { url: '', region: '' }, ...(key ? { key } : {}) } })
  const place = placeOf(where, config.backup.s3)
  const { name } = await makeBackup({ db: house.db, databaseUrl: house.url, config }, place, {
    now: new Date(Date.UTC(2026, 10, 26, 3, 30, ++second)),
  })
  return join(where, name)
}
let second = 0

/** What is read of a file that holds these bytes. */
const proof = (bytes: Uint8Array, key: string | undefined) => proveBackup(Readable.from([bytes]), key)

/** An empty database of its own, and what restores into it. */
async function elsewhere(): Promise<{ url: string; env: Record<string, string> }> {
  const { url, close } = await emptyDatabase()
  closing.push(close)
  return { url, env: { ...env, DATABASE_URL: url } }
}

test('a backup taken while postings go on restores to the books of one moment, pictures and waiting messages included', async () => {
  const { id } = await house.db.customer.findUniqueOrThrow({ where: { number: '10428' } })
  const post = (n: number) =>
    createLedger(house.db).post(`during:${n}`, [
      {
        ...{ kind: 'recharge', from: channel('alipay'), to: wallet(id), amount: money(1n, 'CNY'), channel: 'alipay' },
        ...{ actor: 'system', source: 'api:test', occurredAt: house.now },
      },
    ])
  let [posted, on] = [0, true]
  const postings = (async () => {
    while (on) await post(++posted)
  })()
  const before = posted
  await house.db.discordDirect.create({ data: { userId: '1', channel: '2', heard: 3n } })
  await house.db.telegramUpdate.create({ data: { updateId: 1n, body: {} } })
  await house.db.telegramAlbum.create({ data: { updateId: 2n, album: '1', body: {}, createdAt: house.now } })
  const file = await made()
  on = false
  await postings
  expect(posted).toBeGreaterThan(before)

  const there = await elsewhere()
  const restored = await purserJson<{ agrees: boolean; counts: { transfers: number } }>(there.env, 'restore', file)
  expect(restored).toMatchObject({ code: 0, data: { agrees: true, counts: { tickets: 2 } } })

  const db = connect(there.url, 2)
  try {
    const transfers = await db.transfer.findMany({ orderBy: { id: 'asc' } })
    expect(await house.db.transfer.findMany({ orderBy: { id: 'asc' }, take: transfers.length })).toEqual(transfers)
    const [account] = await db.account.findMany({ where: { wallet: true } })
    expect(account?.balance).toBe(transfers.at(-1)?.balanceAfter)
    expect(await db.attachment.findMany()).toEqual(await house.db.attachment.findMany())
    expect(await db.ticket.findMany()).toEqual(await house.db.ticket.findMany())
    const jobs = (of: typeof db) =>
      of.$queryRaw`select t.identifier, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`
    expect(await jobs(db)).toEqual(await jobs(house.db))
    // A button of a message that was sent after the backup never means something that was made after the restore.
    const [next] = await db.$queryRaw<[{ id: bigint }]>`select nextval('ticket_id_seq') as id`
    expect(next.id).toBeGreaterThan(10_000n)
    // What was written to us was answered after the backup, and is not done again.
    expect(await Promise.all([db.discordDirect.count(), db.telegramUpdate.count(), db.telegramAlbum.count()])).toEqual([0, 0, 0])
    expect(await db.audit.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({ action: 'database.restore', subject: 'database' })
  } finally {
    await db.$disconnect()
  }
})

test('a backup never goes over data', async () => {
  const refused = await purserJson(env, 'restore', await made())
  expect(refused).toMatchObject({ code: 3, data: { error: { code: 'not_empty' } } })
  expect(refused.err).toMatch(/holds data already.*CREATE DATABASE/)
})

test("another program's tables in the same database are neither ours nor touched: only the schema is looked at where ours are made", async () => {
  const { url } = await elsewhere()
  const ours = new URL(url)
  ours.searchParams.set('options', '-c search_path=purser,public')
  const theirs = connect(url, 2)
  try {
    await theirs.$executeRawUnsafe(`create table _prisma_migrations as select 'theirs' as migration_name`)
    expect(await whatIsThere(url)).toContain("not Purser's")
    // A restore that was cut off and begun anew would take the queue for its own.
    const queue = await elsewhere()
    await withClient(queue.url, 'test', (client) => client.query('create schema graphile_worker create table _private_jobs (id bigint)'))
    expect(await whatIsThere(queue.url)).toContain('another program')
    await theirs.$executeRawUnsafe('create schema purser')
    expect(await whatIsThere(ours.href)).toBeUndefined()
    const file = await made()
    await load(ours.href, partsOf(createReadStream(file), KEY))
    expect(await whatIsThere(ours.href)).toContain('data already')
    // A second time over it, as after one that was cut off. Were it killed once its rows are there, what was written on Discord would not be left
    // to be answered again.
    await withClient(ours.href, 'test', async (client) => {
      let filled = (): void => undefined
      const full = new Promise<void>((resolve) => {
        filled = resolve
      })
      const held = async function* () {
        yield* partsOf(createReadStream(file), KEY)
        // What comes after the rows, the migrations, waits for this.
        await client.query('select pg_advisory_lock(72707369)')
        filled()
      }
      const loading = load(ours.href, held())
      await Promise.race([full, loading])
      const { rows } = await client.query(
        'select (select count(*) from customer) as customers, (select count(*) from discord_direct) as direct',
      )
      expect(rows).toEqual([{ customers: '1', direct: '0' }])
      await client.query('select pg_advisory_unlock(72707369)')
      await loading
    })
    expect(await whatIsThere(ours.href)).toContain('data already')
    const begun = await elsewhere()
    await migrate(begun.url)
    expect(await whatIsThere(begun.url)).toBeUndefined()
    await withClient(begun.url, 'test', (client) => client.query(`select graphile_worker.add_job('theirs')`))
    expect(await whatIsThere(begun.url)).toContain('graphile_worker')
    expect(await theirs.$queryRawUnsafe('select * from public._prisma_migrations')).toEqual([{ migration_name: 'theirs' }])
  } finally {
    await theirs.$disconnect()
  }
})

test('the doctor says how old the latest backup is, and when it is too old', async () => {
  const name = basename(await made())
  const check = (hours: number) => checkBackup(house.db, testConfig({ backup }), new Date(Date.now() + hours * 3600_000))
  const backup = { at: '03:30', keep: 3, key: KEY, to: folder, s3: { url: '', region: '' } }
  expect(await check(1)).toMatchObject({ status: 'ok', found: expect.stringContaining(`(1 hours ago), ${name} in ${folder}`) })
  expect(await check(30)).toMatchObject({ status: 'warning' })
  expect(await check(80)).toMatchObject({ status: 'problem', found: expect.stringContaining('3 days ago') })
})

test('another key, none, a backup cut off, changed or added to, and what is no backup are refused in plain words, and nothing is written', async () => {
  const file = await made(join(folder, 'spoilt'))
  const bytes = readFileSync(file)
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(bytes.length - 100) ^ 1, bytes.length - 100)
  const spoil = async (content: Uint8Array, key: string | undefined, words: RegExp) => {
    await expect(proof(content, key)).rejects.toThrow(words)
  }
  await spoil(bytes, 'x'.repeat(40), /not the key/)
  await spoil(bytes, undefined, /is encrypted: set PURSER_BACKUP_KEY/)
  await spoil(bytes.subarray(0, -1), KEY, /cut off/)
  await spoil(bytes.subarray(0, 120), KEY, /cut off/)
  await spoil(changed, KEY, /changed or damaged/)
  await spoil(Buffer.concat([bytes, Buffer.from('x')]), KEY, /added to the end/)
  await spoil(Buffer.from('PK\x03\x04 something else'), KEY, /no backup of Purser/)
  await spoil(Buffer.alloc(0), KEY, /empty/)

  writeFileSync(join(folder, 'cut.backup'), bytes.subarray(0, -1))
  const there = await elsewhere()
  const refused = await purser(there.env, 'restore', join(folder, 'cut.backup'))
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('cut off') })
  const db = connect(there.url, 1)
  expect(await db.$queryRaw`select to_regclass('ticket')::text as found`).toEqual([{ found: null }])
  const missing = await purser(there.env, 'restore', join(folder, 'nowhere.backup'))
  expect(missing).toMatchObject({ code: 1, err: `There is no backup ${join(folder, 'nowhere.backup')}.\n` })
  await db.$disconnect()
})

test('a backup that is not encrypted says so, and damage to it is found', async () => {
  const where = join(folder, 'open')
  const { err } = await purser({ DATABASE_URL: house.url }, 'backup', where)
  expect(err).toContain('not encrypted')
  const bytes = readFileSync(join(where, readdirSync(where)[0] ?? ''))
  expect((await proof(bytes, undefined)).head.demo).toBe(false)
  bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500)
  await expect(proof(bytes, undefined)).rejects.toThrow(/changed or damaged/)
})

test('a process killed in the middle leaves no half backup, and the next one clears up', async () => {
  const where = join(folder, 'killed')
  const whole = await made(where)
  const { child, ended } = spawnPurser(env, ['backup', where])
  const watching = watch(where, () => child.kill('SIGKILL'))
  await ended
  watching.close()
  for (const name of readdirSync(where).filter((one) => one.endsWith('.backup'))) {
    expect((await proof(readFileSync(join(where, name)), KEY)).head.demo).toBe(false)
  }
  await made(where)
  expect(readdirSync(where).filter((name) => !name.endsWith('.backup'))).toEqual([])
  expect(readFileSync(whole).length).toBeGreaterThan(1000)
})

test('a bucket, reached through a forward proxy, keeps what was proved, the newest of it, and nothing of a backup that was given up', async () => {
  const [id, secret] = ['test-access', 'test-secret-of-the-bucket']
  const [bucket, way] = [await testBucket({ id, secret, bucket: 'acme' }), await proxyServer({ user: 'purser', password: 'p@ss' })]
  closing.push(bucket.close, way.close)
  const where = (over: object = {}) =>
    testConfig({
      backup: {
        at: '03:30',
        keep: 2,
        key: KEY,
        to: 's3://acme/books',
        s3: { url: bucket.url, region: 'eu-1', id, secret, proxy: way.url, ...over },
      },
    })
  const backups = (config = where()) => {
    const scheduled = scheduledBackups({ db: house.db, databaseUrl: house.url, config, log: { info: () => undefined } })
    if (!scheduled) throw new Error('no place')
    return scheduled
  }
  const { signal } = new AbortController()
  for (const day of [1, 2, 3]) await backups().make(new Date(Date.UTC(2026, 10, day)), signal)
  expect([...bucket.objects.keys()]).toEqual(['books/purser-20261102T000000Z.backup', 'books/purser-20261103T000000Z.backup'])

  await expect(backups().make(new Date(Date.UTC(2026, 10, 4)), AbortSignal.abort())).rejects.toThrow()
  await expect(backups(where({ secret: 'another-secret' })).make(new Date(Date.UTC(2026, 10, 5)), signal)).rejects.toThrow(
    /s3:\/\/acme\/books.*cannot be used/,
  )
  expect([bucket.objects.size, bucket.open.size]).toEqual([2, 0])
  expect(new Set(way.asked)).toEqual(new Set([new URL(bucket.url).host]))

  const { place, name } = atPlace('s3://acme/books/purser-20261103T000000Z.backup', where().backup.s3)
  const there = await elsewhere()
  await load(there.url, partsOf(place.read(name), KEY))
  const db = connect(there.url, 2)
  expect((await verify(db)).disagreements).toEqual([])
  expect(await db.ticket.findMany()).toEqual(await house.db.ticket.findMany())
  await db.$disconnect()
})

test("a day's backup is made once when its time has come, and made up for when it was missed", async () => {
  const made: Date[] = []
  const config = testConfig({ backup: { at: '03:30', keep: 2, to: folder, s3: { url: '', region: '' } } })
  const at = async (time: string, fails = false) => {
    const now = new Date(time)
    const make = async () => {
      if (fails) throw new Error('the disk is full')
      made.push(now)
      await rememberBackup(house.db, { at: now.toISOString(), name: 'x', place: 'there', bytes: 1, encrypted: true })
    }
    const log = pino({ level: 'silent' })
    const deps = {
      config,
      log,
      db: house.db,
      clock: () => now,
      backups: { called: 'there', make },
      methods: [],
      ledger: createLedger,
      chats: [],
    }
    await backUpDaily(deps, new AbortController().signal)
  }
  await at('2026-11-26T10:00:00+08:00')
  await at('2026-11-26T10:10:00+08:00')
  await at('2026-11-27T03:20:00+08:00')
  await at('2026-11-27T03:30:00+08:00', true)
  await at('2026-11-27T03:40:00+08:00')
  await at('2026-11-27T03:50:00+08:00')
  await at('2026-11-29T12:00:00+08:00')
  expect(made.map((one) => one.toISOString().slice(8, 16))).toEqual(['26T02:00', '26T19:40', '29T04:00'])
})

test('staff hear once of a backup that stays missing for an hour, and once when it was made after all', async () => {
  await house.db.setting.deleteMany({ where: { key: 'backup' } })
  const config = testConfig({ backup: { at: '03:30', keep: 2, to: folder, s3: { url: '', region: '' } } })
  const backups = { called: 'there', make: async () => undefined }
  const told = async () =>
    (await house.db.notice.findMany({ where: { chat: 'ops' }, orderBy: { id: 'asc' } })).map(({ reply }) => JSON.stringify(reply))
  const at = async (time: string) => {
    const chats = [{ platform: 'test', staffChats: ['ops'] } as never]
    const deps = {
      config,
      backups,
      chats,
      db: house.db,
      methods: [],
      ledger: createLedger,
      log: pino({ level: 'silent' }),
      clock: () => new Date(time),
    }
    await Promise.all([watchBackup(deps), watchBackup(deps)])
    return (await told()).length
  }
  expect([await at('2026-11-26T03:35:00+08:00'), await at('2026-11-26T04:30:00+08:00'), await at('2026-11-26T04:40:00+08:00')]).toEqual([
    0, 0, 1,
  ])
  expect([await at('2026-11-26T09:00:00+08:00'), await at('2026-11-27T09:00:00+08:00')]).toEqual([1, 1])
  await rememberBackup(house.db, { at: '2026-11-27T01:30:00Z', name: 'x', place: 'there', bytes: 1, encrypted: true })
  expect([await at('2026-11-27T09:40:00+08:00'), await at('2026-11-27T10:00:00+08:00')]).toEqual([2, 2])
  // The next night's is late for some minutes, as each is: nobody hears of that.
  expect(await at('2026-11-28T03:35:00+08:00')).toBe(2)
  await rememberBackup(house.db, { at: '2026-11-27T19:40:00Z', name: 'y', place: 'there', bytes: 1, encrypted: true })
  expect(await at('2026-11-28T03:45:00+08:00')).toBe(2)
  expect((await told())[0]).toContain('None has been made yet')
})
