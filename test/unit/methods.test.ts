import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  accepts,
  codeFor,
  limitsOf,
  loadMethods,
  type Method,
  methodById,
  methodsOf,
  offered,
  paymentLink,
} from '../../src/billing/methods.ts'
import { money, toMajor } from '../../src/money.ts'
import { decodeQr } from '../../src/pictures/index.ts'

const house = { currency: 'CNY', minRecharge: money(1n, 'CNY') }
const now = new Date('2026-11-24T10:00:00+08:00')
const yuan = (amount: number) => money(BigInt(Math.round(amount * 100)), 'CNY')
const names = { en: 'a', 'zh-CN': 'b', 'zh-HK': 'c' }
const automatic = { id: 'alipay', kind: 'automatic', name: names, guidance: names, link: 'https://pay.example.com/?a={amount}' }
const manual = { id: 'unionpay', kind: 'manual', name: names, guidance: names, codes: [{ picture: 'codes/one.png', payee: 'Raindrop' }] }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'purser-methods-'))
  mkdirSync(join(folder, 'codes'))
  for (const name of ['one.png', 'unionpay.png']) copyFileSync('config/codes/unionpay-sample.png', join(folder, 'codes', name))
  writeFileSync(join(folder, 'codes', 'page.png'), '<html>')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Loads a file with this content. */
