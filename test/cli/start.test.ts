import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Running, spawnPurser } from '../support/cli.ts'
import { testDatabase } from '../support/database.ts'
import { ask } from '../support/embedded.ts'

const token = 'wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww'

let house: Awaited<ReturnType<typeof testDatabase>>
let env: Record<string, string>
const started: Running[] = []

beforeAll(async () => {
  house = await testDatabase()
  env = { DATABASE_URL: house.url, PURSER_HTTP_PORT: '0', PURSER_WEB: 'on', PURSER_WEB_TOKEN: token }
})
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
})
afterAll(() => house.close())

const start = (more: Record<string, string> = {}): Running => {
  const running = spawnPurser({ ...env, ...more }, ['start'])
  started.push(running)
  return running
}

/** Starts it and waits until it is ready; with its address. */
async function ready(more: Record<string, string> = {}): Promise<Running & { url: string }> {
  const running = start(more)
  let said = ''
  running.child.stdout?.on('data', (text) => (said += text))
  await running.says('Purser is ready at ')
  return { ...running, url: /ready at (\S+)/.exec(said)?.[1] ?? '' }
}

/** As a browser that has logged in: sends a text, and answers with the HTTP status. */
async function says(url: string, text: string): Promise<number> {
  const login = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ token }),
    headers: { origin: url },
  })
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const page = await (await fetch(url, { headers: { cookie } })).text()
  const headers = { cookie, origin: url, 'x-purser-token': /name="purser-token" content="(\w*)"/.exec(page)?.[1] ?? '' }
  const body = new FormData()
  body.append('action', JSON.stringify({ id: crypto.randomUUID(), side: 'customer', user: 'lin', act: { type: 'text', text } }))
  return (await fetch(`${url}/api/send`, { method: 'POST', body, headers })).status
}

/** Keeps everybody from the chats' messages until it is let go. */
async function holdUp(): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: house.url })
  await client.connect()
  await client.query('begin; lock table web_message in access exclusive mode')
  return () => client.end()
}

/** Resolves when somebody waits for what `holdUp` holds: other tests, on databases of their own, wait too. */
const waiting = () => expect.poll(() => ask(house.url, WAITING), { timeout: 10_000 }).toEqual({ n: 1 })

const WAITING = `select count(*)::int as n from pg_locks
  where not granted and database = (select oid from pg_database where datname = current_database())`

test('it says where it listens, answers there, and ends with 0 on SIGTERM, with nothing left open', async () => {
  const { url, child, ended } = await ready({ PURSER_LOG_LEVEL: 'debug' })
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ ok: true })
  expect(await (await fetch(`${url}/ready`)).json()).toEqual({ ready: true })
  expect((await fetch(url)).status).toBe(200)
  expect(await says(url, '余额')).toBe(200)
  const numbers = await (await fetch(`${url}/metrics`)).text()
  expect(numbers).toMatch(/^purser_update_seconds_count 1$/m)
  for (const line of numbers.trim().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) purser_\w+ .+|purser_\w+(\{\w+="[\w:+.]+"\})? [\d.]+)$/)
  const passedOn = await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } })
  expect(passedOn.status).toBe(403)
  child.kill('SIGTERM')
  const { code, out, err } = await ended
  expect({ code, out }).toEqual({ code: 0, out: `Purser is ready at ${url}\nPurser has stopped.\n` })
  expect(out + err).not.toContain(token)
  expect(out + err).not.toContain('demo')
  for (const line of err.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg')
  expect(err).not.toContain('something stays open')
})

test('who is logged in is in no log, not even where everything is', async () => {
  const { url, child, ended } = await ready({ PURSER_LOG_LEVEL: 'trace' })
  expect(await says(url, '余额')).toBe(200)
  child.kill('SIGTERM')
  const { err } = await ended
  expect(err).toContain('"level":10')
  expect(err).not.toMatch(/purser_web=\w|"x-purser-token":"\w/)
})

test('what lies in the folder that it is started in, and settings of the job library, are none of its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'purser-folder-'))
  await writeFile(join(folder, 'crontab'), '0 3 * * * /usr/bin/backup\n')
  await writeFile(join(folder, '.graphile-workerrc'), '{ "schema": "by_file" }')
  const platforms = await silent()
  const running = spawnPurser({ ...env, ...platforms.env, GRAPHILE_WORKER_SCHEMA: 'by_setting' }, ['start'], folder)
  started.push(running)
  await running.says('Purser is ready at ')
  expect(await house.db.$queryRaw`select nspname from pg_namespace where nspname like 'by_%'`).toEqual([])
  platforms.close()
  await rm(folder, { recursive: true })
})

