import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadMethods, type Methods } from '../../src/billing/methods.ts'
import { money } from '../../src/money.ts'
import type { Chatter, Seen } from '../support/bot.ts'
import { CLAIM, type Counter, claim, counter, file } from '../support/counter.ts'

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
const at = async <T>(time: Date, work: () => Promise<T>): Promise<T> => {
  house.now = time
  return work().finally(() => {
    house.now = start
  })
}
const stored = (number: string) => house.db.recharge.findMany({ where: { customer: { number } }, orderBy: { id: 'asc' } })
const images = (seen: Seen) => seen.reply.blocks.flatMap((block) => (block.type === 'image' ? [block.source] : []))
const links = (seen: Seen) => seen.reply.actions.flatMap((action) => (action.type === 'link' ? [action.url] : []))
const problem = (seen: Seen) => seen.reply.form?.questions.find(({ name }) => name === 'amount')

describe('paying', () => {
  it('by an automatic method is a link first, and its QR code behind "another device"', async () => {
    const { me, number } = await customer()
    const page = await me.presses(await me.sends('recharge', { amount: '100.5' }), 'Alipay')
    const link = `https://pay.example.com/alipay?amount=100.50&customer=${number}&method=alipay`
    expect(page.reply.actions[0]).toMatchObject({ type: 'link', label: ['Pay now'], url: link })
    expect(images(page)).toEqual([])
    expect(page.buttons).toEqual(['Pay now', 'Scan with another device', 'Another method', 'Cancel'])
    expect(images(await me.presses(page, 'scan'))).toEqual([{ from: 'qr', content: link }])
    expect((await stored(number))[0]?.method).toBe('alipay')
  })

  it('shows a code for each automatic method while none is chosen, and chooses none', async () => {
    const { me, number } = await customer()
    const scanned = await me.presses(await me.sends('recharge', { amount: '100' }), 'scan')
    expect(images(scanned)).toHaveLength(2)
    expect((await stored(number))[0]?.method).toBeNull()
    expect((await me.presses(scanned, 'Back')).text).toContain('How would you like to pay?')
  })

  it('by hand shows the steps, the payee, the exact amount, the code, and the way to send the proof', async () => {
    const { me, number } = await customer()
    const page = await me.presses(await me.sends('recharge', { amount: '100' }), 'UnionPay')
    for (const words of [
      '宁波雨滴云计算有限公司',
      'Enter 100.00 and pay',
      'at most per payment',
      'order number',
      'never send one by private message',
    ]) {
      expect(page.text).toContain(words)
    }
    expect(images(page)).toEqual([{ from: 'code', method: 'unionpay', index: 0 }])
    expect(links(page)).toEqual([])
    const form = await me.presses(page, 'I’ve paid – add screenshot')
    const values = Object.fromEntries(form.reply.form?.questions.map(({ name, value }) => [name, value]) ?? [])
    expect(values).toMatchObject({ method: 'unionpay', amount: '100.00' })
    expect(form.reply.form?.questions.flatMap((question) => (question.problem ? [question.name] : []))).toEqual([])
    const readBack = await me.sends('ticket', { ...form.reply.form?.hidden, ...CLAIM, amount: '100' }, { pictures: [file(number)] })
    await me.presses(readBack, 'ticket-send')
    expect((await stored(number))[0]?.state).toBe('proof')
    const again = await me.presses(page, 'Another method')
    expect(again.text).toContain('is being checked. Please don’t pay again')
    expect(links(again)).toEqual([])
  })

  it('offers another method for the same intent', async () => {
    const { me, number } = await customer()
    const page = await me.sends('recharge', { amount: '100', method: 'unionpay' })
    const other = await me.presses(await me.presses(page, 'Another method'), 'WeChat Pay')
    expect(other.text).toContain('Pay CNY 100.00 with WeChat Pay')
    expect(await stored(number)).toMatchObject([{ method: 'wechat', state: 'created' }])
  })

  it("is nobody else's: their intent does not exist for me", async () => {
    const [theirs, mine] = [await customer(), await customer()]
    await theirs.me.sends('recharge', { amount: '100', method: 'alipay' })
    const recharge = String((await stored(theirs.number))[0]?.id)
    const missing = await mine.me.sends('continue', { recharge: '999999999' })
    for (const [command, input] of [
      ['pay', { recharge, method: 'unionpay' }],
      ['pay', { recharge }],
      ['scan', { recharge }],
      ['continue', { recharge }],
      ['cancel', { recharge }],
      ['recharge', { from: recharge }],
    ] as const) {
      expect((await mine.me.sends(command, input)).text).toBe(missing.text)
    }
    expect(await stored(theirs.number)).toMatchObject([{ method: 'alipay', state: 'created' }])
  })
})

