import fc from 'fast-check'
import type { Kind, SummaryQuery } from '../../src/ledger/index.ts'

/** One leg, in terms that fit every run: customers, keys, times and references by small numbers, so that they collide often. */
export interface LegPlan {
  readonly way: 'opening' | 'recharge' | 'cost' | 'refund' | 'withdrawal' | 'hold' | 'send' | 'give' | 'take' | 'settle' | 'dispute'
  /** 0 to 2 have wallets; 3 has none. */
  readonly who: number
  readonly fen: number
  readonly when: number
  readonly reference?: number | undefined
  readonly spaced: boolean
  readonly product?: string | undefined
  readonly forced: boolean
  readonly foreign: boolean
}

export interface PostingPlan {
  readonly key: number
  readonly legs: readonly LegPlan[]
}

export type Command =
  | { readonly do: 'post'; readonly posting: PostingPlan }
  | { readonly do: 'batch'; readonly postings: readonly PostingPlan[] }
  | { readonly do: 'reverse'; readonly target: number; readonly key: number; readonly when: number; readonly forced: boolean }
  | ({ readonly do: 'records'; readonly who: number; readonly kind: Kind; readonly limit: number } & Filter)
  | ({ readonly do: 'summary'; readonly who: number } & SummaryQuery)
  | { readonly do: 'balances' | 'channels'; readonly who: number }
  | { readonly do: 'short' }

type Filter = Pick<SummaryQuery, 'from' | 'to' | 'product'>

const when = fc.integer({ min: 0, max: 5 })
const seldom = fc.integer({ min: 0, max: 19 }).map((n) => n === 0)
const who = fc.integer({ min: 0, max: 2 })
const product = fc.constantFrom('vm', 'disk')
/** Few enough that a key comes twice in most runs, with the same content (shrunk legs) or another. */
const key = fc.integer({ min: 0, max: 60 })

const leg: fc.Arbitrary<LegPlan> = fc.record({
  way: fc.constantFrom(
    ...([
      'opening',
      'recharge',
      'recharge',
      'cost',
      'cost',
      'refund',
      'withdrawal',
      'hold',
      'send',
      'give',
      'take',
      'settle',
      'dispute',
    ] as const),
  ),
  who: fc.oneof({ weight: 19, arbitrary: who }, { weight: 1, arbitrary: fc.constant(3) }),
  fen: fc.integer({ min: 1, max: 40 }),
  when,
  reference: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
  spaced: fc.boolean(),
  product: fc.option(product, { nil: undefined }),
  forced: seldom,
  foreign: seldom,
})

const posting: fc.Arbitrary<PostingPlan> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ key, legs: fc.tuple(leg) }) },
  { weight: 1, arbitrary: fc.record({ key, legs: fc.array(leg, { minLength: 2, maxLength: 4 }) }) },
)

/** Postings of which one or another is given twice, as it is. */
const postings = fc
  .tuple(fc.array(posting, { minLength: 1, maxLength: 12 }), fc.nat())
  .map(([list, again]) => (again % 3 === 0 ? [...list, ...list.slice(0, 2)] : list))

const kind = fc.constantFrom<Kind>('recharge', 'cost', 'refund', 'move', 'reversal')
const filter = fc.record(
  {
    from: when.map((n) => new Date(Date.UTC(2026, 9, 31, 14, 30) + n * 3_600_000)),
    to: when.map((n) => new Date(Date.UTC(2026, 9, 31, 14, 30) + n * 3_600_000)),
    product: fc.constantFrom('vm', 'disk-1', 'nothing'),
  },
  { requiredKeys: [] },
)
const by = fc.record(
  {
    time: fc.constantFrom('day' as const, 'month' as const),
    product: fc.boolean(),
    zone: fc.constantFrom('Asia/Shanghai', 'UTC', 'America/New_York'),
  },
  { requiredKeys: ['zone'] },
)

export const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('post' as const), posting }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('batch' as const), postings }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('reverse' as const), target: fc.integer({ min: 0, max: 30 }), key, when, forced: seldom }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.record({ do: fc.constant('records' as const), who, kind, limit: fc.integer({ min: 1, max: 5 }) }), filter)
      .map(([records, more]) => ({ ...records, ...more })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.record({ do: fc.constant('summary' as const), who }), filter, fc.record({ kind, by }, { requiredKeys: [] }))
      .map(([summary, more, grouped]) => ({ ...summary, ...more, ...grouped })),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('balances' as const), who }) },
)
