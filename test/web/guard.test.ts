import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../adapters/postgres/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { contractCommands } from '../contract/commands.ts'
import { testBot } from '../support/bot.ts'
import { cable } from '../support/cable.ts'
import { testDatabase } from '../support/database.ts'
import { bytesForStaff, EVERY_BYTE } from '../support/files.ts'
import { type WebServer, webPeople, webServer } from '../support/web.ts'

type Deps = Parameters<typeof webServer>[0]

let deps: Deps
let demo: WebServer
let open: WebServer
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  const { db, url, close } = await testDatabase()
  await webPeople(db)
  const { bot } = testBot({ db, ledger: createLedger, commands: contractCommands })
  deps = { db, databaseUrl: url, bot, commands: contractCommands, files: bytesForStaff }
  demo = await webServer(deps)
  open = await webServer({ ...deps, config: { demo: false, web: { enabled: true, token: 'open sesame' } } })
  closing.push(
    () => demo.close(),
    () => open.close(),
    close,
  )
})
afterAll(async () => {
  for (const step of closing) await step()
})

const people = '/api/people'

/** A GET with any Host header and request target, which `fetch` does not let one choose. */
function ask(url: string, path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url)
  return new Promise((done, failed) => {
    request({ hostname, port, path, headers }, async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      done({ status: response.statusCode ?? 0, body })
    })
      .on('error', failed)
      .end()
  })
}
const statusAs = async (host: string, headers: Record<string, string> = {}): Promise<number> =>
  (await ask(demo.url, '/', { host, ...headers })).status