describe('coming back', () => {
  it('continues where it was left, in another chat of the same customer too', async () => {
    const { me, number } = await customer()
    await me.sends('recharge', { amount: '100', method: 'unionpay' })
    const { id } = await house.db.customer.findUniqueOrThrow({ where: { number } })
    await house.db.identity.create({ data: { platform: 'test', userId: `second${number}`, chat: 'second', customerId: id } })
    const second = house.chatter(`second${number}`)
    expect((await second.sends('continue')).text).toContain('Pay CNY 100.00 with UnionPay')
    const form = await second.sends('recharge')
    expect(form.text).toContain('You have a top-up of CNY 100.00 by UnionPay open until tomorrow 14:05')
    expect((await second.presses(form, 'Continue this top-up')).text).toContain('Pay CNY 100.00 with UnionPay')
  })

  it('has nothing to continue or cancel where nothing waits', async () => {
    const { me } = await customer()
    expect((await me.sends('continue')).text).toBe('You have no top-up to continue.')
    expect((await me.sends('cancel')).text).toBe('There is nothing to cancel. What you don’t submit isn’t sent.')
  })

  it('is not asked for in vain in a closed account: it says that it is closed', async () => {
    const { me, number } = await customer()
    await house.db.customer.update({ where: { number }, data: { status: 'closed' } })
    expect((await me.sends('cancel')).text).toContain('This account is closed')
  })

  it('after its time is refused, by every button, with a way to start again', async () => {
    const { me, number } = await customer()
    const choice = await me.sends('recharge', { amount: '100' })
    const page = await me.presses(choice, 'UnionPay')
    await at(new Date(start.getTime() + 24 * HOUR - 1), async () => expect((await me.sends('continue')).text).toContain('Pay CNY 100.00'))
    await at(new Date(start.getTime() + 24 * HOUR), async () => {
      for (const [from, button] of [
        [choice, 'Alipay'],
        [choice, 'scan'],
        [page, 'Another method'],
        [page, 'Cancel'],
      ] as const) {
        const over = await me.presses(from, button)
        expect(over.text).toContain('no longer open')
        expect([...links(over), ...images(over)]).toEqual([])
        expect(over.buttons).toEqual(['Start again', 'I’ve paid – add screenshot'])
        expect(problem(await me.presses(over, 'Start again'))?.value).toBe('100.00')
      }
      expect((await me.sends('continue')).text).toBe('You have no top-up to continue.')
    })
    expect((await stored(number))[0]?.method).toBe('unionpay')
  })

  it('is not possible after it was cancelled, and a late proof still is', async () => {
    const { me, number } = await customer()
    const page = await me.sends('recharge', { amount: '100', method: 'unionpay' })
    const cancelled = await me.presses(page, 'Cancel')
    expect(cancelled.text).toContain('The top-up of CNY 100.00 is cancelled')
    expect((await me.presses(page, 'Cancel')).text).toContain('no longer open')
    expect((await me.presses(cancelled, 'ticket')).reply.form?.questions.find(({ name }) => name === 'amount')?.value).toBe('100.00')
    expect((await stored(number)).map(({ state }) => state)).toEqual(['expired'])
  })

  it('typed "cancel" drops what is being entered first', async () => {
    const { me, number } = await customer()
    await me.sends('recharge', { amount: '100', method: 'unionpay' })
    await me.sends('ticket', { ...CLAIM, reference: `REF${number}` }, { pictures: [file(`draft ${number}`)] })
    expect((await me.sends('cancel')).text).toContain('discarded')
    expect((await stored(number))[0]?.state).toBe('created')
    expect((await me.sends('cancel')).text).toContain('is cancelled')
    expect((await stored(number))[0]?.state).toBe('expired')
  })

  it('either pays or cancels when both are pressed at once', async () => {
    const { me, number } = await customer()
    const choice = await me.sends('recharge', { amount: '100' })
    const recharge = String((await stored(number))[0]?.id)
    const [paid, cancelled] = await Promise.all([me.presses(choice, 'Alipay'), me.sends('cancel', { recharge })])
    const [row] = await stored(number)
    expect(cancelled.text).toContain('is cancelled')
    expect(row?.state).toBe('expired')
    expect(links(paid).length === 1).toBe(row?.method === 'alipay')
  })
})

describe('methods that change', () => {
  const code = { picture: '/nonexistent.png', payee: 'Raindrop', validUntil: new Date(start.getTime() + HOUR) }
  const changing: Methods = built.map((method) => (method.id === 'unionpay' ? { ...method, codes: [code] } : method))

  it('are not paid by a code past its time, even from an older message', async () => {
    const shop = await counter({}, changing)
    try {
      const me = await shop.customer('1')
      const page = await me.presses(await me.sends('recharge', { amount: '100' }), 'UnionPay')
      expect(images(page)).toHaveLength(1)
      shop.now = code.validUntil
      const later = await me.sends('continue')
      expect(later.text).toContain('isn’t available right now')
      expect(images(later)).toEqual([])
      expect(later.buttons).not.toContain('UnionPay')
    } finally {
      await shop.close()
    }
  })

  it('say so when there is none at all', async () => {
    const shop = await counter({}, [])
    try {
      const me = await shop.customer('1')
      for (const input of [{ amount: '100' }, {}] as Record<string, string>[])
        expect((await me.sends('recharge', input)).text).toContain('Topping up isn’t possible here right now')
    } finally {
      await shop.close()
    }
  })
})

it('is checked as long as one of its claims is, and can be paid again when none is', async () => {
  const { me, number } = await customer()
  await me.sends('recharge', { amount: '100', method: 'unionpay' })
  const [{ id } = { id: 0n }] = await stored(number)
  const claims = [
    await claim(me, { reference: `TWICE1${number}`, recharge: String(id) }),
    await claim(me, { reference: `TWICE2${number}`, recharge: String(id) }),
  ]
  const [first, second] = claims.map(({ ticket }) => ({ ticket, version: '1' }))
  await me.sends('withdraw', first)
  expect((await stored(number))[0]?.state).toBe('proof')
  await me.sends('withdraw', second)
  expect((await stored(number))[0]?.state).toBe('created')
})
