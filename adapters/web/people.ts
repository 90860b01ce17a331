import { type LocaleName, locales } from '../../locales/index.ts'
import { type Command, RANKS } from '../../src/command.ts'
import type { Config } from '../../src/config.ts'
import type { Database } from '../../src/db.ts'
import { viewerOf } from '../../src/people.ts'
import type { PaneView, People, Side } from './page/view.ts'

/** The platform's name in identities. */
export const PLATFORM = 'web'
/** The chat that all staff share. */
export const STAFF = 'staff'

/** A person on one side of the page. */
export interface Seat {
  readonly side: Side
  readonly user: string
  /** Their display name: kept as it is known, since the page tells none. */
  readonly name: string
  /** Their own chat: nobody else reads it. */
  readonly own: string
  /** What they see: their own chat, and on the staff side the shared one. */
  readonly chats: readonly string[]
  /** What they may see of pictures. */
  readonly asker: { readonly identityId?: bigint; readonly staff: boolean }
}

/** Seats a person; undefined when the staff side is asked for by somebody who is not staff. */
export async function seat(db: Database, side: Side, user: string): Promise<Seat | undefined> {
  const key = { platform: PLATFORM, workspace: '', userId: user }
  const identity = await db.identity.findUnique({ where: { platform_workspace_userId: key }, include: { staff: true } })
  const staff = side === 'staff'
  if (staff && (!identity?.staff || identity.staff.removedAt)) return undefined
  const own = `${side}:${user}`
  const asker = { ...(identity ? { identityId: identity.id } : {}), staff }
  const name = identity?.name || user
  return { side, user, name, own, chats: staff ? [own, STAFF] : [own], asker }
}

/**
 * Who works here without an account of their own, and became staff on the customers' side, has nothing to read there: what staff are told comes
 * to their chat on the staff side.
 */
export async function moveStaff(db: Database, { side, user, own }: Seat): Promise<void> {
  if (side === 'staff') return
  const where = { platform: PLATFORM, workspace: '', userId: user, chat: own, customerId: null, staff: { removedAt: null } }
  await db.identity.updateMany({ where, data: { chat: `${'staff' satisfies Side}:${user}` } })
}

/** Everybody who can be chosen: the identities of this platform that speak for a customer or a staff member. */
export async function people(db: Database): Promise<People> {
  const rows = await db.identity.findMany({
    where: { platform: PLATFORM, workspace: '', OR: [{ customerId: { not: null } }, { staff: { removedAt: null } }] },
    include: { customer: true, staff: true },
    orderBy: { id: 'asc' },
    take: 200,
  })
  return {
    customer: rows.flatMap(({ userId, name, customer }) =>
      customer ? [{ user: userId, name: customer.name || name || userId, detail: customer.number }] : [],
    ),
    staff: rows.flatMap(({ userId, staff }) => (staff && !staff.removedAt ? [{ user: userId, name: staff.name, detail: staff.role }] : [])),
  }
}

/** Language, zone and menu of one person. `hint`: the browser's language (BCP 47). */
export async function paneOf(
  deps: { readonly db: Database; readonly config: Config; readonly commands: readonly Command[] },
  { side, user }: Seat,
  now: Date,
  hint: string | undefined,
): Promise<PaneView> {
  const key = { platform: PLATFORM, workspace: '', userId: user }
  const identity = await deps.db.identity.findUnique({ where: { platform_workspace_userId: key }, include: { customer: true } })
  const known = identity ?? { hint: hint ?? null }
  const { locale, zone } = viewerOf(deps.config, now, known, identity?.customer ?? undefined)
  const roles = side === 'staff' ? [...RANKS, 'anyone'] : ['customer', 'anyone']
  const offered = deps.commands.filter((command) => command.menu && roles.includes(command.role))
  return { locale, zone, menu: offered.map(({ name }) => ({ command: name, label: labelOf(name, locale) ?? name })) }
}

/** What a command is called in menus; undefined for one that is in none. */
export function labelOf(command: string, locale: LocaleName): string | undefined {
  const labels: Readonly<Record<string, string>> = locales[locale].common.commands
  return Object.hasOwn(labels, command) ? labels[command] : undefined
}
