import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { History, MessageView } from '../../adapters/web/page/view.ts'
import { createStore } from '../../adapters/web/store.ts'
import { createStreams } from '../../adapters/web/stream.ts'
import type { Database } from '../../src/db.ts'
import type { Viewer } from '../../src/format.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { type Reply, reply, text } from '../../src/reply.ts'
import { contractCommands } from '../contract/commands.ts'
import { testBot } from '../support/bot.ts'
import { cable } from '../support/cable.ts'
import { testDatabase } from '../support/database.ts'
import { type WebServer, webPeople, webServer } from '../support/web.ts'

let db: Database
let databaseUrl: string
let first: WebServer
let second: WebServer
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  const database = await testDatabase(20)
  db = database.db
  databaseUrl = database.url
  await webPeople(db)
  const { bot } = testBot({ db, ledger: createLedger, commands: contractCommands })
  const deps = { db, databaseUrl, bot, commands: contractCommands }
  first = await webServer(deps)
  second = await webServer(deps)
  closing.push(
    () => first.close(),
    () => second.close(),
    database.close,
  )
})
afterAll(async () => {
  for (const step of closing) await step()
})

const viewer: Viewer = { locale: 'en', zone: 'UTC', now: new Date('2026-11-18T08:00:00Z') }
const saying = (words: string): Reply => reply([text([words])])
const words = ({ reply: said, own }: MessageView): string => {
  const block = said?.blocks[0]
  return block?.type === 'text' ? block.words.join('') : (own?.text ?? '')
}

/** Follows a side and gives its messages one by one. */
async function follow(server: WebServer, side: string, user: string, after = '0') {
  const stop = new AbortController()
  const response = await server.call(`/api/stream?side=${side}&user=${user}`, { headers: { 'last-event-id': after }, signal: stop.signal })
  const told: MessageView[] = []
  let rest = ''
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  const next = async (): Promise<MessageView | undefined> => {
    while (told.length === 0) {
      const { value, done } = await reader.read()
      if (done) return undefined
      const events = (rest + value).split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1]
        if (data) told.push(JSON.parse(data))
      }
    }
    return told.shift()
  }
  return { next, stop: () => stop.abort(), ended: async () => (await reader.read()).done }
}

it('tells a person what is said to them through another process, and nobody else', async () => {
  const amy = await follow(first, 'customer', 'amy')
  const lin = await follow(first, 'customer', 'lin')
  await second.chat.send('customer:amy', saying('for amy'), viewer)
  await second.chat.send('customer:lin', saying('for lin'), viewer)
  expect(words((await amy.next()) as MessageView)).toBe('for amy')
  expect(words((await lin.next()) as MessageView)).toBe('for lin')
  amy.stop()
  lin.stop()
})

it('tells all staff what is shared, and each what is their own', async () => {
  const wang = await follow(first, 'staff', 'wang')
  const lee = await follow(second, 'staff', 'lee')
  await first.send('staff', 'wang', { type: 'command', command: 'count' })
  await first.chat.send('staff', saying('for all'), viewer)
  expect(words((await lee.next()) as MessageView)).toBe('for all')
  expect(words((await wang.next()) as MessageView)).toBe('counted 1')
  expect(words((await wang.next()) as MessageView)).toBe('for all')
  wang.stop()
  lee.stop()
})

it('resumes after the last change that was seen, with messages changed meanwhile as they now stand', async () => {
  const chat = 'customer:resume'
  const one = await first.chat.send(chat, saying('one'), viewer)
  const before = await follow(first, 'customer', 'resume')
  const seen = (await before.next()) as MessageView
  before.stop()
  await first.chat.send(chat, saying('two'), viewer)
  await first.chat.edit(chat, one, saying('one, changed'), viewer)
  const after = await follow(second, 'customer', 'resume', seen.seq)
  const told = [await after.next(), await after.next()] as MessageView[]
  expect(told.map((message) => [message.id === one, words(message), message.version])).toEqual([
    [false, 'two', 1],
    [true, 'one, changed', 2],
  ])
  after.stop()
})

it('leaves nothing out when many write at once', async () => {
  const reader = await follow(first, 'customer', 'busy')
  const sent = Array.from({ length: 60 }, (_, i) => `message ${i}`)
  await Promise.all(sent.map((said, i) => (i % 2 ? first : second).chat.send('customer:busy', saying(said), viewer)))
  const told: MessageView[] = []
  while (told.length < sent.length) told.push((await reader.next()) as MessageView)
  expect(told.map(words).sort()).toEqual([...sent].sort())
  expect(told.map(({ seq }) => Number(seq))).toEqual(told.map(({ seq }) => Number(seq)).sort((a, b) => a - b))
  reader.stop()
})

it('hands out places in the order of commits: a reader never finds an earlier one later', async () => {
  const store = createStore(db)
  const chat = 'customer:order'
  const slow = new pg.Client({ connectionString: databaseUrl })
  await slow.connect()
  await slow.query('begin')
  await slow.query("insert into web_message (chat, author, body) values ($1, 'purser', '{}')", [chat])
  let written = false
  const quick = store.add(chat, 'purser', { text: 'quick', files: [] }, { at: new Date() }).then((message) => {
    written = true
    return message
  })
  // The second waits for the first, whichever way that one ends.
  const waits = `select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`
  while (((await slow.query(waits)).rowCount ?? 0) === 0) expect(written).toBe(false)
  await slow.query('commit')
  await slow.end()
  const { id } = await quick
  const told = await store.since([chat], 0n, 10)
  expect([told.length, told.at(-1)?.id]).toEqual([2, id])
})

