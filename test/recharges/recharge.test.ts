import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadMethods } from '../../src/billing/methods.ts'
import { money } from '../../src/money.ts'
import type { Chatter, Seen } from '../support/bot.ts'
import { type Counter, counter } from '../support/counter.ts'

const HOUR = 3600_000
const start = new Date('2026-11-24T06:05:00Z')
const built = loadMethods(undefined, { currency: 'CNY', minRecharge: money(1n, 'CNY') })

let house: Counter
let next = 41_000
beforeAll(async () => {
  house = await counter({}, built)
})
afterAll(() => house.close())

/** A customer of this test's own. */
async function customer(locale?: string): Promise<{ me: Chatter; number: string }> {
  const number = String(next++)
  const me = await house.customer(number)
  return { me: locale ? house.chatter(`c${number}`, { locale }) : me, number }
}
const stored = (number: string) => house.db.recharge.findMany({ where: { customer: { number } }, orderBy: { id: 'asc' } })
const problem = (seen: Seen) => seen.reply.form?.questions.find(({ name }) => name === 'amount')

describe('starting a top-up', () => {
  it('asks for the amount first, says the least, and complains of nothing yet', async () => {
    const { me } = await customer()
    const asked = await me.sends('recharge')
    expect(asked.reply.form?.questions).toMatchObject([{ name: 'amount', control: 'amount', required: true }])
    expect(problem(asked)?.problem).toBeUndefined()
    expect(asked.text).toContain('At least CNY 0.01')
  })

  it('stores the intent for 24 hours and offers the methods that take the amount', async () => {
    const { me, number } = await customer()
    const chosen = await me.sends('recharge', { amount: '１００元' })
    expect(chosen.text).toContain(`Top up CNY 100.00 for UID ${number}`)
    expect(chosen.text).toContain('Alipay / WeChat Pay – credited automatically')
    expect(chosen.buttons).toEqual(['Alipay', 'WeChat Pay', 'UnionPay', 'Change amount', 'Scan with another device'])
    expect(await stored(number)).toMatchObject([
      {
        amount: 10_000n,
        currency: 'CNY',
        method: null,
        state: 'created',
        createdAt: start,
        expiresAt: new Date(start.getTime() + 24 * HOUR),
      },
    ])
  })

  it('says what is wrong with an amount and keeps what was entered', async () => {
    const { me, number } = await customer()
    for (const [entered, said] of [
      ['HK$100', 'HKD'],
      ['a lot', 'in digits'],
      ['0', 'more than zero'],
      ['-5', 'more than zero'],
      ['1.005', 'decimals'],
      ['50000.01', 'The most at once is CNY 50,000.00'],
    ] as const) {
      const asked = await me.sends('recharge', { amount: entered })
      expect(asked.text).toContain(said)
      expect(problem(asked)?.value).toBe(entered)
    }
    expect(await stored(number)).toEqual([])
  })

  it('goes straight to the method named with the amount, also to the one behind a Hong Kong wallet', async () => {
    const { me } = await customer()
    expect((await me.sends('recharge', { amount: '100', method: 'unionpay' })).text).toContain('Pay CNY 100.00 with UnionPay')
    const hk = await me.sends('recharge', { amount: '100', method: 'alipay-hk' })
    expect(hk.text).toContain('Pay CNY 100.00 with Alipay')
    expect(hk.text).toContain('charged in HKD')
    expect((await me.sends('recharge', { amount: '100', method: 'card' })).text).toContain('How would you like to pay?')
  })

  it('says what a method takes when it does not take the amount, and offers the others', async () => {
    const { me } = await customer()
    const chosen = await me.sends('recharge', { amount: '600', method: 'unionpay' })
    expect(chosen.text.match(/UnionPay: at most CNY 500\.00 per payment/g)).toHaveLength(1)
    expect(chosen.buttons).not.toContain('UnionPay')
    expect(chosen.buttons).toContain('Alipay')
  })

  it('starts from the earlier amount when it is changed', async () => {
    const { me, number } = await customer()
    const chosen = await me.sends('recharge', { amount: '100' })
    const form = await me.presses(chosen, 'Change amount')
    expect(problem(form)).toMatchObject({ value: '100.00' })
    expect(problem(form)?.problem).toBeUndefined()
    await me.sends('recharge', { ...form.reply.form?.hidden, amount: '200' })
    expect((await stored(number)).map(({ amount, state }) => [amount, state])).toEqual([
      [10_000n, 'expired'],
      [20_000n, 'created'],
    ])
  })

  it('is one intent when the same message arrives twice', async () => {
    const { me, number } = await customer()
    const [one, two] = [await me.sends('recharge', { amount: '5' }, {}, 'same'), await me.sends('recharge', { amount: '5' }, {}, 'same')]
    expect(two.text).toBe(one.text)
    expect(await stored(number)).toHaveLength(1)
  })

  it('leaves one undecided intent when several are started at once', async () => {
    const { me, number } = await customer()
    await Promise.all(['1', '2', '3', '4', '5'].map((amount) => me.sends('recharge', { amount })))
    expect((await stored(number)).map(({ state }) => state).sort()).toEqual(['created', 'expired', 'expired', 'expired', 'expired'])
  })

  it('is refused to an account on hold, and after fifty in a day', async () => {
    const { me, number } = await customer()
    const { id } = await house.db.customer.update({ where: { number }, data: { status: 'frozen' } })
    expect((await me.sends('recharge', { amount: '5' })).text).toContain('on hold')
    await house.db.customer.update({ where: { id }, data: { status: 'active' } })
    const { id: identityId } = await house.db.identity.findFirstOrThrow({ where: { customerId: id } })
    const row = { customerId: id, identityId, amount: 1n, currency: 'CNY', state: 'expired', createdAt: start, expiresAt: start }
    await house.db.recharge.createMany({ data: Array.from({ length: 50 }, () => row) })
    expect((await me.sends('recharge', { amount: '5' })).text).toContain('try again from tomorrow 14:05')
    expect(await stored(number)).toHaveLength(50)
    // Another account gives the same chat no fresh ones.
    const other = await customer()
    const { id: customerId } = await house.db.customer.findUniqueOrThrow({ where: { number: other.number } })
    await house.db.identity.update({ where: { id: identityId }, data: { customerId } })
    expect((await me.sends('recharge', { amount: '5' })).text).toContain('try again from tomorrow 14:05')
    expect((await other.me.sends('recharge', { amount: '5' })).text).toContain('CNY 5.00')
  })
})

