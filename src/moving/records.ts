import { writeAudit } from '../audit.ts'
import { type FullDb, holdLock } from '../db.ts'
import { AppError } from '../errors.ts'
import {
  channel,
  createLedger,
  type NewTransfer,
  normalReference,
  opened,
  openWallets,
  type Posting,
  rehearse,
  unbindWallets,
  wallet,
} from '../ledger/index.ts'
import { negate } from '../money.ts'
import { changedMeanwhile, type Moving } from './customers.ts'
import { latestAsOf, movedMeanwhile, movedOn } from './moved-on.ts'
import { ANYWAY } from './outdated.ts'
import { createSeen } from './seen.ts'
import { type Columns, isStrange, type Line, type Problem, readSheet, reads, short } from './sheet.ts'

/** What the file of records has: the old system's own ID, whose it is, what, how much and when. */
export const RECORD_COLUMNS: Columns = {
  needed: ['id', 'number', 'kind', 'amount', 'at'],
  others: ['channel', 'reference', 'product', 'product_id', 'reason'],
}

/** Of these an adjustment alone may be below zero: it then takes from the balance. */
export const RECORD_KINDS = ['cost', 'refund', 'recharge', 'withdrawal', 'adjustment'] as const

export interface RecordsCount {
  readonly posted: number
  /** That stood in the ledger already. */
  readonly known: number
}

interface Entry {
  readonly line: number
  readonly owner: bigint
  readonly posting: Posting
}

/** Whose a number is, and as of when their balance was opened. */
interface Known {
  readonly id: bigint
  readonly asOf: Date | undefined
}

const STEP = 2000

const MOVED = "the customer's books have moved on since the import, so that this record may be in their balance already."

/**
 * Looks through a whole file of records, and with `apply` posts them, each at its own time, to wallets without a floor: only when no line
 * is wrong. A record is known by its kind and ID: what was posted before is left alone, so that it may be stopped anywhere and run again.
 */
export async function importRecords(how: Moving, path: string, apply: boolean): Promise<{ sha256: string; lines: number } & RecordsCount> {
  const customers = await knownCustomers(how.db)
  const moved = how.anyway ? new Set<bigint>() : await movedOn(how.db)
  /** Whom it posts to, and the first line that does. */
  const touched = new Map<bigint, number>()
  let wrong = 0
  const problem = (found: Problem): void => {
    wrong++
    how.problem(found)
  }
  const ids = createSeen()
  const references = createSeen()
  let fresh = 0
  let known = 0
  const checked = await readSheet(path, RECORD_COLUMNS, {
    problem,
    progress: how.progress?.('checking'),
    each: async (lines) => {
      const entries = lines.map((line) => entryOf(line, customers, how, problem)).filter((one) => one !== undefined)
      for (const { line, posting } of entries) twice(line, posting, ids, references, problem)
      for (let at = 0; at < entries.length; at += STEP) {
        const some = entries.slice(at, at + STEP)
        const rehearsed = await rehearse(
          how.db,
          some.map(({ posting }) => posting),
        )
        for (const [i, found] of rehearsed.entries()) {
          const { line = 0, owner = 0n } = some[i] ?? {}
          if (found === 'known') known++
          else if (found !== 'new') problem({ line, text: refusedWords(found) })
          else if (moved.has(owner)) problem({ line, text: `number: ${MOVED} ${ANYWAY}` })
          else {
            fresh++
            if (!touched.has(owner)) touched.set(owner, line)
          }
        }
      }
    },
  })
  if (!apply || wrong > 0 || fresh === 0) return { ...checked, posted: fresh, known }
  const subject = `import:${checked.sha256.slice(0, 16)}`
  const audit = (action: string, after: Readonly<Record<string, unknown>>) =>
    how.db.$transaction((tx) => writeAudit(tx, [{ at: how.by.now, actor: how.by.actor, action, subject, after }]))
  await audit('import.begin', { file: 'records', sha256: checked.sha256, lines: checked.lines })
  await unbind(how, touched)
  const posted = await postAll(how, path, customers, touched)
  if (posted.sha256 !== checked.sha256) changedMeanwhile()
  await audit('import.end', { file: 'records', sha256: posted.sha256, lines: posted.lines, posted: posted.posted })
  return { ...checked, posted: posted.posted, known: posted.known }
}