it('goes on when the connection that listens is lost', async () => {
  const reader = await follow(first, 'customer', 'loss')
  await db.$executeRaw`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'purser web' and datname = current_database()`
  await second.chat.send('customer:loss', saying('still told'), viewer)
  expect(words((await reader.next()) as MessageView)).toBe('still told')
  reader.stop()
})

it('goes on when nothing comes through the connection that listens any more, and stops all the same', async () => {
  const line = await cable(databaseUrl)
  const { bot } = testBot({ db, ledger: createLedger, commands: contractCommands })
  const server = await webServer({ db, databaseUrl: line.url, bot, commands: contractCommands })
  const reader = await follow(server, 'customer', 'silence')
  await second.chat.send('customer:silence', saying('told at once'), viewer)
  expect(words((await reader.next()) as MessageView)).toBe('told at once')
  line.hang()
  await second.chat.send('customer:silence', saying('told later'), viewer)
  expect(words((await reader.next()) as MessageView)).toBe('told later')
  reader.stop()
  await server.close()
  await line.close()
}, 30_000)

it('ends for somebody who is no longer staff', async () => {
  const reader = await follow(first, 'staff', 'lee', '999999999')
  const { staffId } = await db.identity.findFirstOrThrow({ where: { platform: 'web', userId: 'lee' } })
  await db.staff.update({ where: { id: staffId as bigint }, data: { removedAt: new Date() } })
  await first.chat.send('staff', saying('not for lee'), viewer)
  expect(await reader.next()).toBeUndefined()
})

it('keeps no place for somebody who left before they could be seated', async () => {
  const slow = new pg.Client({ connectionString: databaseUrl })
  await slow.connect()
  await slow.query('begin; lock table identity')
  const { hostname, port } = new URL(first.url)
  const head = `GET /api/stream?side=staff&user=wang HTTP/1.1\r\nHost: ${hostname}:${port}\r\nx-purser-token: ${first.token}\r\n\r\n`
  const sockets = Array.from({ length: 20 }, () => connect(Number(port), hostname))
  for (const socket of sockets) socket.write(head)
  const waiting = `select from pg_locks where relation = 'identity'::regclass and not granted`
  await expect.poll(async () => (await slow.query(waiting)).rowCount).toBe(20)
  for (const socket of sockets) socket.destroy()
  // An answer that needs no database: the server has seen them leave by then.
  await first.call('/api/start')
  await slow.query('commit')
  await slow.end()
  // Were places kept, all of them would be by now: those who waited are answered before us.
  const response = await first.call('/api/stream?side=staff&user=wang')
  expect(response.status).toBe(200)
  await response.body?.cancel()
})

it('ends when the server stops, which does not wait for its readers', async () => {
  const third = await webServer({ db, databaseUrl, bot: { handle: () => Promise.reject(new Error('unused')) }, commands: contractCommands })
  const reader = await follow(third, 'customer', 'amy', '999999999')
  await third.close()
  expect(await reader.next()).toBeUndefined()
})

it('shows the newest hundred, and older ones on demand', async () => {
  const chat = 'customer:long'
  for (let i = 0; i < 130; i += 1) await first.chat.send(chat, saying(`m${i}`), viewer)
  const newest = await first.history('customer', 'long')
  expect([newest.messages.length, words(newest.messages[0] as MessageView), newest.more]).toEqual([100, 'm30', true])
  const response = await first.call(`/api/messages?side=customer&user=long&before=${newest.messages[0]?.id}`)
  const older = (await response.json()) as History
  expect([older.messages.length, words(older.messages[0] as MessageView), older.more]).toEqual([30, 'm0', false])
})

it('a reader who does not read and may not any more is left alone, and harms nobody', async () => {
  const wakes = new Set<() => void>()
  const watch = (_: readonly string[], wake: () => void) => {
    wakes.add(wake)
    return () => void wakes.delete(wake)
  }
  const feed = { watch, close: async () => {} }
  let seq = 0n
  const body = { text: 'x'.repeat(50_000), files: [] }
  const message = () => ({ id: ++seq, seq, version: 1, createdAt: viewer.now, chat: 'staff', body })
  let staff = true
  const streams = createStreams({ ...createStore(db), since: async () => (staff ? [message()] : []) }, feed, pino({ level: 'silent' }), {
    heartbeat: 10,
  })
  const answers: ServerResponse[] = []
  const server = createServer((_, answer) => {
    answers.push(answer)
    streams.open(answer, { own: 'staff:wang', chats: ['staff'] }, 0n, async () => staff)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1').pause()
  reader.on('error', () => {})
  reader.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  const full = () => (answers[0]?.writableLength ?? 0) > 200_000
  while (!full()) {
    for (const wake of wakes) wake()
    await setTimeout(1)
  }
  staff = false
  const [answer] = answers
  for (const wake of wakes) wake()
  await vi.waitFor(() => expect(answer?.destroyed).toBe(true))
  reader.destroy()
  await new Promise((resolve) => server.close(resolve))
})

it('tells staff without an account of their own on the staff side, also when they write on the customers’ one', async () => {
  const { id: staffId } = await db.staff.create({ data: { name: 'Nova', role: 'agent' } })
  await db.identity.create({ data: { platform: 'web', userId: 'nova', staffId } })
  const chatOf = async (userId: string) => (await db.identity.findFirstOrThrow({ where: { platform: 'web', userId } })).chat
  for (const user of ['nova', 'amy']) expect((await first.send('customer', user, { type: 'text', text: 'hello' })).status).toBe(200)
  expect(await chatOf('nova')).toBe('staff:nova')
  expect(await chatOf('amy')).toBe('customer:amy')
  await db.identity.update({
    where: { platform_workspace_userId: { platform: 'web', workspace: '', userId: 'nova' } },
    data: { staffId: null },
  })
  await db.staff.delete({ where: { id: staffId } })
})
