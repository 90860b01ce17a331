import { writeAudit } from '../audit.ts'
import { type Status, setStatus } from '../billing/customer-status.ts'
import { type Doer, isCustomerNumber } from '../billing/customers.ts'
import { type Customer, type Database, type FullDb, holdLock } from '../db.ts'
import { arrayLiteral, createLedger, type Opened, opened, openWallets, type Posting, unbindWallets, wallet } from '../ledger/index.ts'
import { type Money, money } from '../money.ts'
import { AS_IMPORTED, latestAsOf } from './moved-on.ts'
import { refuseOutdated, undated } from './outdated.ts'
import { createSeen } from './seen.ts'
import { type Columns, isStrange, type Line, type Problem, type Progress, readSheet, reads, short } from './sheet.ts'

/** What the file of customers may have: their opening balance as of a moment, by channel where it is known. */
export const CUSTOMER_COLUMNS: Columns = {
  needed: ['number'],
  others: ['name', 'locale', 'zone', 'status', 'as_of', 'balance', 'opening'],
  family: 'opening:',
}

/** What importing customers comes to, or would come to. */
export interface CustomersCount {
  readonly added: number
  readonly changed: number
  /** Opening balances posted, and what they come to together. */
  readonly openings: number
  readonly total: Money
}

export interface Moving {
  readonly db: Database
  readonly by: Doer
  readonly currency: string
  /** Of times that name none. */
  readonly zone: string
  /** Also what the books speak against: they have moved on since, or know a newer file. */
  readonly anyway?: boolean | undefined
  readonly problem: (problem: Problem) => void
  readonly progress?: ((step: 'checking' | 'posting') => Progress) | undefined
}

/** What a line says of a customer. A text that is undefined leaves what is known as it is. */
interface Wanted {
  readonly line: number
  readonly number: string
  readonly name: string | undefined
  readonly locale: string | undefined
  readonly zone: string | undefined
  readonly status: string | undefined
  readonly asOf: Date | undefined
  /** By channel; "" for none. Minor units. */
  readonly openings: ReadonlyMap<string, bigint>
}

const STEP = 1000

/**
 * Looks through a whole file of customers, and with `apply` makes and changes what it says: only when no line is wrong. What was done before
 * is not done again, so that it may be stopped anywhere and run again; a newer file posts the difference to the openings it finds.
 */
export async function importCustomers(
  how: Moving,
  path: string,
  apply: boolean,
): Promise<{ sha256: string; lines: number } & CustomersCount> {
  let wrong = 0
  const problem = (found: Problem): void => {
    wrong++
    how.problem(found)
  }
  const seen = createSeen()
  const pass = async (act: boolean) => {
    const count = { added: 0, changed: 0, openings: 0, total: 0n }
    const read = await readSheet(path, CUSTOMER_COLUMNS, {
      problem: act ? changedMeanwhile : problem,
      progress: how.progress?.(act ? 'posting' : 'checking'),
      each: async (lines, names) => {
        const wanted = lines.map((line) => wantedOf(line, names, how, act ? changedMeanwhile : problem)).filter((one) => one !== undefined)
        if (!act) {
          for (const { number, line } of wanted) {
            const before = seen(number, line)
            if (before !== undefined) problem({ line, text: `number ${number} is on line ${before} already` })
          }
        }
        for (let at = 0; at < wanted.length; at += STEP) {
          const some = wanted.slice(at, at + STEP)
          const done = act
            ? await how.db.$transaction((tx) => make(tx, how, some), { timeout: 120_000 })
            : compared(some, await present(how.db, some))
          if (!act) {
            for (const { wanted: one, channel } of done.openings)
              if (one.asOf === undefined) problem({ line: one.line, text: undated(channel) })
            if (!how.anyway) await refuseOutdated(how.db, done, problem)
          }
          count.added += done.added.length
          count.changed += done.changed.length
          count.openings += done.openings.length
          count.total += done.openings.reduce((sum, { difference }) => sum + difference, 0n)
        }
      },
    })
    return { ...read, ...count, total: money(count.total, how.currency) }
  }
  const checked = await pass(false)
  if (!apply || wrong > 0) return checked
  const subject = `import:${checked.sha256.slice(0, 16)}`
  const audit = (action: string, after: Readonly<Record<string, unknown>>) =>
    how.db.$transaction((tx) => writeAudit(tx, [{ at: how.by.now, actor: how.by.actor, action, subject, after }]))
  await audit('import.begin', { file: 'customers', sha256: checked.sha256, lines: checked.lines })
  const done = await pass(true)
  if (done.sha256 !== checked.sha256) changedMeanwhile()
  const { added, changed, openings, total } = done
  await audit('import.end', { file: 'customers', sha256: done.sha256, lines: done.lines, added, changed, openings, total: total.minor })
  return done
}

