import { createLedger } from '../../src/ledger/index.ts'
import { channel, wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'
import type { Chatter, Seen } from './bot.ts'
import { METHODS } from './counter.ts'
import { type Desk, desk } from './desk.ts'

const TERMS = { offered: true, days: 3, account: false, feeKept: true }
const METHODS_HERE = METHODS.map((method) =>
  method.id === 'alipay' ? { ...method, withdrawal: TERMS } : { ...method, withdrawal: { ...TERMS, feeKept: false, account: true } },
)

/** A desk where balance can go back by both ways: by UnionPay to an account that is named, above 700.00 with a second lead. */
export const withdrawalDesk = (): Promise<Desk> =>
  desk({ undoSeconds: 600, confirmAbove: money(50_000n, 'CNY'), secondAbove: money(70_000n, 'CNY') }, METHODS_HERE)

/** What tests of withdrawals do again and again. `at`: the desk, once it is open. */
export function withdrawals(at: () => Desk) {
  let payments = 0
  /** So much came into a wallet by a channel. */
  const pays = async (number: string, fen: bigint, by = 'alipay'): Promise<void> => {
    const { house } = at()
    const { id } = await house.db.customer.findUniqueOrThrow({ where: { number } })
    const reference = `PAID${String(++payments).padStart(6, '0')}`
    const how = {
      kind: 'recharge',
      occurredAt: house.now,
      actor: 'system',
      source: `gateway:${reference}`,
      channel: by,
      reference,
    } as const
    await createLedger(house.db).post(reference, [{ ...how, from: channel(by), to: wallet(id), amount: money(fen, 'CNY') }])
  }
  const reads = (chat: Chatter, amount: string, over: Record<string, string> = {}) =>
    chat.sends('withdrawal', { method: 'alipay', amount, ...over })
  return {
    pays,
    reads,
    /** A customer into whose wallet so much came by Alipay. */
    payer: async (number: string, fen = 10_000n): Promise<Chatter> => {
      const chat = await at().house.customer(number)
      await pays(number, fen)
      return chat
    },
    /** Asks for so much and sends it. */
    asks: async (chat: Chatter, amount: string, over: Record<string, string> = {}): Promise<{ ticket: string; sent: Seen }> => {
      const sent = await chat.presses(await reads(chat, amount, over), 'withdrawal-send')
      const ticket = sent.reply.actions.flatMap((action) => (action.type === 'call' && action.input.ticket ? [action.input.ticket] : []))[0]
      return { ticket: ticket ?? '', sent }
    },
    /** Takes it in hand and states that it was sent. */
    settles: async (person: Chatter, ticket: string, reference: string, version = '1', id?: string): Promise<Seen> => {
      await person.sends('claim', { ticket })
      return person.sends('settle', { ticket, version, reference }, {}, id)
    },
    told: (user: string) =>
      at()
        .chat.shown(user)
        .map((message) => message.text),
    clearing: async () => (await createLedger(at().house.db).balance('clearing', 'CNY')).minor,
  }
}