async function unbind(how: Moving, touched: ReadonlyMap<bigint, number>): Promise<void> {
  const customers = [...touched.keys()]
  for (let at = 0; at < customers.length; at += STEP) {
    const some = customers.slice(at, at + STEP)
    await how.db.$transaction(
      async (tx) => {
        await holdLock(tx, 'import')
        await openWallets(tx, some, how.currency)
        await unbindWallets(tx, some)
        const [moved] = how.anyway ? [] : await movedOn(tx, some)
        if (moved !== undefined) throw stopped(touched.get(moved) ?? 0, new Error(MOVED))
      },
      { timeout: 120_000 },
    )
  }
}

/** Two calls are in flight, each of its own half of the wallets, so that neither waits for the other's. */
async function postAll(how: Moving, path: string, customers: ReadonlyMap<string, Known>, touched: ReadonlyMap<bigint, number>) {
  const seen = new Map<bigint, bigint>()
  const count = { posted: 0, known: 0 }
  const lanes = [lane(), lane()] as const
  /** Posts them, unless something else was posted to these customers meanwhile. */
  async function postStep(tx: FullDb, some: readonly Entry[]) {
    const outcomes = await createLedger(tx).postBatch(some.map(({ posting }) => posting))
    if (how.anyway) return outcomes
    const owners = new Set(some.map(({ owner }) => owner).filter((owner) => touched.has(owner)))
    const moved = await movedMeanwhile(tx, [...owners], seen)
    const first = some.find(({ owner }) => moved.has(owner))
    if (first) throw stopped(first.line, new Error(MOVED))
    return outcomes
  }
  function lane() {
    let waiting: Entry[] = []
    let flight: Promise<void> = Promise.resolve()
    const call = async (some: readonly Entry[]): Promise<void> => {
      const outcomes = await how.db.$transaction((tx) => postStep(tx, some), { timeout: 120_000 })
      for (const [i, outcome] of outcomes.entries()) {
        if (outcome instanceof Error) throw stopped(some[i]?.line ?? 0, outcome)
        if (outcome.duplicate) count.known++
        else count.posted++
      }
    }
    return {
      add: (entry: Entry): boolean => waiting.push(entry) >= STEP,
      flush: async (): Promise<void> => {
        await flight
        const some = waiting
        waiting = []
        flight = some.length === 0 ? Promise.resolve() : call(some)
        // Whoever waits next hears of it; until then nobody does.
        flight.catch(() => undefined)
      },
    }
  }
  const read = await readSheet(path, RECORD_COLUMNS, {
    problem: changedMeanwhile,
    progress: how.progress?.('posting'),
    each: async (lines) => {
      for (const line of lines) {
        const entry = entryOf(line, customers, how, changedMeanwhile)
        if (!entry) continue
        const own = customers.get(line.cell('number'))?.id ?? 0n
        const mine = lanes[Number(own % 2n)] ?? lanes[0]
        if (mine.add(entry)) await mine.flush()
      }
    },
  })
  for (const { flush } of [...lanes, ...lanes]) await flush()
  return { ...read, ...count }
}

const stopped = (line: number, error: Error): Error =>
  new Error(
    `Stopped at line ${line}: ${error instanceof AppError ? refusedWords(error) : error.message} What was posted until then stays; run the command again to go on.`,
  )

/** Every customer's number: as much memory as there are customers, not records. */
async function knownCustomers(db: FullDb): Promise<ReadonlyMap<string, Known>> {
  const asOf = latestAsOf(await opened(db))
  const rows = await db.customer.findMany({ select: { id: true, number: true } })
  return new Map(rows.map(({ id, number }) => [number, { id, asOf: asOf.get(id) }]))
}