/** What the second reading finds and the first did not. */
export function changedMeanwhile(): never {
  throw new Error('The file was changed while it was read. What was posted until then stays: run the command again.')
}

function wantedOf(row: Line, names: readonly string[], how: Moving, problem: (problem: Problem) => void): Wanted | undefined {
  const { line, cell } = row
  const wrong: string[] = []
  const number = cell('number')
  if (!isCustomerNumber(number)) wrong.push(`"${short(number)}" is no customer number: letters, digits and . _ - inside, at most 32`)
  const text = (column: string, check: (value: string) => string | undefined): string | undefined => {
    const value = cell(column)
    const bad = value === '' ? undefined : check(value)
    if (bad) wrong.push(`${column}: ${bad}`)
    return value === '' ? undefined : value
  }
  const name = text('name', (value) => (value.length > 100 || isStrange(value) ? 'one line of at most 100 characters' : undefined))
  const locale = text('locale', (value) => reads.oneOf(value, ['en', 'zh-CN', 'zh-HK']))
  const zone = text('zone', reads.zone)
  const status = text('status', (value) => reads.oneOf(value, ['active', 'frozen', 'closed']))
  const openings = new Map<string, bigint>()
  for (const column of names) {
    if (!column.startsWith('opening') || cell(column) === '') continue
    const amount = reads.amount(cell(column), how.currency)
    if (typeof amount === 'string') wrong.push(`${column}: ${amount}`)
    else openings.set(column.slice('opening:'.length), amount.minor)
  }
  const balance = cell('balance') === '' ? undefined : reads.amount(cell('balance'), how.currency)
  if (typeof balance === 'string') wrong.push(`balance: ${balance}`)
  const asOf = cell('as_of') === '' ? undefined : reads.time(cell('as_of'), how.zone)
  if (typeof asOf === 'string') wrong.push(`as_of: ${asOf}`)
  else if (asOf === undefined && [...openings.values()].some((minor) => minor !== 0n))
    wrong.push('as_of: an opening balance needs the time as of which it is meant')
  else if (asOf && asOf > how.by.now) wrong.push('as_of: this is still to come')
  for (const found of wrong) problem({ line, text: found })
  return wrong.length > 0 ? undefined : { line, number, name, locale, zone, status, asOf: asOf as Date | undefined, openings }
}

type Found = Pick<Customer, 'id' | 'number' | 'name' | 'locale' | 'zone' | 'status' | 'mergedInto'>

interface Present {
  readonly customers: ReadonlyMap<string, Found>
  readonly openings: readonly Opened[]
}

async function present(db: FullDb, wanted: readonly Wanted[]): Promise<Present> {
  const numbers = arrayLiteral(wanted.map(({ number }) => number))
  const found = await db.$queryRaw<Found[]>`
    select id, number, name, locale, zone, status, merged_into as "mergedInto" from customer where number = any(${numbers}::text[])`
  const ids = found.map(({ id }) => id)
  return { customers: new Map(found.map((one) => [one.number, one])), openings: ids.length === 0 ? [] : await opened(db, ids) }
}

interface Opening {
  readonly wanted: Wanted
  readonly customerId: bigint | undefined
  readonly channel: string
  readonly difference: bigint
  readonly count: bigint
}

/** What the lines of a file come to. */
export type Todo = ReturnType<typeof compared>

