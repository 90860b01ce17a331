import { type LocaleName, localeOf, locales } from '../locales/index.ts'
import { CLOSED } from './chat.ts'
import type { Config } from './config.ts'
import { type Customer, columnsOf, type FullDb, type Identity, type Staff } from './db.ts'
import type { Viewer } from './format.ts'
import { gather } from './gather.ts'
import { LATEST, type Transfer } from './ledger/index.ts'
import type { Update } from './update.ts'
import { storable } from './words/storable.ts'

/** Who stands behind an update, as the database knows it at one moment. */
export interface Person {
  readonly identity: Identity
  readonly customer?: Customer
  readonly staff?: Staff
  /** What moved last in their customer's wallet. */
  readonly latest?: Transfer
  readonly pending: Pending
}

/** What waits for somebody, as of when they were looked up: most people have nothing, and are answered without asking for it again. */
export interface Pending {
  /** Notices that their closed chat did not take. */
  readonly notices: boolean
  /** Open claims of their customer's. */
  readonly claims: boolean
  /** A question of staff about one of these. */
  readonly question: boolean
}

/** The longest language tag there is (BCP 47); browsers and platforms may send anything. */
const TAG = 35

/** Longer than any platform's name for somebody. */
const KEY = 200

/** The identity of the sender (made at first contact), with the customer and the staff member it speaks for. `find`: where somebody is looked up. */
export async function personOf(db: FullDb, update: Pick<Update, 'platform' | 'from'>, find: Find = findIn(db)): Promise<Person> {
  const { workspace, userId, name, chat, place, desk } = update.from
  const locale = storable(update.from.locale ?? '', TAG)
  const key = { platform: update.platform, workspace, userId }
  // Whoever is looked up together with others must not spoil it for them.
  if (Object.values(key).some((part) => storable(part, KEY) !== part)) lost(key)
  // Some deliveries carry no language: that is no reason to forget the one that is known.
  const seen = { name: storable(name, 200), chat, nudgedAt: null, ...(locale ? { hint: locale } : {}), ...(place ? { place } : {}) }
  const known = await find(key)
  const same = known && Object.entries(seen).every(([field, value]) => known.identity[field as keyof typeof seen] === value)
  // Not an upsert: of two first messages at once one would fail.
  if (!known) await db.identity.createMany({ data: [{ ...key, ...seen }], skipDuplicates: true })
  else if (!same) await db.identity.updateMany({ where: key, data: seen })
  const { identity, customer, staff, latest, pending } = (same ? known : await find(key)) ?? lost(key)
  // Who is staff by a role on the platform is so while the platform says it.
  const serves = staff && !staff.removedAt && (staff.role !== 'desk' || desk)
  return { identity, ...(customer ? { customer } : {}), ...(serves ? { staff } : {}), ...(latest ? { latest } : {}), pending }
}

interface Key {
  readonly platform: string
  readonly workspace: string
  readonly userId: string
}

const lost = ({ platform, userId }: Key): never => {
  throw new Error(`the chat account ${platform}/${JSON.stringify(userId)} cannot be kept`)
}

/** Looks somebody up; undefined for who was never met. */
export type Find = (key: Key) => Promise<Person | undefined>

const findIn =
  (db: FullDb): Find =>
  async (key) =>
    (await findAll(db, [key]))[0]

/** For many who are answered at the same time: one statement for all of them. */
export const findTogether = (db: FullDb): Find => gather((keys) => findAll(db, keys))

/**
 * Everything about these people in one statement: each answer begins with it, and a round trip costs more than what is looked up. By JSON,
 * not by arrays: PostgreSQL would plan those anew each time, for as many as there are, and that takes longer than the rest. Each by the
 * indexes, which a limit makes sure of: of twenty thousand chats it would read all.
 */
async function findAll(db: FullDb, keys: readonly Key[]): Promise<readonly (Person | undefined)[]> {
  const rows = await db.$queryRaw<Record<string, unknown>[]>`
    select asked.place::int as asked, person.*
    from rows from (json_to_recordset(${JSON.stringify(keys)}::json) as (platform text, workspace text, "userId" text))
        with ordinality as asked(platform, workspace, user_id, place)
    cross join lateral (
      select ${IDENTITY.list}, ${CUSTOMER.list}, ${STAFF.list}, ${LATEST.list},
      exists (select from notice n where n.identity_id = identity.id and n.sent_at is null and n.error = ${CLOSED}) as notices,
      exists (select from ticket t where t.customer_id = customer.id and t.state = 'open') as claims,
      exists (select from ticket t where t.customer_id = customer.id and t.state = 'open' and t.question is not null) as question
      from identity
      left join customer on customer.id = identity.customer_id
      left join staff on staff.id = identity.staff_id
      ${LATEST.join}
      where (identity.platform, identity.workspace, identity.user_id) = (asked.platform, asked.workspace, asked.user_id)
      limit 1
    ) person`
  const found = new Map(rows.map((row) => [row.asked, personIn(row)]))
  return keys.map((_, index) => found.get(index + 1))
}

function personIn(row: Readonly<Record<string, unknown>>): Person {
  const identity = IDENTITY.of(row)
  const { notices, claims, question } = row
  const latest = LATEST.of(row)
  return {
    identity,
    ...(identity.customerId === null ? {} : { customer: CUSTOMER.of(row) }),
    ...(identity.staffId === null ? {} : { staff: STAFF.of(row) }),
    ...(latest ? { latest } : {}),
    pending: { notices, claims, question } as Pending,
  }
}

const IDENTITY = columnsOf<Identity>('identity')
const CUSTOMER = columnsOf<Customer>('customer')
const STAFF = columnsOf<Staff>('staff')

type Tongue = { locale?: string | null; zone?: string | null; hint?: string | null }

/** Language and zone of a reader: own choice, then the customer's, then the platform's hint, then the house's. */
export function viewerOf(config: Config, now: Date, identity?: Tongue, customer?: Tongue): Viewer {
  const chosen = known(identity?.locale) ?? known(customer?.locale) ?? localeOf(identity?.hint ?? undefined)
  return { locale: chosen ?? config.locale, zone: identity?.zone ?? customer?.zone ?? config.zone, now }
}

const known = (name: string | null | undefined): LocaleName | undefined => (name && name in locales ? (name as LocaleName) : undefined)
