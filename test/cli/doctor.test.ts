import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawQr } from '../../src/pictures/qr.ts'
import { purser, purserJson } from '../support/cli.ts'
import { testDatabase } from '../support/database.ts'

interface Diagnosis {
  readonly ok: boolean
  readonly checks: readonly { name: string; status: string; found: string; todo?: string }[]
}

let house: Awaited<ReturnType<typeof testDatabase>>
let env: Record<string, string>
let folder: string

beforeAll(async () => {
  house = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'purser-doctor-'))
  env = { DATABASE_URL: house.url, PURSER_DATA_DIR: folder }
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await house.close()
})

const names = { en: 'UnionPay', 'zh-CN': '云闪付', 'zh-HK': '雲閃付' }

/** A methods file with one manual method of these codes. */
function methodsFile(name: string, codes: readonly object[]): string {
  const file = join(folder, name)
  const method = { id: 'unionpay', kind: 'manual', name: names, guidance: names, codes }
  writeFileSync(file, JSON.stringify({ currency: 'CNY', methods: [method] }))
  return file
}

const examine = async (more: Record<string, string> = {}) => {
  const { code, data, out, err } = await purserJson<Diagnosis>({ ...env, ...more }, 'doctor')
  return { code, out, err, ...data, of: (name: string) => data.checks.filter((check) => check.name === name) }
}

test('a house without problems ends with 0 and has a line for everything', async () => {
  const { code, ok, checks, of } = await examine()
  expect({ code, ok }).toEqual({ code: 0, ok: true })
  expect([...new Set(checks.map(({ name }) => name))]).toEqual([
    ...['configuration', 'database', 'migrations', 'backup', 'retention', 'clock', 'disk', 'pictures', 'fonts', 'methods'],
  ])
  expect(of('migrations')[0]).toMatchObject({ status: 'ok', found: expect.stringMatching(/^all \d+ applied$/) })
  expect(of('pictures').map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
  expect(of('clock')[0]?.status).toBe('ok')
})

test('without ways to pay in, a house that customers can reach has a problem, and is never shown as the sample’s payee', async () => {
  const { of, code, out } = await examine({ PURSER_WEB: 'on', PURSER_WEB_TOKEN: 'w'.repeat(40) })
  expect([code, of('methods').map(({ status }) => status)]).toEqual([1, ['problem']])
  expect(out).not.toContain('sample')
})

test('it says where every collection code leads', async () => {
  const content = 'https://qr.95516.com/00010000/62012345'
  writeFileSync(join(folder, 'code.png'), (await drawQr(content)).bytes)
  writeFileSync(join(folder, 'blank.png'), (await drawQr('x')).bytes.slice())
  const codes = [{ picture: 'code.png', payee: '宁波雨滴云计算有限公司', cap: '500.00' }]
  await house.db.unbound.create({ data: { accountId: 1n, floor: 0n } })
  const { of, code } = await examine({ PURSER_METHODS: methodsFile('good.json', codes) })
  expect(code).toBe(0)
  expect(of('import')[0]).toMatchObject({ status: 'warning', found: 'an import is open: 1 wallet may go below zero' })
  await house.db.unbound.deleteMany()
  expect(of('methods').map(({ found }) => found)).toContain(
    `unionpay, code 1: pays 宁波雨滴云计算有限公司, at most CNY 500.00; leads to ${content}`,
  )
})

test('a code that is no code is a problem, one that ended is a warning', async () => {
  const picture = new URL('../support/fixtures/screenshots/s1_success_light.png', import.meta.url).pathname
  const codes = [
    { picture, payee: 'A' },
    { picture, payee: 'B', validUntil: '2026-01-01T00:00:00+08:00' },
  ]
  const { of, code, ok } = await examine({ PURSER_METHODS: methodsFile('bad.json', codes) })
  expect({ code, ok }).toEqual({ code: 1, ok: false })
  expect(of('methods').map(({ status }) => status)).toEqual(['ok', 'problem', 'problem'])
})

test('a methods file with mistakes is a problem, and the rest is looked at all the same', async () => {
  const { of, code } = await examine({ PURSER_METHODS: methodsFile('wrong.json', [{ picture: 'missing.png', payee: 'A' }]) })
  expect(code).toBe(1)
  expect(of('methods')).toEqual([expect.objectContaining({ status: 'problem', found: expect.stringContaining('does not exist') })])
  expect(of('database')[0]?.status).not.toBe('problem')
})

test('a database that cannot be reached is a problem, told without its password', async () => {
  const { of, code, out, err } = await examine({ DATABASE_URL: 'postgres://u:hunter2hunter2@127.0.0.1:1/db' })
  expect(code).toBe(1)
  expect(of('database')[0]).toMatchObject({ status: 'problem', todo: expect.any(String) })
  expect(out + err).not.toContain('hunter2')
})

test('wallets of another currency, and the demo in a real house, are problems', async () => {
  await purser(env, 'customer', 'add', '--number', '1')
  await house.db.setting.create({ data: { key: 'demo', value: {} } })
  const { of, code } = await examine({ PURSER_CURRENCY: 'USD', PURSER_METHODS: methodsFile('dollars.json', []) })
  expect(code).toBe(1)
  const problems = of('database').filter(({ status }) => status === 'problem')
  expect(problems.map(({ found }) => found)).toEqual([expect.stringContaining('invented'), expect.stringContaining('kept in CNY')])
  expect(await purser(env, 'customer', 'list')).toMatchObject({ code: 1, err: expect.stringContaining('invented') })
  await house.db.setting.deleteMany()
})

test('every mistake of the configuration is a problem of its own', async () => {
  const { of, code } = await examine({ PURSER_HTTP_PORT: 'x', PURSER_BRANT: 'y' })
  expect(code).toBe(1)
  expect(of('configuration').map(({ found }) => found)).toEqual(['PURSER_HTTP_PORT', 'PURSER_BRANT'])
})

test('before the first start it makes nothing, and says where it would', async () => {
  const data = join(folder, 'not', 'yet')
  const { code, out } = await purser({ PURSER_DATA_DIR: data }, 'doctor')
  expect(code).toBe(0)
  expect(out).toContain(`none yet: the first start makes it in ${data}`)
  expect(out.trimEnd().endsWith('All is well.')).toBe(true)
  expect(() => rmSync(data)).toThrow('ENOENT')
})