describe("in the customer's language", () => {
  it('a mainland reader sees the tone of the counter there', async () => {
    const { me, number } = await customer('zh-CN')
    const choice = await me.sends('recharge', { amount: '100块' })
    expect(choice.text).toContain(`充值 ¥100.00 到 UID ${number}`)
    expect(choice.text).toContain('无论哪种方式，到账金额都是 ¥100.00。')
    expect((await me.presses(choice, '云闪付')).text).toContain('核对收款方：宁波雨滴云计算有限公司。名称不一致，请不要付款')
  })

  it('a Hong Kong reader sees their wallets first, the currency named, and that it is not HKD', async () => {
    const { me } = await customer('zh-HK')
    const choice = await me.sends('recharge', { amount: '100' })
    expect(choice.text.indexOf('AlipayHK（支付寶香港）')).toBeLessThan(choice.text.indexOf('支付寶 / 微信支付'))
    expect(choice.text).toContain('存入帳戶的都是 CN¥100.00（人民幣），並非港幣。')
    expect((await me.presses(choice, '雲閃付')).text).toContain('輸入金額 100.00（人民幣）並付款')
  })
})

describe('typed in a private chat', () => {
  it('an amount and a method in one message lead to how to pay', async () => {
    const { me, number } = await customer('zh-CN')
    for (const [typed, shown] of [
      ['充值100支付宝', '支付宝付款 ¥100.00'],
      ['100 云闪付', '云闪付付款 ¥100.00'],
      ['增值 100 AlipayHK', '支付宝付款 ¥100.00'],
      ['充值 １００元', `充值 ¥100.00 到 UID ${number}`],
    ] as const) {
      expect((await me.says(typed)).text).toContain(shown)
    }
  })

  it('"continue" goes on, "cancel" ends it', async () => {
    const { me } = await customer('zh-CN')
    await me.says('充值100云闪付')
    expect((await me.says('继续')).text).toContain('云闪付付款 ¥100.00')
    expect((await me.says('取消')).text).toContain('已取消这笔 ¥100.00 的充值')
    expect((await me.says('继续')).text).toBe('没有可以继续的充值。')
  })
})
