import { type LocaleName, localeOf, locales } from '../locales/index.ts'
import type { Config } from './config.ts'
import type { Customer, Db, Identity, Staff } from './db.ts'
import type { Viewer } from './format.ts'
import type { Update } from './update.ts'
import { storable } from './words/storable.ts'

/** Who stands behind an update, as the database knows it now. */
export interface Person {
  readonly identity: Identity
  readonly customer?: Customer
  readonly staff?: Staff
}

/** The longest language tag there is (BCP 47); browsers and platforms may send anything. */
const TAG = 35

/** The identity of the sender (made at first contact), with the customer and the staff member it speaks for. */
export async function personOf(db: Db, update: Pick<Update, 'platform' | 'from'>): Promise<Person> {
  const { workspace, userId, name, chat, place, desk } = update.from
  const locale = storable(update.from.locale ?? '', TAG)
  const key = { platform: update.platform, workspace, userId }
  // Some deliveries carry no language: that is no reason to forget the one that is known.
  const seen = { name: storable(name, 200), chat, nudgedAt: null, ...(locale ? { hint: locale } : {}), ...(place ? { place } : {}) }
  const include = { customer: true, staff: true } as const
  const where = { platform_workspace_userId: key }
  const known = await db.identity.findUnique({ where, include })
  const there = known && (!place || known.place === place) && known.nudgedAt === null
  const same = there && known.name === seen.name && known.chat === chat && (!locale || known.hint === locale)
  // Not an upsert: with an include it is a read and an insert, and of two first messages at once one would fail.
  if (!known) await db.identity.createMany({ data: [{ ...key, ...seen }], skipDuplicates: true })
  else if (!same) await db.identity.update({ where, data: seen })
  const row = same ? known : await db.identity.findUniqueOrThrow({ where, include })
  const { customer, staff, ...identity } = row
  // Who is staff by a role on the platform is so while the platform says it.
  const serves = staff && !staff.removedAt && (staff.role !== 'desk' || desk)
  return { identity, ...(customer ? { customer } : {}), ...(serves ? { staff } : {}) }
}

type Tongue = { locale?: string | null; zone?: string | null; hint?: string | null }

/** Language and zone of a reader: own choice, then the customer's, then the platform's hint, then the house's. */
export function viewerOf(config: Config, now: Date, identity?: Tongue, customer?: Tongue): Viewer {
  const chosen = known(identity?.locale) ?? known(customer?.locale) ?? localeOf(identity?.hint ?? undefined)
  return { locale: chosen ?? config.locale, zone: identity?.zone ?? customer?.zone ?? config.zone, now }
}

const known = (name: string | null | undefined): LocaleName | undefined => (name && name in locales ? (name as LocaleName) : undefined)
