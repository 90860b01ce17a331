import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../src/ledger/index.ts'
import { money, toMajor } from '../../src/money.ts'
import type { Chatter } from '../support/bot.ts'
import { claim } from '../support/counter.ts'
import { type Desk, desk } from '../support/desk.ts'
import { posts } from '../support/money-moves.ts'

let shop: Desk
let staff: readonly Chatter[]
beforeAll(async () => {
  shop = await desk({ undoSeconds: 600, secondAbove: money(80_000n, 'CNY') })
  staff = [await shop.house.staff('ann', 'lead'), await shop.house.staff('ben', 'admin'), await shop.house.staff('cam', 'agent', 100_000n)]
})
afterAll(() => shop.close())

/** Everything is answered with what was done or why not: nothing ends in a deadlock or an accident. */
const answered = (person: Chatter): Pick<Chatter, 'sends'> => ({
  sends: async (...act) => {
    const seen = await person.sends(...act)
    expect(seen.text).not.toMatch(/on our side|our records/)
    return seen
  },
})

type Step =
  | {
      readonly do: 'approve' | 'undo' | 'reject' | 'correct' | 'again'
      readonly who: number
      readonly ticket: number
      readonly fen: number
      readonly to: number
    }
  | { readonly do: 'adjust'; readonly who: number; readonly fen: number; readonly to: number; readonly takes: boolean }
  | { readonly do: 'countersign' | 'decline'; readonly who: number }
  | { readonly do: 'tell' }
  | { readonly do: 'spend'; readonly fen: number; readonly to: number }

const who = fc.nat(2)
const fen = fc.integer({ min: 0, max: 60_000 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('approve', 'undo', 'reject', 'correct', 'again'),
      who,
      ticket: fc.nat(2),
      fen,
      to: fc.nat(1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('adjust'), who, fen, to: fc.nat(1), takes: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('countersign', 'decline'), who }) },
  { weight: 1, arbitrary: fc.constant({ do: 'tell' } as const) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('spend'), fen, to: fc.nat(1) }) },
) as fc.Arbitrary<Step>

const decision = (deed: 'approve' | 'undo' | 'reject' | 'correct', who: number, ticket: number): readonly Step[] => [
  { do: deed, who, ticket, fen: 5_000, to: 0 },
]

/** A day on which everything is done once: whatever the random ones bring. */
const ORDINARY: Step[][] = [
  ...[0, 1, 2].flatMap((who) => [decision('approve', who, 0), decision('undo', who, 0)]),
  ...[0, 1, 2].map((who) => decision('reject', who, 1)),
  ...[0, 1, 2].map((who) => decision('approve', who, 2)),
  ...[0, 1, 2].map((who) => decision('correct', who, 2)),
  ...[0, 1, 2].map((who): readonly Step[] => [{ do: 'adjust', who, fen: 100 + who, to: 0, takes: false }]),
].map((steps) => [...steps])

/** Two customers with three claims between them, and a day at the desk. */
async function play(run: number, pairs: readonly (readonly Step[])[]): Promise<void> {
  // What one person may do alone begins anew every day.
  shop.house.now = new Date(shop.house.now.getTime() + 25 * 3600_000)
  const numbers = [`7${run}1`, `7${run}2`]
  const people = [await shop.house.customer(numbers[0] ?? ''), await shop.house.customer(numbers[1] ?? '')]
  const tickets: string[] = []
  for (const n of [0, 0, 1])
    tickets.push(
      (await claim(people[n] as Chatter, { reference: `DAY${run}X${tickets.length}`, amount: String(100 * (tickets.length + 1)) })).ticket,
    )
  for (const pair of pairs) {
    await Promise.all(pair.map((each, index) => act(run, each, { numbers, tickets, salt: index })))
    await agree(numbers)
  }
}

async function act(
  run: number,
  what: Step,
  scene: { numbers: readonly string[]; tickets: readonly string[]; salt: number },
): Promise<void> {
  if (what.do === 'tell') return shop.hurry()
  if (what.do === 'spend') {
    await posts(shop.house.db, scene.numbers[what.to] ?? '', 'cost', what.fen + 1, shop.house.now).catch(() => undefined)
    return
  }
  const person = answered(staff[what.who] as Chatter)
  if (what.do === 'adjust') {
    const input = {
      customer: scene.numbers[what.to] ?? '',
      way: what.takes ? 'take' : 'add',
      code: 'goodwill',
      reference: `A${run}-${what.fen % 7}`,
    }
    await person.sends('adjust', { ...input, amount: toMajor(money(BigInt(what.fen + 1), 'CNY')) })
  } else if (!('ticket' in what)) {
    const waiting = await shop.house.db.remedy.findFirst({ where: { state: 'waiting' }, orderBy: { id: 'desc' } })
    await person.sends(what.do, { remedy: String(waiting?.id ?? 1) })
  } else await decide(person, what, scene)
}

async function decide(
  person: Pick<Chatter, 'sends'>,
  what: Extract<Step, { ticket: number }>,
  { numbers, tickets }: { numbers: readonly string[]; tickets: readonly string[] },
): Promise<void> {
  const ticket = tickets[what.ticket] ?? ''
  const now = await shop.house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })
  const seen = { ticket, version: String(now.version) }
  const amount = toMajor(money(BigInt(what.fen), 'CNY'))
  const reference = now.reference ?? `LATE${ticket}`
  if (what.do === 'correct')
    await person.sends('correct', { ...seen, amount, customer: numbers[what.to] ?? '', reference, reason: 'a mistake' })
  else if (what.do === 'reject') await person.sends('reject', { ...seen, reason: 'not_found' })
  else if (what.do === 'again') await person.sends('credit', { ...seen, amount, reference, reason: 'as the statement' })
  else await person.sends(what.do, seen)
}

/** The books are right, and each balance is what the claims, the adjustments and the costs say. */
async function agree(numbers: readonly string[]): Promise<void> {
  for (const number of numbers) {
    const { id } = await shop.house.db.customer.findUniqueOrThrow({ where: { number } })
    const mine = { OR: [{ customerId: id, creditedTo: null }, { creditedTo: id }] }
    const credited = await shop.house.db.ticket.aggregate({ where: { state: 'approved', ...mine }, _sum: { credited: true } })
    const adjusted = await shop.house.db.remedy.aggregate({
      where: { kind: 'adjust', state: 'done', customerId: id },
      _sum: { amount: true },
    })
    const account = await shop.house.db.account.findUniqueOrThrow({ where: { customerId: id } })
    const spent = await shop.house.db.transfer.aggregate({ where: { wallet: account.id, kind: 'cost' }, _sum: { amount: true } })
    expect(account.balance).toBe((credited._sum.credited ?? 0n) + (adjusted._sum.amount ?? 0n) - (spent._sum.amount ?? 0n))
  }
}

test('whatever several staff members do, one after the other or at once, the books agree and every balance is what the claims say', async () => {
  let run = 1000
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 4, maxLength: 10 }), async (pairs) => {
      await play(++run, pairs)
      expect((await verify(shop.house.db)).disagreements).toEqual([])
    }),
    { numRuns: 12, endOnFailure: true, examples: [[ORDINARY]] },
  )
  for (const action of ['ticket.approve', 'ticket.undo', 'ticket.reject', 'ticket.correct', 'customer.adjust'])
    expect(await shop.house.db.audit.count({ where: { action } }), action).toBeGreaterThan(0)
}, 90_000)