/** What is to be done for these lines. */
function compared(wanted: readonly Wanted[], { customers, openings }: Present) {
  const known = new Map(openings.map((one) => [`${one.customerId} ${one.channel}`, one]))
  const added = wanted.filter(({ number }) => !customers.has(number))
  const states = wanted.flatMap(({ line, number, status }) => {
    const now = customers.get(number)
    return now && status !== undefined && status !== now.status && now.mergedInto === null
      ? [{ line, number, status, now: now.status }]
      : []
  })
  const restated = new Set(states.map(({ number }) => number))
  const changed = wanted.filter((one) => {
    const now = customers.get(one.number)
    if (now === undefined) return false
    return (
      restated.has(one.number) ||
      (['name', 'locale', 'zone'] as const).some((field) => one[field] !== undefined && one[field] !== now[field])
    )
  })
  const differing = wanted.flatMap((one): Opening[] => {
    const now = customers.get(one.number)
    return [...one.openings].flatMap(([channel, minor]) => {
      const before = now && known.get(`${now.id} ${channel}`)
      const difference = minor - (before?.sum ?? 0n)
      const opening = { wanted: one, customerId: now?.id, channel, difference, count: before?.count ?? 0n }
      return difference === 0n ? [] : [opening]
    })
  })
  const latest = latestAsOf(openings)
  const acted = new Set([...changed, ...differing.map((one) => one.wanted)])
  const outdated = wanted.flatMap((one) => {
    const before = latest.get(customers.get(one.number)?.id ?? 0n)
    return before && one.asOf && one.asOf < before && acted.has(one) ? [{ line: one.line, before }] : []
  })
  return { added, changed, states, openings: differing, outdated }
}

/** Does it, in a transaction of its own. Two imports at once take turns. */
async function make(db: FullDb, how: Moving, wanted: readonly Wanted[]): Promise<Todo> {
  await holdLock(db, 'import')
  const before = await present(db, wanted)
  const todo = compared(wanted, before)
  const rows = todo.added.length > 0 ? await add(db, todo.added, how.by.now) : []
  if (todo.changed.length > 0) await change(db, todo.changed)
  const ids = new Map([...before.customers.values(), ...rows].map(({ id, number }) => [number, id]))
  await openWallets(db, [...ids.values()], how.currency)
  // Only these: whoever runs an old file again must not let every balance go below zero.
  await unbindWallets(
    db,
    todo.openings.flatMap(({ wanted: { number } }) => ids.get(number) ?? []),
  )
  // Once more, now that their wallets and rows are held: something may have been posted or decided since the first reading.
  if (!how.anyway)
    await refuseOutdated(db, todo, ({ line, text }) => {
      throw new Error(`Stopped at line ${line}: ${text} What was done until then stays.`)
    })
  const postings = todo.openings.map((opening) => openingOf(opening, ids.get(opening.wanted.number) ?? 0n, how.currency))
  for (const outcome of await createLedger(db).postBatch(postings)) if (outcome instanceof Error) throw outcome
  // Last, since it writes to the audit, whose turn everybody takes after their wallets; the rows are held since they were changed.
  for (const { number, status } of todo.states) {
    const state = { status: status as Status, reason: AS_IMPORTED, currency: how.currency, anyway: true }
    await setStatus(db, number, state, how.by)
  }
  return todo
}

const column = (wanted: readonly Wanted[], of: 'number' | 'name' | 'locale' | 'zone' | 'status'): string =>
  arrayLiteral(wanted.map((one) => one[of]))

const add = (db: FullDb, added: readonly Wanted[], now: Date): Promise<{ id: bigint; number: string }[]> =>
  db.$queryRaw`
    insert into customer (number, name, locale, zone, status, created_at)
    select number, coalesce(name, ''), locale, zone, coalesce(status, 'active'), ${now}::timestamptz
    from unnest(${column(added, 'number')}::text[], ${column(added, 'name')}::text[], ${column(added, 'locale')}::text[],
      ${column(added, 'zone')}::text[], ${column(added, 'status')}::text[]) new(number, name, locale, zone, status)
    returning id, number`

const change = (db: FullDb, changed: readonly Wanted[]): Promise<number> =>
  db.$executeRaw`
    update customer c set name = coalesce(new.name, c.name), locale = coalesce(new.locale, c.locale), zone = coalesce(new.zone, c.zone)
    from unnest(${column(changed, 'number')}::text[], ${column(changed, 'name')}::text[], ${column(changed, 'locale')}::text[],
      ${column(changed, 'zone')}::text[]) new(number, name, locale, zone)
    where c.number = new.number`

function openingOf({ wanted, channel, difference, count }: Opening, customerId: bigint, currency: string): Posting {
  const own = wallet(customerId)
  const gives = difference > 0n
  const transfer = {
    ...(gives ? ({ from: 'opening', to: own } as const) : ({ from: own, to: 'opening' } as const)),
    amount: money(gives ? difference : -difference, currency),
    kind: 'opening' as const,
    // The first reading has refused a difference without it.
    occurredAt: wanted.asOf ?? changedMeanwhile(),
    actor: 'import',
    source: 'import:customers',
    ...(channel === '' ? {} : { channel }),
  }
  return { key: `import:opening:${wanted.number}:${channel}:${count}`, transfers: [transfer] }
}