test('several processes share one PostgreSQL: each answers, and what one dies of the others outlive', async () => {
  const [first, second] = await Promise.all([ready(), ready()])
  expect([await says(first.url, '余额'), await says(second.url, '余额')]).toEqual([200, 200])
  first.child.kill('SIGKILL')
  await first.ended
  expect(await says(second.url, '余额')).toBe(200)
})

test('what is in flight is finished before it stops', async () => {
  const { url, child, ended } = await ready()
  const release = await holdUp()
  const answer = says(url, 'help')
  await waiting()
  child.kill('SIGTERM')
  await setTimeout(300)
  expect(child.exitCode).toBeNull()
  await release()
  expect(await answer).toBe(200)
  expect((await ended).code).toBe(0)
})

test('Ctrl-C under npm arrives twice and is one signal; a later one ends it at once', async () => {
  const { url, child, ended } = await ready()
  const release = await holdUp()
  const answer = says(url, 'help').catch(() => 'cut off')
  await waiting()
  child.kill('SIGINT')
  child.kill('SIGINT')
  await setTimeout(1_000)
  expect(child.exitCode).toBeNull()
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 1, err: expect.stringContaining('a second signal (SIGINT)') })
  expect(await answer).toBe('cut off')
  await release()
})

test('what does not end within ten seconds does not keep it from stopping', async () => {
  const { url, child, ended } = await ready()
  const release = await holdUp()
  const answer = says(url, 'help').catch(() => 'cut off')
  await waiting()
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 1, err: expect.stringContaining('longer than 10 seconds') })
  expect(await answer).toBe('cut off')
  await release()
})

test('a signal during the start stops it as soon as it has started', async () => {
  const { child, ended } = start({ PURSER_LOG_LEVEL: 'trace' })
  const alive = "select count(*)::int as n from pg_stat_activity where application_name = 'purser (alive)' and datname = current_database()"
  await expect.poll(() => ask(house.url, alive), { timeout: 20_000, interval: 5 }).toEqual({ n: 1 })
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
})

/** Platforms that take every connection and never say anything; resolves with what to reach them by. */
async function silent(): Promise<{ env: Record<string, string>; asked: () => number; close: () => void }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  return {
    env: {
      ...{ TELEGRAM_TOKEN: `123456:${'A'.repeat(35)}`, TELEGRAM_API_URL: url },
      ...{ DISCORD_TOKEN: `${'A'.repeat(24)}.${'A'.repeat(6)}.${'A'.repeat(38)}`, DISCORD_API_URL: url },
      ...{ SLACK_BOT_TOKEN: 'xoxb-1-1-silent', SLACK_APP_TOKEN: 'xapp-1-1-silent', SLACK_API_URL: url },
    },
    asked: () => sockets.size,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('platforms that are silent keep nothing else from starting, and do not hold up the stop', async () => {
  const platforms = await silent()
  const { url, child, ended } = await ready(platforms.env)
  const chats = { discord: false, slack: false, telegram: false }
  expect(await (await fetch(`${url}/ready`)).json()).toEqual({ ready: true, chats })
  expect(await says(url, '余额')).toBe(200)
  child.kill('SIGTERM')
  const { code, err } = await ended
  expect(code).toBe(0)
  for (const chat of Object.keys(chats)) expect(err).toContain(`${chat} says nothing yet`)
  platforms.close()
})

test('a stop while platforms are waited for is one like any other', async () => {
  const platforms = await silent()
  const { child, ended } = start(platforms.env)
  await expect.poll(platforms.asked, { timeout: 20_000, interval: 5 }).toBe(3)
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0, out: 'Purser has stopped.\n' })
  platforms.close()
})

test('a port that is taken is named, with what to do, and nothing stays open', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const { code, err } = await start({ PURSER_HTTP_PORT: String(port) }).ended
  expect(code).toBe(1)
  expect(err).toContain(`Cannot listen on 127.0.0.1, port ${port}: another program listens there.`)
  server.close()
})

test('a real house without a chat starts, and says that nobody can reach it', async () => {
  const { url, child, ended } = await ready({ PURSER_WEB: 'off' })
  expect((await fetch(url)).status).toBe(404)
  child.kill('SIGTERM')
  expect((await ended).err).toContain('nobody can reach Purser')
})

test('the demo does not touch a database that is a real one', async () => {
  const { code, err } = await start({ PURSER_DEMO: 'true' }).ended
  expect(code).toBe(2)
  expect(err).toContain('PURSER_DEMO: a demo keeps nothing real')
})
