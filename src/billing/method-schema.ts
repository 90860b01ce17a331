import { z } from 'zod'
import { LOCALES, type LocaleName } from '../../locales/index.ts'
import { decimals, fromMajor } from '../money.ts'

/** One method as it is written in the file, its amounts and times read. */
export type MethodEntry = z.output<ReturnType<typeof methodSchema>>

/** The file around its methods. */
export const fileSchema = z.strictObject({
  currency: z
    .string('must be the ISO 4217 code of PURSER_CURRENCY, for example "CNY"')
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, for example "CNY"'),
  methods: z.array(z.unknown(), 'must be a list').min(1, 'needs at least one method'),
})

/** One method. Amounts are of `currency`, in major units as text. */
export function methodSchema(currency: string) {
  const amount = () =>
    z.string(AMOUNT).transform((text, issue) => {
      const money = fromMajor(text, currency)
      if (money && money.minor > 0n) return money
      issue.addIssue(`must be an amount of ${currency} above zero with at most ${decimals(currency)} decimals, for example "100.00"`)
      return z.NEVER
    })
  const common = {
    id: z.string('is needed').regex(/^[a-z][a-z0-9_-]{0,19}$/, 'must be 1 to 20 of a-z, 0-9, _ and -, beginning with a letter'),
    name: inEveryLanguage(40),
    guidance: inEveryLanguage(400),
    words: z.array(plain(40)).max(50).default([]),
    first: z.array(z.enum(LOCALES as readonly [LocaleName, ...LocaleName[]])).optional(),
    minimum: amount().optional(),
    maximum: amount().optional(),
  }
  const withdrawal = z
    .strictObject(
      {
        offered: z.boolean('must be true or false').default(true),
        days: z.int('must be a number of working days').min(1, 'must be at least 1').max(90, 'must be at most 90').optional(),
        account: z.boolean('must be true or false').default(false),
        feeKept: z.boolean('must be true or false').default(false),
      },
      { error: (issue) => (issue.code === 'invalid_type' ? 'must be an object, for example { "days": 3 }' : undefined) },
    )
    .optional()
  const code = z.strictObject({
    picture: plain(500),
    payee: plain(100),
    cap: amount().optional(),
    validUntil: z.iso
      .datetime({ offset: true, error: 'must be a time with its offset, for example "2027-01-01T00:00:00+08:00"' })
      .transform((at) => new Date(at))
      .optional(),
  })
  return z.discriminatedUnion(
    'kind',
    [
      z.strictObject({ ...common, kind: z.literal('automatic'), link: linkTemplate(), withdrawal }),
      z.strictObject({
        ...common,
        kind: z.literal('manual'),
        withdrawal,
        codes: z.array(code, 'is needed').min(1, 'needs at least one collection code'),
      }),
      z.strictObject({
        ...common,
        kind: z.literal('guidance'),
        through: z.array(z.string(), 'is needed').min(1, 'needs at least one method'),
      }),
    ],
    { error: 'must be "automatic", "manual" or "guidance"' },
  )
}

const AMOUNT = 'must be an amount in quotes, for example "100.00"'

/** One line of text: what is shown in a button, a list, or beside a code. */
const plain = (most: number) =>
  z
    .string('must be text')
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must be at most ${most} characters`)
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line without control characters')

const inEveryLanguage = (most: number) =>
  z.strictObject(Object.fromEntries(LOCALES.map((locale) => [locale, plain(most)])) as Record<LocaleName, ReturnType<typeof plain>>, {
    error: (issue) => (issue.code === 'invalid_type' ? `is needed in ${LOCALES.join(', ')}` : undefined),
  })

const linkTemplate = () =>
  z.string('is needed: where people pay').superRefine((link, issue) => {
    const problem = unfit(link)
    if (problem) issue.addIssue(problem)
  })

/** Why this is no link to send people to; undefined when it is one. */
function unfit(link: string): string | undefined {
  const unknown = /\{(?!(?:amount|customer|method)\})[^}]*\}?/.exec(link)?.[0]
  if (unknown) return `has an unknown placeholder ${unknown}: there are {amount}, {customer} and {method}`
  const [one, other] = ['1', '2'].map((value) => parsed(link.replace(/\{\w+\}/g, value)))
  if (!one || !other) return 'is not a link, for example "https://pay.example.com/?amount={amount}&customer={customer}"'
  if (one.protocol !== 'https:') return `must begin with https:// (not ${one.protocol})`
  if (one.host !== other.host) return 'has a placeholder in its host name'
  return one.username || one.password ? 'must not hold a user name or password' : undefined
}

const parsed = (link: string): URL | undefined => (URL.canParse(link) ? new URL(link) : undefined)
