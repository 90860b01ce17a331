import { lowNotice } from '../../src/billing/low-balance.ts'
import { remindNotice } from '../../src/billing/recharge-pages.ts'
import { expectedText } from '../../src/billing/tickets/expected.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { channel, wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'
import { reply, text } from '../../src/reply.ts'
import { testConfig } from '../support/bot.ts'
import type { Book } from './book.ts'

/** When things happen, and what people are told by themselves. */
export async function hours(book: Book): Promise<void> {
  const { house, t, locale } = book
  book.chapter('Hours, warnings and reminders')
  const [opens, by] = [new Date('2026-11-25T01:00:00Z'), new Date('2026-11-25T01:40:00Z')]
  for (const ahead of [0, 1, 4]) book.shows(`${ahead} ahead, open`, reply([text(expectedText(t, { ahead, by }))]))
  book.shows('4 ahead, closed', reply([text(expectedText(t, { ahead: 4, by, opens }))]))
  const config = testConfig()
  const low = { balance: money(3_620n, 'CNY'), threshold: money(5_000n, 'CNY'), hours: config.hours, now: house.now }
  book.shows('A low balance', lowNotice(t, low))
  const customer = await book.customer('21001')
  await customer.quietly.says('充值100云闪付')
  const recharge = await house.db.recharge.findFirstOrThrow({ where: { customer: { number: '21001' } } })
  const name = { en: 'UnionPay', 'zh-CN': '云闪付', 'zh-HK': '雲閃付（銀聯）' }[locale]
  book.shows('No proof after half an hour', remindNotice(t, recharge, name))
  book.shows('A proof that was entered and not sent', remindNotice(t, recharge, name, { id: 77n, version: 1 }))

  const missed = await customer.says({ en: 'not credited', 'zh-CN': '没到账', 'zh-HK': '未入賬' }[locale])
  await customer.presses(missed, 'missing')
  await createLedger(house.db).post('missed', [
    {
      ...{
        from: channel('alipay'),
        to: wallet(recharge.customerId),
        amount: money(10_000n, 'CNY'),
        kind: 'recharge',
        occurredAt: house.now,
      },
      ...{ actor: 'system', source: 'gateway:77', channel: 'alipay', reference: '2026112422001' },
    },
  ])
  const paid = { method: 'alipay', amount: '100', at: 'now', reference: '2026112422001' }
  await customer.sends('missing', paid)
  const readBack = await customer.sends('missing', { ...paid, reference: '2026112422002' })
  const sent = await customer.presses(readBack, 'missing-send')
  const [action] = sent.reply.actions
  const ticket = action?.type === 'call' ? (action.input.ticket ?? '') : ''
  const staff = await book.staff(`hours ${locale}`)
  await staff.sends('show', { ticket })
  await staff.quietly.sends('reject', { ticket, version: '1', reason: 'not_found' })
  await customer.sends('status', { ticket })
}