function load(content: unknown, how: Partial<typeof house> = {}) {
  const file = join(folder, 'methods.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return loadMethods(file, { ...house, ...how })
}
const withMethods = (...methods: readonly unknown[]) => ({ currency: 'CNY', methods })
/** The lines of what is said about a wrong file. */
function complaints(content: unknown, how: Partial<typeof house> = {}): readonly string[] {
  try {
    load(content, how)
    return []
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
  }
}
const found = (methods: readonly Method[], id: string): Method => methodById(methods, id) ?? expect.fail(`no ${id}`)

describe('the methods that come with Purser', () => {
  const methods = loadMethods(undefined, house)

  it('are for the demo alone: a house without a file of its own has none', () => {
    expect(methodsOf({ ...house, demo: false })).toEqual([])
    expect(methodsOf({ ...house, demo: true })).toEqual(methods)
    expect(() => methodsOf({ ...house, demo: false, methodsFile: '/nowhere.json' })).toThrow('cannot be used')
  })

  it("are the seed's: two automatic, one by hand, three as guidance", () => {
    expect(methods.map(({ id, kind }) => [id, kind])).toEqual([
      ['alipay', 'automatic'],
      ['wechat', 'automatic'],
      ['unionpay', 'manual'],
      ['alipay-hk', 'guidance'],
      ['wechat-hk', 'guidance'],
      ['card', 'guidance'],
    ])
    expect(found(methods, 'unionpay').codes).toMatchObject([{ payee: '宁波雨滴云计算有限公司', cap: yuan(500) }])
    expect(methods.map(({ minimum }) => minimum)).toEqual(Array(6).fill(yuan(0.01)))
  })

  it('charge nobody: links and codes lead to example.com', async () => {
    const values = { amount: yuan(100), customer: '10428', method: 'x' }
    for (const method of methods.filter(({ kind }) => kind === 'automatic')) {
      expect(new URL(paymentLink(method, values) ?? '').host).toBe('pay.example.com')
    }
    for (const code of methods.flatMap(({ codes }) => codes)) {
      expect(await decodeQr(readFileSync(code.picture))).toBe('https://example.com/sample-code-nothing-can-be-paid-here')
    }
  })
})

describe('the page on methods', () => {
  it('has an example that can be used as it stands', () => {
    const example = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/methods.md', 'utf8'))?.[1] ?? ''
    expect(load(example).map(({ id }) => id)).toEqual(['alipay', 'unionpay', 'alipay-hk'])
  })
})

describe('a methods file', () => {
  it('finds its pictures beside itself, wherever Purser was started', () => {
    expect(found(load(withMethods(manual)), 'unionpay').codes[0]?.picture).toBe(join(folder, 'codes', 'one.png'))
  })

  it('names every problem at once, with its place', () => {
    const lines = complaints({
      currency: 'CNY',
      colour: 'red',
      methods: [
        { ...automatic, id: 'Ali Pay', minimum: 1, maximun: '5.00' },
        { ...manual, codes: [{ picture: 'codes/none.png', payee: '', cap: '1.005' }], name: { en: 'a', 'zh-CN': 'b' } },
        {
          ...manual,
          id: 'other',
          codes: [
            { picture: 'codes/none.png', payee: 'x' },
            { picture: 'codes/page.png', payee: 'x' },
          ],
        },
        { ...automatic, kind: 'magic' },
      ],
    })
    for (const problem of [
      /^the file: unknown key "colour"$/,
      /^methods\[0\] \(Ali Pay\)\.id: must be 1 to 20/,
      /^methods\[0\] \(Ali Pay\)\.minimum: must be an amount in quotes/,
      /^methods\[0\] \(Ali Pay\): unknown key "maximun"$/,
      /^methods\[1\] \(unionpay\)\.name\.zh-HK: /,
      /^methods\[1\] \(unionpay\)\.codes\[0\]\.payee: must not be empty$/,
      /^methods\[1\] \(unionpay\)\.codes\[0\]\.cap: must be an amount of CNY/,
      /^methods\[2\] \(other\)\.codes\[0\]\.picture: .*none\.png does not exist$/,
      /^methods\[2\] \(other\)\.codes\[1\]\.picture: .*page\.png is not a PNG, JPEG or WebP picture$/,
      /^methods\[3\] \(alipay\)\.kind: must be "automatic", "manual" or "guidance"$/,
    ]) {
      expect(lines.filter((line) => problem.test(line))).toHaveLength(1)
    }
    expect(lines).toHaveLength(10)
  })

  it('is refused when it is missing, no JSON, or no list', () => {
    expect(() => loadMethods(join(folder, 'nowhere.json'), house)).toThrow(/nowhere\.json cannot be used:\n {2}cannot be read: ENOENT/)
    expect(complaints('{"currency": "CNY",')).toEqual([expect.stringMatching(/^not JSON: /)])
    expect(complaints('null')).toHaveLength(1)
    expect(complaints({ currency: 'CNY', methods: [] })).toEqual(['methods: needs at least one method'])
  })

  it("is refused in another currency than the house's, said once", () => {
    expect(complaints({ ...withMethods({ ...automatic, maximum: '5.50' }) }, { currency: 'JPY', minRecharge: money(1n, 'JPY') })).toEqual([
      'currency: is CNY, but PURSER_CURRENCY is JPY: write a methods file for JPY',
    ])
  })

  it.each([
    ['javascript:alert(1)//{amount}', 'must begin with https:// (not javascript:)'],
    ['http://pay.example.com/?a={amount}', 'must begin with https:// (not http:)'],
    ['https://{customer}.example.com/', 'has a placeholder in its host name'],
    ['https://pay.example.com:{amount}/', 'has a placeholder in its host name'],
    ['https://me:secret@pay.example.com/', 'must not hold a user name or password'],
    ['https://pay.example.com/?a={sum}', 'has an unknown placeholder {sum}: there are {amount}, {customer} and {method}'],
    ['pay here', 'is not a link, for example "https://pay.example.com/?amount={amount}&customer={customer}"'],
  ])('is refused with the link %s', (link, problem) => {
    expect(complaints(withMethods({ ...automatic, link }))).toEqual([`methods[0] (alipay).link: ${problem}`])
  })

  it('is refused when it contradicts itself', () => {
    const guidance = { id: 'hk', kind: 'guidance', name: names, guidance: names, through: ['alipay', 'nobody', 'hk'] }
    expect(
      complaints(
        withMethods({ ...automatic, minimum: '6.00', maximum: '5.00', words: ['AP', 'ap'] }, { ...manual, id: 'alipay' }, guidance),
      ),
    ).toEqual([
      'methods[0] (alipay).id: "alipay" is used more than once',
      'methods[0] (alipay).minimum: is above the maximum',
      'methods[1] (alipay).id: "alipay" is used more than once',
      'methods[2] (hk).through[1]: there is no method "nobody"',
      'methods[2] (hk).through[2]: "hk" is guidance itself',
    ])
    expect(complaints(withMethods({ ...automatic, words: ['Pay'] }, { ...manual, words: ['pay'] }))).toEqual([
      'words: "pay" stands for alipay and for unionpay',
    ])
  })
})

describe('what is offered', () => {
  const code = { picture: 'codes/one.png', payee: 'Raindrop' }
  const methods = () =>
    load(
      withMethods(
        { ...automatic, minimum: '1.00', maximum: '1000.00' },
        {
          ...manual,
          codes: [
            { ...code, cap: '50.00', validUntil: '2026-11-24T12:00:00+08:00' },
            { ...code, cap: '500.00' },
          ],
        },
        { id: 'hk', kind: 'guidance', name: names, guidance: names, through: ['alipay'] },
      ),
    )
  const ids = (amount: number, at = now) => offered(methods(), yuan(amount), at).map(({ id }) => id)

  it('is what takes the amount, and guidance to it', () => {
    expect(ids(0.99)).toEqual(['unionpay'])
    expect(ids(1)).toEqual(['alipay', 'unionpay', 'hk'])
    expect(ids(500)).toEqual(['alipay', 'unionpay', 'hk'])
    expect(ids(500.01)).toEqual(['alipay', 'hk'])
    expect(ids(1000.01)).toEqual([])
  })

  it('leaves out a code from its last moment on, and the method with its last code', () => {
    const index = (amount: number, at: Date) => codeFor(found(methods(), 'unionpay'), yuan(amount), at)?.index
    const noon = new Date('2026-11-24T12:00:00+08:00')
    expect([index(50, now), index(50.01, now), index(50, noon), index(501, now)]).toEqual([0, 1, 1, undefined])
    const ending = load(withMethods({ ...manual, codes: [{ ...code, validUntil: '2026-11-24T12:00:00+08:00' }] }))
    expect(accepts(found(ending, 'unionpay'), yuan(1), new Date(noon.getTime() - 1))).toBe(true)
    expect(accepts(found(ending, 'unionpay'), yuan(1), noon)).toBe(false)
  })

  it('is never below what the house takes', () => {
    const strict = load(withMethods({ ...automatic, minimum: '0.50' }), { minRecharge: yuan(10) })
    expect(toMajor(limitsOf(found(strict, 'alipay'), now).minimum ?? yuan(0))).toBe('10.00')
    expect(complaints(withMethods({ ...automatic, maximum: '5.00' }), { minRecharge: yuan(10) })).toEqual([
      'methods[0] (alipay).maximum: is below PURSER_MIN_RECHARGE (10.00)',
    ])
  })

  it('states as the most what its codes take', () => {
    expect(limitsOf(found(methods(), 'unionpay'), now).maximum).toEqual(yuan(500))
    const open = load(withMethods({ ...manual, maximum: '200.00', codes: [{ ...code, cap: '50.00' }, code] }))
    expect(limitsOf(found(open, 'unionpay'), now).maximum).toEqual(yuan(200))
  })
})

describe('a payment link', () => {
  it('says what it was given and nothing else', () => {
    const [method] = load(
      withMethods({ ...automatic, link: 'https://pay.example.com/p/{method}?a={amount}&c={customer}&again={amount}#{customer}' }),
    )
    const link = paymentLink(method as Method, { amount: yuan(1234.5), customer: '1&a=0.01#/../', method: 'ali/pay' })
    expect(link).toBe('https://pay.example.com/p/ali%2Fpay?a=1234.50&c=1%26a%3D0.01%23%2F..%2F&again=1234.50#1%26a%3D0.01%23%2F..%2F')
    expect(new URL(link ?? '').searchParams.getAll('a')).toEqual(['1234.50'])
  })

  it('is not made for a method that is paid by hand', () => {
    const [method] = load(withMethods(manual))
    expect(paymentLink(method as Method, { amount: yuan(1), customer: '1', method: 'unionpay' })).toBeUndefined()
  })
})