function entryOf(
  { line, cell }: Line,
  customers: ReadonlyMap<string, Known>,
  how: Moving,
  problem: (problem: Problem) => void,
): Entry | undefined {
  const wrong: string[] = []
  const id = cell('id')
  if (id === '' || id.length > 100 || isStrange(id)) wrong.push('id: one line of 1 to 100 characters, the same in every file')
  const number = cell('number')
  const owner = customers.get(number)
  if (!owner) wrong.push(`number: there is no customer "${short(number)}": import the customers first`)
  const named = cell('kind')
  const kind = RECORD_KINDS.find((one) => one === named)
  if (!kind) wrong.push(`kind: "${short(named)}" is none of ${RECORD_KINDS.join(', ')}`)
  const amount = reads.amount(cell('amount'), how.currency)
  if (typeof amount === 'string') wrong.push(`amount: ${amount}`)
  else if (amount.minor === 0n || (amount.minor < 0n && kind !== 'adjustment'))
    wrong.push('amount: above zero (an adjustment may be below)')
  const at = reads.time(cell('at'), how.zone)
  if (typeof at === 'string') wrong.push(`at: ${at}`)
  else if (at > how.by.now) wrong.push('at: this is still to come')
  else if (owner?.asOf && at < owner.asOf)
    wrong.push(`at: before ${owner.asOf.toISOString()}, as of which the customer's opening balance is meant, which holds it already`)
  const through = cell('channel')
  if (through !== '' && !/^[a-z0-9][a-z0-9_-]{0,63}$/.test(through))
    wrong.push(`channel: "${short(through)}" is no name in lower case, for example alipay`)
  if (through === '' && (kind === 'recharge' || kind === 'withdrawal')) wrong.push(`channel: a ${kind} names the channel`)
  const reference = cell('reference')
  if (through === '' && reference !== '') wrong.push('reference: it needs its channel')
  const texts = { reference, product: cell('product'), productId: cell('product_id'), reason: cell('reason') }
  for (const [column, most] of TEXTS)
    if (texts[column].length > most || isStrange(texts[column]))
      wrong.push(`${column === 'productId' ? 'product_id' : column}: one line, not so long`)
  for (const text of wrong) problem({ line, text })
  if (wrong.length > 0 || !owner || !kind || typeof amount === 'string' || typeof at === 'string') return undefined
  const { from, to } = sides(kind, wallet(owner.id), through, amount.minor < 0n)
  const transfer: { -readonly [K in keyof NewTransfer]: NewTransfer[K] } = {
    from,
    to,
    amount: amount.minor < 0n ? negate(amount) : amount,
    kind,
    occurredAt: at,
    actor: 'import',
    source: 'import:records',
  }
  if (through !== '') transfer.channel = through
  for (const [column] of TEXTS) if (texts[column] !== '') transfer[column] = texts[column]
  return { line, owner: owner.id, posting: { key: `import:${kind}:${id}`, transfers: [transfer] } }
}

function sides(
  kind: (typeof RECORD_KINDS)[number],
  own: NewTransfer['to'],
  through: string,
  takes: boolean,
): Pick<NewTransfer, 'from' | 'to'> {
  // One that names a channel is a payment that the bank took back, or money that came from another customer by it.
  const other = through === '' ? 'adjustments' : channel(through)
  switch (kind) {
    case 'cost':
      return { from: own, to: 'revenue' }
    case 'refund':
      return { from: 'revenue', to: own }
    case 'recharge':
      return { from: channel(through), to: own }
    case 'withdrawal':
      return { from: own, to: channel(through) }
    case 'adjustment':
      return takes ? { from: own, to: other } : { from: other, to: own }
  }
}

/** The columns of free text, and how long each may be. */
const TEXTS = [
  ['reference', 200],
  ['product', 1000],
  ['productId', 1000],
  ['reason', 1000],
] as const

type Seen = ReturnType<typeof createSeen>

/** What the ledger would see only while posting: the same ID or the same reference on two lines. */
function twice(line: number, { key, transfers }: Posting, ids: Seen, references: Seen, problem: (problem: Problem) => void): void {
  const [transfer] = transfers
  const before = ids(key, line)
  if (before !== undefined) problem({ line, text: `id: it is on line ${before} already` })
  if (transfer?.kind !== 'recharge' || transfer.reference === undefined) return
  const credited = references(`${transfer.channel} ${normalReference(transfer.reference)}`, line)
  if (credited !== undefined) problem({ line, text: `reference: line ${credited} credits it already` })
}

function refusedWords(error: AppError): string {
  if (error.is('key_conflict'))
    return 'id: this record was imported with other content; books are not rewritten: put it right with an adjustment.'
  if (error.is('already_credited')) return `reference: ${error.params.reference} was credited before.`
  if (error.is('invalid_transfer')) return error.params.why
  return `the ledger refuses it (${error.code}).`
}
