import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueLinkCodes, type ListedCode } from '../../src/billing/customers.ts'
import { readSigned } from '../../src/billing/signed-link.ts'
import { type Counter, counter } from '../support/counter.ts'

const secret = '0123456789abcdef0123456789abcdef'
const page = readFileSync(new URL('../../docs/linking.md', import.meta.url), 'utf8')
const example = (language: string): string => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? ''
const folder = mkdtempSync(join(tmpdir(), 'purser-linking-'))

let c: Counter
beforeAll(async () => {
  c = await counter({ linkSecret: secret })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await c.close()
})

/** What an example of the page prints for a customer. */
function printed(program: readonly [string, ...string[]], file: string, source: string, customer: string): string {
  const path = join(folder, file)
  writeFileSync(path, source)
  const [command, ...args] = program
  return execFileSync(command, [...args, path, customer], { env: { ...process.env, PURSER_LINK_SECRET: secret }, encoding: 'utf8' }).trim()
}

/** Node is here; what else a machine has is run as well, and CI's has all. */
const isHere = (name: string): boolean => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
const TYPESCRIPT = [process.execPath, '--import', import.meta.resolve('tsx')] as const

test('the bot accepts what the examples print, once, and for the chat that showed it first', async () => {
  c.now = new Date()
  const ways = [
    { program: TYPESCRIPT, file: 'link.mts', language: 'ts', number: '10428' },
    { program: ['python3'], file: 'link.py', language: 'python', number: 'acme-7_x' },
    { program: ['php'], file: 'link.php', language: 'php', number: 'Zoe-9' },
  ] as const
  for (const [i, { program, file, language, number }] of ways.filter((way) => isHere(way.program[0])).entries()) {
    await c.customer(number)
    await c.db.identity.updateMany({ where: { userId: `c${number}` }, data: { customerId: null } })
    const payload = printed(program, file, example(language), number)
    expect(payload).toMatch(/^[\w-]{32,64}$/)
    const chat = c.chatter(`new-${i}`)
    const shown = await chat.says(i === 0 ? payload : `link ${payload}`)
    expect((await c.chatter(`thief-${i}`).sends('link', { code: payload })).buttons).not.toContain('Link this account')
    expect((await chat.presses(shown, 'link-confirm')).text).toContain(`now linked to UID ${number}`)
    expect((await c.chatter(`late-${i}`).sends('link', { code: payload })).text).toContain('can’t be used')
  }
})

test('the page’s vectors are what the bot reads', () => {
  const vectors = [...page.matchAll(/^\| `([\w-]+)` \| `(k[\w-]+)` \|$/gm)].map(
    ([, number = '', payload = '']) => [number, payload] as const,
  )
  expect(vectors.map(([number]) => number)).toEqual(['10428', 'acme-7_x'])
  const now = new Date(1_795_000_000_000 - 600_000)
  for (const [number, payload] of vectors)
    expect(readSigned(payload, secret, now)).toEqual({ number, expiresAt: new Date(1_795_000_000_000) })
})

test('a link that is changed, ended, too long, of another secret or without one is nobody’s', () => {
  const payload = /`(k[\w-]+10428)`/.exec(page)?.[1] ?? ''
  const at = (seconds: number) => new Date((1_795_000_000 + seconds) * 1000)
  expect(readSigned(payload, secret, at(-1))).toBeDefined()
  expect(readSigned(payload, secret, at(0))).toBeUndefined()
  expect(readSigned(payload, secret, at(-8 * 24 * 3600))).toBeUndefined()
  expect(readSigned(payload, undefined, at(-1))).toBeUndefined()
  expect(readSigned(payload, `${secret.slice(1)}0`, at(-1))).toBeUndefined()
  for (let i = 0; i < payload.length; i++) {
    const changed = `${payload.slice(0, i)}${payload[i] === 'x' ? 'y' : 'x'}${payload.slice(i + 1)}`
    expect(readSigned(changed, secret, at(-1))).toBeUndefined()
  }
})

test('codes for everybody leave out who has a chat, and always who is closed; the newest code of a customer is the good one', async () => {
  await c.db.customer.createMany({ data: [{ number: 'mail-1' }, { number: 'mail-2' }, { number: 'gone', status: 'closed' }] })
  const expiresAt = new Date(c.now.getTime() + 24 * 3600_000)
  const by = { actor: 'cli:test', now: c.now }
  const issue = async (all: boolean): Promise<readonly ListedCode[]> => {
    const codes: ListedCode[] = []
    expect(await issueLinkCodes(c.db, { all, expiresAt }, by, (some) => void codes.push(...some))).toBe(codes.length)
    return codes
  }
  const first = await issue(false)
  expect(first.map(({ number }) => number)).toEqual(expect.arrayContaining(['mail-1', 'mail-2']))
  const second = await issue(true)
  expect(second.map(({ number }) => number)).toContain('10428')
  expect(second.map(({ number }) => number)).not.toContain('gone')
  const [old, fresh] = [first, second].map((codes) => codes.find(({ number }) => number === 'mail-1')?.code ?? '')
  expect((await c.chatter('m').sends('link', { code: old ?? '' })).buttons).not.toContain('Link this account')
  expect((await c.chatter('m').sends('link', { code: fresh ?? '' })).buttons).toContain('Link this account')
})
