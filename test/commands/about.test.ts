import { afterAll, beforeAll, expect, test } from 'vitest'
import { LOCALES } from '../../locales/index.ts'
import type { Method } from '../../src/billing/methods.ts'
import { commands } from '../../src/commands/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { COMMAND_WORDS, LANGUAGE_WORDS, PERIOD_WORDS, TOPICS } from '../../src/words/keywords.ts'
import { testBot } from '../support/bot.ts'
import { type Counter, claim, counter, METHODS } from '../support/counter.ts'

let house: Counter
beforeAll(async () => {
  house = await counter()
})
afterAll(() => house.close())

test('every word leads to a command that exists and takes what the word says', () => {
  const parsed = (name: string, input: Record<string, string>) => commands.find((command) => command.name === name)?.input.safeParse(input)
  for (const [name] of COMMAND_WORDS) expect([name, parsed(name, {})]).toEqual([name, expect.anything()])
  for (const topic of TOPICS) expect(parsed('about', { topic })?.data).toEqual({ topic })
  for (const [period] of PERIOD_WORDS)
    for (const list of ['costs', 'refunds', 'recharges']) expect(parsed(list, { period })?.data).toEqual({ period })
  for (const [locale] of LANGUAGE_WORDS) expect(parsed('language', { locale })?.data).toEqual({ locale })
  for (const name of ['show', 'status']) expect(parsed(name, { ticket: '3058' })?.success).toBe(true)
  expect(parsed('link', { code: '7K2M-QX4R-9TB' })?.success).toBe(true)
  expect(parsed('recharge', { amount: '100.50', method: 'alipay' })?.success).toBe(true)
})

test('a typed word runs its command, in any script and with a typo', async () => {
  const customer = await house.customer('40001')
  for (const typed of ['余额', '結餘', 'balance', '/balance', 'blance', '查一下我的余额？']) {
    const answer = await customer.says(typed)
    expect(answer.text, typed).toContain('40001')
  }
})

test('what is not offered is answered with where to turn, and what was not understood with what can be done', async () => {
  const customer = await house.customer('40002')
  expect((await customer.says('发票')).buttons).toContain('Top-ups')
  expect((await customer.says('有冇轉數快？')).text).toMatch(/FPS.*can’t be used/)
  expect((await customer.says('退款')).text).toMatch(/returns to your balance[\s\S]*back the way it was paid in/)
  expect((await customer.says('怎么还没到')).text).toMatch(/don’t pay again/)
  const lost = await customer.says('my balance looks wrong')
  expect(lost.text).toContain('Did you mean “Balance”?')
  expect((await customer.presses(lost, 'Balance')).text).toContain('40002')
  expect((await customer.says('qwertz')).buttons).toEqual(expect.arrayContaining(['Balance', 'Help']))
})

test('a stranger who types anything learns how to link, and nothing else', async () => {
  const answer = await house.chatter('stranger').says('40002 hello there')
  expect(answer.text).toContain('isn’t linked')
  expect(answer.buttons).toEqual(['Link account', 'Help'])
})

test('staff who type are answered as staff: by a claim’s card, the form that was meant, or what they can do', async () => {
  const { ticket } = await claim(await house.customer('40005'), { reference: 'TYPED001' })
  const lead = await house.staff('40005-lead', 'lead')
  for (const typed of [ticket, `approve ${ticket}`, `/show ${ticket}`, `驳回 ${ticket}`]) {
    const card = await lead.says(typed)
    expect(card.text, typed).toContain('TYPED001')
    expect(card.buttons, typed).toContain('Reject')
  }
  expect((await lead.says(`case ${ticket}`)).text).toContain('Who saw it')
  expect((await lead.says('unlink-chat 40005')).text).toContain('UID 40005')
  const lost = await lead.says('what is the meaning of this')
  expect(lost.text).toContain('Decisions are the buttons on the claim')
  expect(lost.buttons).toEqual(['Queue', 'Search', 'Help'])
  expect((await lead.says('connecct')).buttons).not.toContain('Link account')
})

test('in a shared place words are not listened to, slash commands are', async () => {
  await house.customer('40003')
  const shared = house.chatter('c40003', { private: false })
  expect((await shared.says('余额')).text).not.toContain('40003')
  expect((await shared.says('/balance')).text).toContain('40003')
})

test('every answer ends at support, by its page where there is one, in every language', async () => {
  await house.customer('40004')
  for (const supportUrl of [undefined, 'https://support.example.com/']) {
    const { chatter } = testBot({
      db: house.db,
      ledger: createLedger,
      methods: METHODS,
      config: supportUrl ? { supportUrl } : {},
    })
    for (const [n, locale] of LOCALES.entries())
      for (const topic of TOPICS) {
        const answer = await chatter(`reader-${n}`, { locale }).sends('about', { topic })
        const links = answer.reply.actions.filter((action) => action.type === 'link' && action.url === supportUrl)
        expect(links.length, `${locale} ${topic}`).toBe(supportUrl ? 1 : 0)
        if (!supportUrl && topic !== 'unknown') expect(answer.text).toMatch(/website|官网|網站/)
        expect(answer.text, topic).not.toMatch(/[!！]|undefined/)
      }
  }
})

test('Hong Kong’s wallets are named only where the operator has them', async () => {
  const wallet: Method = {
    ...(METHODS[1] as Method),
    id: 'alipay-hk',
    kind: 'guidance',
    name: { en: 'AlipayHK', 'zh-CN': 'AlipayHK', 'zh-HK': 'AlipayHK' },
    words: [],
  }
  const bots = [METHODS, [...METHODS, wallet]].map((methods) => testBot({ db: house.db, ledger: createLedger, methods }))
  const [without, withWallet] = await Promise.all(bots.map((bot) => bot.chatter('hk', { locale: 'zh-HK' }).says('轉數快')))
  expect(without?.text).toContain('暫不支援轉數快（FPS）、PayMe 或八達通增值')
  expect(without?.text).not.toContain('港幣')
  expect(withWallet?.text).toContain('香港客戶可用 AlipayHK，以港幣扣款，匯率以付款頁面顯示為準。')
})
