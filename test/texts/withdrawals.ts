import { reasonsOf } from '../../src/billing/tickets/view.ts'
import { posts } from '../support/money-moves.ts'
import type { Book } from './book.ts'

/** Balance that goes back: asked for, settled, rejected for each reason, taken back, put right. */
export async function withdrawals(book: Book): Promise<void> {
  const { house, locale } = book
  book.chapter('Withdrawals')
  const owner = await book.customer('22001')
  for (const [by, n] of [
    ['alipay', 1],
    ['wechat', 2],
  ] as const)
    await posts(house.db, '22001', 'recharge', 50_000, house.now, { channel: by, reference: `20261124220${n}` })
  const words = await owner.says({ en: 'refund', 'zh-CN': '退款', 'zh-HK': '退款' }[locale])
  await owner.presses(words, 'withdrawal')
  await owner.sends('withdrawal', { method: 'wechat', amount: '500.01' })
  const request = async (amount: string): Promise<string> => {
    const back = await owner.quietly.sends('withdrawal', { method: 'wechat', amount })
    await owner.quietly.presses(back, 'withdrawal-send')
    return String((await house.db.ticket.findFirstOrThrow({ where: { kind: 'withdrawal' }, orderBy: { id: 'desc' } })).id)
  }
  const back = await owner.sends('withdrawal', { method: 'wechat', amount: '128' })
  await owner.presses(back, 'withdrawal-send')
  const { id } = await house.db.ticket.findFirstOrThrow({ where: { kind: 'withdrawal' }, orderBy: { id: 'desc' } })
  const ticket = String(id)
  await owner.sends('balance')
  await owner.sends('status', { ticket })
  const staff = await book.staff(`cashier ${locale}`)
  await staff.sends('show', { ticket })
  await staff.sends('more', { ticket })
  await staff.quietly.sends('claim', { ticket })
  await staff.sends('show', { ticket })
  await owner.sends('status', { ticket })
  await staff.sends('settle', { ticket, version: '1' })
  await staff.sends('settle', { ticket, version: '1', reference: '50300122001' })
  await owner.sends('status', { ticket })
  await owner.sends('tickets')
  for (const reason of reasonsOf({ kind: 'withdrawal' })) {
    const other = await request('10')
    await staff.quietly.sends('reject', { ticket: other, version: '1', reason, ...(reason === 'other' ? { text: '…' } : {}) })
    await staff.sends('show', { ticket: other })
  }
  const taken = await request('20')
  await owner.sends('withdraw', { ticket: taken, version: '1' })
  const lead = await book.staff(`head cashier ${locale}`, 'lead')
  const right = { customer: '22001', reference: '50300122001', reason: '…' }
  await lead.sends('correct', { ticket, version: '2', amount: '100', ...right })
  await lead.sends('correct', { ticket, version: '3', amount: '0', ...right })
  await owner.sends('withdrawals')
}