describe('in demo mode', () => {
  it('answers to this machine by its own names only, so that a foreign name bound to loopback reads nothing', async () => {
    const { port } = new URL(demo.url)
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) expect(await statusAs(`${host}:${port}`)).toBe(200)
    for (const host of [`evil.example:${port}`, 'purser', '127.0.0.1.evil.example'])
      expect(await statusAs(host, { 'x-purser-token': demo.token })).toBe(403)
  })

  it('lets no page of another origin call it', async () => {
    expect((await demo.call(people)).status).toBe(200)
    expect((await demo.call(people, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect((await demo.call(people, { headers: { origin: 'null' } })).status).toBe(403)
    expect((await demo.call(people, { headers: { origin: undefined, 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    expect((await demo.call('/api/send', { method: 'POST', headers: { origin: undefined } })).status).toBe(403)
  })

  it('wants the token of this start on every call', async () => {
    for (const path of [
      people,
      '/api/start',
      '/api/messages?side=staff&user=wang',
      '/api/stream?side=staff&user=wang',
      '/api/picture',
      '/api/send',
    ])
      for (const token of [undefined, '', 'x', `${demo.token}0`])
        expect(
          (await demo.call(path, { method: path === '/api/send' ? 'POST' : 'GET', headers: { 'x-purser-token': token } })).status,
        ).toBe(401)
    const other = await webServer(deps)
    closing.unshift(() => other.close())
    expect(other.token).not.toBe(demo.token)
    expect(demo.token).toMatch(/^[0-9a-f]{64}$/)
  })

  it('forbids the page everything that it does not need', async () => {
    for (const path of ['/', '/assets/base.css', people, '/api/messages?side=staff&user=lin', '/api/picture']) {
      const { headers } = await demo.call(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
    const page = await (await demo.call('/')).text()
    expect(page).not.toMatch(/<script(?![^>]*src=)|\sstyle=|\son\w+=|https?:\/\//)
  })

  it('serves the files of the page and nothing beside them', async () => {
    expect((await demo.call('/assets/base.css')).headers.get('content-type')).toBe('text/css; charset=utf-8')
    for (const name of ['index.html', 'login.html', 'main.ts', 'tsconfig.json', '..%2fguard.ts', '%2e%2e%2fguard.ts', 'constructor'])
      expect((await demo.call(`/assets/${name}`)).status).toBe(404)
  })
})

describe('outside demo mode', () => {
  const login = (token: string, server = open) =>
    server.call('/login', { method: 'POST', body: new URLSearchParams({ token }), headers: { 'x-purser-token': undefined } })

  it('does not begin without a token of the operator', () => {
    const config = { demo: false, web: { enabled: true } }
    return expect(webServer({ ...deps, config })).rejects.toThrow('needs a token')
  })

  it('shows a login and answers no call before it', async () => {
    const page = await (await open.call('/')).text()
    expect(page).toContain('action="/login"')
    expect(page).not.toContain('purser-token')
    expect((await open.call(people)).status).toBe(401)
  })

  it('opens to the token, by a cookie that no script and no other site can use', async () => {
    const wrong = await login('open says me')
    expect([wrong.status, wrong.headers.get('set-cookie'), wrong.headers.get('location')]).toEqual([303, null, '/?wrong'])
    expect(await (await open.call('/?wrong')).text()).toContain('That token is not right')
    const cookie = (await login('open sesame')).headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\//)
    expect(cookie).not.toContain('sesame')
    const headers = { cookie: cookie.split(';')[0] }
    const token = /purser-token" content="(\w+)"/.exec(await (await open.call('/', { headers })).text())?.[1]
    expect((await open.call(people, { headers: { ...headers, 'x-purser-token': token } })).status).toBe(200)
    expect((await open.call(people, { headers })).status).toBe(401)
    expect((await open.call(people, { headers: { 'x-purser-token': token } })).status).toBe(401)
  })

  it('locks nobody out who knows the token, whatever others try', async () => {
    for (let i = 0; i < 20; i += 1) await login(`guess ${i}`)
    expect((await login('open sesame')).headers.get('set-cookie')).not.toBeNull()
  })

  it('opens no call by another way of writing its address', async () => {
    const { host } = new URL(open.url)
    for (const address of [
      people,
      '/%61pi/people',
      '/api/%70eople',
      `http://${host}${people}`,
      `${people}?`,
      `${people};a=1`,
      `//${people}`,
      '/API/people',
    ]) {
      const { status, body } = await ask(open.url, address, { host })
      expect([address, [401, 404].includes(status), body.includes('10428')]).toEqual([address, true, false])
    }
  })
})

describe('a person', () => {
  it('is let into the staff side only when they are staff, and no longer when they were removed', async () => {
    for (const user of ['lin', 'nobody'])
      for (const path of ['/api/messages', '/api/pane', '/api/stream'])
        expect((await demo.call(`${path}?side=staff&user=${user}`)).status).toBe(403)
    expect((await demo.send('staff', 'lin', { type: 'text', text: 'queue' })).status).toBe(403)
    const gone = await deps.db.staff.create({ data: { name: 'gone', role: 'agent', removedAt: new Date() } })
    await deps.db.identity.create({ data: { platform: 'web', userId: 'gone', staffId: gone.id } })
    expect((await demo.call('/api/messages?side=staff&user=gone')).status).toBe(403)
  })

  it("cannot press a button, fill a form or see a picture of somebody else's message", async () => {
    await demo.send('customer', 'lin', { type: 'command', command: 'everything' })
    await demo.send('customer', 'lin', { type: 'command', command: 'form' })
    const [shown, form] = (await demo.history('customer', 'lin')).messages.filter((message) => message.reply)
    const view = `side=customer&user=amy&message=${shown?.id}&version=1&slot=0`
    expect((await demo.call(`/api/picture?${view}`)).status).toBe(404)
    expect((await demo.call(`/api/picture?${view.replace('amy', 'lin')}`)).status).toBe(200)
    const act = { type: 'form', message: form?.id, input: { sum: '1', at: 'now', method: 'bank' } }
    const answer = JSON.stringify(await (await demo.send('customer', 'amy', act)).json())
    expect(answer).not.toContain('Received')
  })

  it('gets a file by its own message alone, as long as it may, in a way that opens nothing', async () => {
    const one = await deps.db.staff.create({ data: { name: 'one', role: 'agent' } })
    await deps.db.identity.create({ data: { platform: 'web', userId: 'one', staffId: one.id } })
    await demo.send('staff', 'one', { type: 'command', command: 'paper' })
    const shown = (await demo.history('staff', 'one')).messages.at(-1)
    const file = (user: string, more = '') => demo.call(`/api/file?side=staff&user=${user}&message=${shown?.id}&version=1&slot=0${more}`)
    const response = await file('one')
    expect([response.status, Buffer.from(await response.arrayBuffer())]).toEqual([200, Buffer.from(EVERY_BYTE)])
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="case-3058.pdf"',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    for (const other of ['lee', 'wang']) expect((await file(other)).status).toBe(404)
    // One that cannot be made now is none that is gone.
    const full = await webServer({ ...deps, files: { file: async () => 'busy' } })
    const later = await full.call(`/api/file?side=staff&user=one&message=${shown?.id}&version=1&slot=0`)
    expect([later.status, later.headers.get('retry-after')]).toEqual([503, '5'])
    await full.close()
    for (const stranger of ['lin', 'nobody']) expect((await file(stranger)).status).toBe(403)
    expect((await demo.call(`/api/file?side=customer&user=lin&message=${shown?.id}&version=1&slot=0`)).status).toBe(404)
    // Its bytes are nobody's who only has the address.
    expect((await fetch(`${demo.url}/api/file?side=staff&user=one&message=${shown?.id}&version=1&slot=0`)).status).toBe(401)
    // A message of before there were files.
    await deps.db.$executeRaw`update web_message set body = body - 'files' where id = ${BigInt(shown?.id ?? 0)}`
    expect((await file('one')).status).toBe(404)
    await deps.db
      .$executeRaw`update web_message set body = jsonb_set(body, '{files}', ${'[{"from":"case","ticket":"1"}]'}::jsonb) where id = ${BigInt(shown?.id ?? 0)}`
    expect((await file('one')).status).toBe(200)
    await deps.db.staff.update({ where: { id: one.id }, data: { removedAt: new Date() } })
    expect((await file('one')).status).toBe(403)
  })

  it('is told that nothing can be reached now while no database answers, and nobody is woken by it', async () => {
    const line = await cable(deps.databaseUrl)
    const db = connect(line.url, 1, 1_000)
    const server = await webServer({ ...deps, db })
    await line.cut()
    const answers = [await server.call('/api/people'), await server.send('customer', 'lin', { type: 'text', text: '余额' })]
    for (const answer of answers) expect([answer.status, await answer.json()]).toEqual([503, { error: 'unavailable' }])
    await server.close()
    await db.$disconnect()
    await line.close()
  })

  it('cannot choose the unseen values of a form, nor pictures that it had not kept', async () => {
    await demo.send('customer', 'lin', { type: 'command', command: 'form' })
    const form = (await demo.history('customer', 'lin')).messages.at(-1)
    const input = { sum: '1', at: 'now', method: 'bank', hidden: 'ticket-8', shots: '1,2,3' }
    const answer = JSON.stringify(await (await demo.send('customer', 'lin', { type: 'form', message: form?.id, input })).json())
    expect(answer).toContain('ticket-7')
    expect(answer).not.toContain('ticket-8')
    expect(answer).not.toContain('shots')
  })

  it('may not send more than 60 actions a minute, nor texts beyond 4,000 characters', async () => {
    expect((await demo.send('customer', 'talker', { type: 'text', text: 'x'.repeat(4_001) })).status).toBe(400)
    const answers = await Promise.all(
      Array.from({ length: 61 }, () => demo.send('customer', 'hurry', { type: 'command', command: 'everything' })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(60)
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('60')
  })
})

describe('what is sent', () => {
  it('is refused by its size before it is read, and by its number of files', async () => {
    const file = (i: number) => ({ field: 'files', name: `${i}.png`, bytes: new Uint8Array(9) })
    const four = await demo.send('customer', 'lin', { type: 'text', text: 'paid' }, { files: [0, 1, 2, 3].map(file) })
    expect([four.status, await four.json()]).toEqual([413, { error: 'too_large' }])
    const huge = await demo.send(
      'customer',
      'lin',
      { type: 'text', text: 'paid' },
      { files: [{ ...file(0), bytes: new Uint8Array(32 * 1024 * 1024) }] },
    )
    expect([huge.status, await huge.json()]).toEqual([413, { error: 'too_large' }])
  })

  it('is answered without what went wrong inside', async () => {
    for (const path of [
      '/api/messages?side=staff',
      '/api/messages?side=customer&user=a%00b',
      '/api/messages?side=customer&user=lin&before=99999999999999999999',
      '/api/picture?slot=-1',
    ]) {
      const response = await demo.call(path)
      expect([path, response.status, await response.json()]).toEqual([path, 400, { error: 'bad_request' }])
    }
    const broken = createBroken()
    closing.unshift(async () => (await broken).close())
    const response = await (await broken).send('customer', 'lin', { type: 'text', text: 'hello' })
    expect([response.status, await response.json()]).toEqual([500, { error: 'internal' }])
  })

  it('may hold what no database can store', async () => {
    const files = [{ field: 'files', name: 'a\uD800.png', bytes: new Uint8Array(9) }]
    expect((await demo.send('customer', 'lin', { type: 'text', text: 'nul \0 and half \uD83D' }, { files })).status).toBe(200)
    expect(JSON.stringify((await demo.history('customer', 'lin')).messages)).toContain('nul  and half')
  })
})

/** A server whose core throws, which the real one never does. */
const createBroken = (): Promise<WebServer> =>
  webServer({ ...deps, bot: { handle: () => Promise.reject(new Error('password of the database is swordfish')) } })
