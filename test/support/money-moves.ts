import type { FullDb } from '../../src/db.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { channel, type Kind, type NewTransfer, type Posted, wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'

/** Posts a cost, refund or recharge of a customer, in fen, at a time; the rest as given. */
export async function posts(
  db: FullDb,
  number: string,
  kind: Extract<Kind, 'cost' | 'refund' | 'recharge'>,
  fen: number,
  at: string | Date,
  over: Partial<NewTransfer> = {},
): Promise<Posted> {
  const { id } = await db.customer.findUniqueOrThrow({ where: { number } })
  const elsewhere = kind === 'recharge' ? channel(over.channel ?? 'unionpay') : 'revenue'
  const [from, to] = kind === 'cost' ? [wallet(id), elsewhere] : [elsewhere, wallet(id)]
  const named = kind === 'recharge' ? { channel: over.channel ?? 'unionpay' } : {}
  const transfer = {
    from,
    to,
    amount: money(BigInt(fen), 'CNY'),
    kind,
    occurredAt: new Date(at),
    actor: 'system',
    source: 'test',
    ...named,
    ...over,
  }
  return createLedger(db).post(crypto.randomUUID(), [transfer])
}
