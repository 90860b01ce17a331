import { writeAudit } from '../audit.ts'
import type { Customer, Database, FullDb, Identity } from '../db.ts'
import { createLedger } from '../ledger/index.ts'
import { type Money, money } from '../money.ts'
import { storable } from '../words/storable.ts'
import { createLinkCode, createLinkCodes } from './linking.ts'

/** Who does it, and when: what an audit row and a posting name. */
export interface Doer {
  /** "cli:root", "identity:7". */
  readonly actor: string
  readonly now: Date
}

/** What is known of a new customer. `number` absent: the next free one. */
export interface NewCustomer {
  readonly number?: string
  readonly name?: string
  /** Of the wallet. */
  readonly currency: string
}

/** What people call their UID: letters, digits, and . _ - inside, at most 32. */
export const isCustomerNumber = (text: string): boolean => /^[A-Za-z0-9]([A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$/.test(text)

/** The first number given without being asked for. */
const FIRST = 10_001n

/**
 * Makes a customer with an empty wallet, and its audit row: call it in a transaction, last. Undefined when the number belongs to
 * somebody already.
 */
export async function createCustomer(db: FullDb, who: NewCustomer, by: Doer): Promise<Customer | undefined> {
  const customer = await make(db, who, by.now)
  if (!customer) return undefined
  const after = { name: customer.name, currency: who.currency }
  await writeAudit(db, [{ at: by.now, actor: by.actor, action: 'customer.add', subject: `customer:${customer.number}`, after }])
  return customer
}

/**
 * Opens an account for a person who has none, named as their chat names them, and links that chat to it. Meant for its own
 * transaction; of two updates of one person at once, the second finds the account of the first.
 */
export async function openAccount(db: FullDb, identity: Identity, { currency, now }: { currency: string; now: Date }): Promise<void> {
  const { platform, name, customerId } = await db.identity.update({ where: { id: identity.id }, data: { id: identity.id } })
  if (customerId !== null) return
  // It asked to be linked to an account that it has: that one's owner decides first.
  if (await db.linkRequest.findFirst({ where: { identityId: identity.id, state: 'waiting', expiresAt: { gt: now } } })) return
  const customer = await make(db, { name: storable(name, 100), currency }, now)
  if (!customer) throw new Error('a free number was not free')
  await db.identity.update({ where: { id: identity.id }, data: { customerId: customer.id, linkedAt: now } })
  const actor = `identity:${identity.id}`
  await writeAudit(db, [{ at: now, actor, action: 'customer.open', subject: `customer:${customer.number}`, after: { platform } }])
}

/** A one-time code for a customer, and its audit row (without the code); undefined when the account is closed. */
export async function issueLinkCode(db: FullDb, customer: Customer, by: Doer): Promise<{ code: string; expiresAt: Date } | undefined> {
  if (customer.status === 'closed') return undefined
  const issued = await createLinkCode(db, { customerId: customer.id, createdBy: by.actor, now: by.now })
  const after = { expiresAt: issued.expiresAt }
  await writeAudit(db, [{ at: by.now, actor: by.actor, action: 'customer.link-code', subject: `customer:${customer.number}`, after }])
  return issued
}

/** A code of a customer, for a letter to everybody. */
export interface ListedCode {
  readonly number: string
  readonly name: string
  readonly code: string
}

/**
 * A code for each customer who has no linked chat (`all`: for each) and whose account is not closed, given to `each` as they are made, some
 * hundred at a time with an audit row of their own: who stops reading leaves no code without a trace. Resolves with how many.
 */
export async function issueLinkCodes(
  db: Database,
  { all, expiresAt }: { all: boolean; expiresAt: Date },
  by: Doer,
  each: (codes: readonly ListedCode[]) => Promise<void> | void,
): Promise<number> {
  let count = 0
  let after = 0n
  for (;;) {
    const where = { id: { gt: after }, status: { not: 'closed' }, ...(all ? {} : { identities: { none: {} } }) }
    const some = await db.customer.findMany({ where, orderBy: { id: 'asc' }, take: 500 })
    const last = some.at(-1)
    if (!last) break
    after = last.id
    const how = { createdBy: by.actor, now: by.now, expiresAt }
    const ids = some.map(({ id }) => id)
    const written = { codes: ids.length, from: some[0]?.number, to: last.number, all, expiresAt }
    const what = { action: 'customer.link-codes', subject: 'customers', after: written }
    const codes = await db.$transaction(async (tx) => {
      const made = await createLinkCodes(tx, ids, how)
      await writeAudit(tx, [{ at: by.now, actor: by.actor, ...what }])
      return made
    })
    await each(some.map(({ number, name }, i) => ({ number, name, code: codes[i] ?? '' })))
    count += some.length
  }
  return count
}

/** The customer of that number. */
export const customerByNumber = (db: Pick<FullDb, 'customer'>, number: string): Promise<Customer | null> =>
  db.customer.findUnique({ where: { number } })

/** A customer in a list. */
export interface ListedCustomer extends Customer {
  /** Absent: no wallet was opened (an import that stopped half-way). */
  readonly balance?: Money
}

/** Customers in the order they were made, `limit` after the one numbered `after`; those whose number or name holds `search`. */
export async function listCustomers(
  db: Pick<FullDb, 'customer'>,
  { after, search, limit }: { after?: string | undefined; search?: string | undefined; limit: number },
): Promise<readonly ListedCustomer[]> {
  const start = after === undefined ? null : await customerByNumber(db, after)
  const rows = await db.customer.findMany({
    where: {
      ...(start ? { id: { gt: start.id } } : {}),
      ...(search ? { OR: [{ number: { contains: search } }, { name: { contains: search, mode: 'insensitive' } }] } : {}),
    },
    include: { account: { select: { balance: true, currency: true } } },
    orderBy: { id: 'asc' },
    take: limit,
  })
  return rows.map(({ account, ...customer }) => ({
    ...customer,
    ...(account ? { balance: money(account.balance, account.currency) } : {}),
  }))
}

async function make(db: FullDb, { number, name = '', currency }: NewCustomer, now: Date): Promise<Customer | undefined> {
  const made = number === undefined ? await nextFree(db, name, now) : await insert(db, number, name, now)
  if (made) await createLedger(db).openWallet(made.id, currency)
  return made
}

/** Two who ask at once are given different ones: the second waits for the first's row, fails to insert, and asks again. */
async function nextFree(db: FullDb, name: string, now: Date): Promise<Customer> {
  for (;;) {
    // Longer digits are somebody's own scheme and not counted on from.
    const [row] = await db.$queryRaw<{ next: bigint }[]>`
      select greatest(${FIRST}::bigint, 1 + max(number::bigint)) as next from customer where number ~ '^[1-9][0-9]{0,8}$'`
    const made = await insert(db, String(row?.next ?? FIRST), name, now)
    if (made) return made
  }
}

async function insert(db: FullDb, number: string, name: string, now: Date): Promise<Customer | undefined> {
  const [made] = await db.customer.createManyAndReturn({ data: [{ number, name, createdAt: now }], skipDuplicates: true })
  return made
}
