import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../src/db.ts'
import { createLedger, createMemoryLedger, type NewTransfer, type Posting, verify } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { testDatabase } from '../support/database.ts'
import { newCustomers } from '../support/ledger.ts'
import { type Command, commands, type LegPlan, type PostingPlan } from './model-commands.ts'
import { createWitness, type Witness } from './model-witness.ts'

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

let run = 0

test('whatever is done to it, the ledger on PostgreSQL answers as the one in memory does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(commands, { minLength: 5, maxLength: 40 }), async (sequence) => {
      run++
      // Each run has a currency, channels and customers of its own: nothing of an earlier run is in its books.
      const world = { currency: code(run), channel: `c${run}`, key: `r${run}`, customers: await newCustomers(db, 4) }
      let now = new Date(0)
      const real = createWitness(createLedger(db))
      const model = createWitness(createMemoryLedger(() => now))
      for (const customer of world.customers.slice(0, 3)) {
        for (const { ledger } of [real, model]) await ledger.openWallet(customer, world.currency)
      }
      for (const command of sequence) {
        const found = await perform(real, command, world)
        now = await real.lastPosted()
        expect(found, JSON.stringify(command)).toEqual(await perform(model, command, world))
      }
      for (const question of QUESTIONS) expect(await perform(real, question, world)).toEqual(await perform(model, question, world))
    }),
    { numRuns: 50 },
  )
  expect((await verify(db)).disagreements).toEqual([])
}, 90_000)

const QUESTIONS: readonly Command[] = [
  ...([0, 1, 2] as const).flatMap((who): readonly Command[] => [
    { do: 'balances', who },
    { do: 'channels', who },
    { do: 'summary', who, by: { time: 'day', product: true, zone: 'Asia/Shanghai' } },
    { do: 'records', who, kind: 'cost', limit: 3 },
    { do: 'records', who, kind: 'recharge', limit: 2 },
  ]),
  { do: 'short' },
]

interface World {
  readonly currency: string
  readonly channel: string
  readonly key: string
  readonly customers: readonly bigint[]
}

async function perform({ ledger, posted, seen, target }: Witness, command: Command, world: World): Promise<unknown> {
  const customer = world.customers['who' in command ? command.who : 0] ?? 0n
  switch (command.do) {
    case 'post': {
      const { key, transfers } = posting(command.posting, world)
      return posted(ledger.post(key, transfers))
    }
    case 'batch': {
      const outcomes = await ledger.postBatch(command.postings.map((plan) => posting(plan, world)))
      const answers: unknown[] = []
      for (const outcome of outcomes)
        answers.push(await posted(outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome)))
      return answers
    }
    case 'reverse': {
      const { forced } = command
      const how = {
        key: `${world.key}-${command.key}`,
        reason: 'wrong',
        actor: 'staff:1',
        source: 'test:2',
        occurredAt: time(command.when),
      }
      return posted(ledger.reverse(target(command.target), { ...how, ...(forced ? { forced } : {}) }))
    }
    case 'records': {
      const { do: _, who: __, kind, ...query } = command
      const pages: unknown[] = []
      let page = await ledger.records(customer, kind, query)
      for (; page.older; page = await ledger.records(customer, kind, { ...query, cursor: page.older })) pages.push(page.records.map(seen))
      pages.push(page.records.map(seen))
      for (; page.newer; page = await ledger.records(customer, kind, { ...query, cursor: page.newer })) pages.push(page.records.map(seen))
      return pages
    }
    case 'summary': {
      const { do: _, who: __, ...query } = command
      return ledger.summary(customer, query)
    }
    case 'channels':
      return ledger.byChannel(customer)
    case 'short':
      return ledger.shortOfADay(world.customers.slice(0, 3), { from: time(0), to: time(5), zone: 'Asia/Shanghai' })
    case 'balances': {
      const at = (await ledger.transfer(target(command.who * 3)))?.postedAt ?? new Date(0)
      const refs = ['revenue', 'clearing', `channel:${world.channel}`, `wallet:${customer}`] as const
      const now = await Promise.all(refs.map((ref) => ledger.balance(ref, world.currency)))
      const then = await Promise.all(refs.map((ref) => ledger.balanceAt(ref, world.currency, at)))
      const latest = await ledger.latest(customer)
      const credited = await ledger.credited(world.channel, 'ref 1')
      return { now, then, latest: latest && seen(latest), credited: credited && seen(credited) }
    }
  }
}

function posting({ key, legs }: PostingPlan, world: World): Posting {
  return { key: `${world.key}-${key}`, transfers: legs.map((leg) => transfer(leg, world)) }
}

function transfer(plan: LegPlan, world: World): NewTransfer {
  const own = `wallet:${world.customers[plan.who] ?? 0n}` as const
  const pay = `channel:${world.channel}` as const
  const [from, to] = {
    opening: ['opening', own] as const,
    recharge: [pay, own] as const,
    cost: [own, 'revenue'] as const,
    refund: ['revenue', own] as const,
    withdrawal: [own, pay] as const,
    hold: [own, 'clearing'] as const,
    send: ['clearing', pay] as const,
    give: [own, 'clearing'] as const,
    take: ['clearing', own] as const,
    settle: [pay, 'revenue'] as const,
    dispute: [own, pay] as const,
  }[plan.way]
  const kinds = { hold: 'withdrawal', send: 'withdrawal', give: 'move', take: 'move', settle: 'adjustment', dispute: 'adjustment' } as const
  const kind = kinds[plan.way as keyof typeof kinds] ?? (plan.way as Exclude<LegPlan['way'], keyof typeof kinds>)
  const named = plan.reference !== undefined || plan.way === 'hold' || plan.way === 'send'
  return {
    ...{ from, to, kind, actor: 'system', source: 'test:1', occurredAt: time(plan.when) },
    amount: money(BigInt(plan.fen), plan.foreign ? 'XXX' : world.currency),
    ...(named ? { channel: world.channel } : {}),
    ...(plan.reference === undefined ? {} : { reference: `${plan.spaced ? 'Ref' : 'REF '}${plan.reference}` }),
    ...(plan.product === undefined ? {} : { product: plan.product, productId: `${plan.product}-1` }),
    ...(plan.forced ? { forced: true } : {}),
  }
}

/** Few instants, so that many coincide; around midnight and the turn of a month. */
const time = (index: number): Date => new Date(Date.UTC(2026, 9, 31, 14, 30) + index * 3_600_000)

/** AAA, AAB, AAC ... */
const code = (n: number): string => [676, 26, 1].map((unit) => String.fromCharCode(65 + (Math.floor(n / unit) % 26))).join('')
