import pino from 'pino'
import { createLedger } from '../../src/ledger/index.ts'
import { type NewTransfer, wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'
import type { Reply } from '../../src/reply.ts'
import { type Chatter, type Seen, seen, testConfig } from './bot.ts'
import { type Counter, METHODS } from './counter.ts'

/** What jobs tell people as balances move, in a shop that `shop` gives. */
export function warned(shop: () => Counter) {
  let moves = 0
  /** What a chat was sent, oldest first. */
  const told = async (user: string): Promise<readonly Seen[]> => {
    const notices = await shop().db.notice.findMany({ where: { identity: { userId: user } }, orderBy: { id: 'asc' } })
    const viewer = { locale: 'en', zone: 'Asia/Shanghai', now: shop().now } as const
    return notices.map(({ reply }) => seen({ reply: reply as unknown as Reply, viewer }))
  }
  const transfer = async (number: string, fen: bigint): Promise<{ key: string; transfers: NewTransfer[] }> => {
    const { id } = await shop().db.customer.findUniqueOrThrow({ where: { number } })
    const how = { amount: money(fen < 0n ? -fen : fen, 'CNY'), occurredAt: shop().now, actor: 'system', source: 'test' }
    const way =
      fen < 0n
        ? ({ from: wallet(id), to: 'revenue', kind: 'cost' } as const)
        : ({ from: 'opening', to: wallet(id), kind: 'opening' } as const)
    return { key: `move ${++moves}`, transfers: [{ ...how, ...way }] }
  }
  return {
    /** Of the jobs. */
    deps: () => ({
      ...{ config: testConfig(), db: shop().db, methods: METHODS, ledger: createLedger, chats: [], clock: () => shop().now },
      log: pino({ level: 'silent' }),
    }),
    told,
    /** How many low balances it was told. */
    warnings: async (user: string): Promise<number> => (await told(user)).filter(({ text }) => text.includes('you set')).length,
    /** Another chat of an account. */
    joins: async (number: string, user: string, zone: string | null = null): Promise<Chatter> => {
      const customer = { connect: { number } }
      await shop().db.identity.create({ data: { platform: 'test', userId: user, chat: user, zone, customer } })
      return shop().chatter(user)
    },
    /** A posting of so many fen, down where they are below zero. */
    transfer,
    moved: async (number: string, fen: bigint): Promise<bigint> => {
      const { key, transfers } = await transfer(number, fen)
      return (await createLedger(shop().db).post(key, transfers)).ids[0] ?? 0n
    },
  }
}
