import { CLOSED } from '../chat.ts'
import type { Customer, Identity, Notice, Staff } from '../db.ts'
import { AppError } from '../errors.ts'
import type { Viewer } from '../format.ts'
import { viewerOf } from '../people.ts'
import type { Reply } from '../reply.ts'
import type { Sendings } from './add.ts'
import { staffViewer } from './cards.ts'
import type { JobDeps } from './index.ts'
import { nudgeLater } from './nudge.ts'
import { isOutdated } from './outdated.ts'

/** Why a notice is not sent and not tried again, for ever. */
const UNLINKED = 'unlinked'

/**
 * Sends one notice, unless its chat was unlinked since: what is told of a customer is for their chats alone, and what staff
 * are told for who still is staff. Delivered at least once: it is sent again only when we crashed before writing that it was, or its answer
 * was lost (`again`, or an error that was noted), and the platform cannot tell whether it stands.
 */
export async function sendNotice(deps: JobDeps, { notice: number }: Sendings['notice'], again = false): Promise<void> {
  const id = BigInt(number)
  const notice = await deps.db.notice.findUnique({ where: { id }, include: { identity: { include: { customer: true, staff: true } } } })
  if (!notice || notice.sentAt) return
  const { identity } = notice
  if (identity && !isTheirs(notice, identity)) return noted(deps, id, UNLINKED)
  if (await isOutdated(deps.db, deps.config.hours, notice, deps.clock())) return
  const { platform, chat, viewer } = recipient(deps, notice)
  const adapter = deps.chats.find((candidate) => candidate.platform === platform)
  if (!adapter || chat === null) throw new Error(`notice ${id}: no adapter for ${platform}`)
  try {
    await adapter.send(chat, notice.reply as unknown as Reply, viewer, `notice:${id}`, again || notice.error !== null)
  } catch (error) {
    // A staff chat that takes nothing is a mistake that staff mend: it is tried again, given up and listed like any other.
    if (identity && error instanceof AppError && error.is('chat_closed')) {
      // Asking again and again would only anger the platform: the notice is kept until the person is met.
      deps.log.info({ notice: number, platform }, 'a notice is kept: this person takes no messages')
      await noted(deps, id, CLOSED)
      return nudgeLater(deps, identity)
    }
    const why = error instanceof AppError ? error.code : error instanceof Error ? error.name : 'unknown'
    await noted(deps, id, why === CLOSED ? 'staff_chat_closed' : why)
    throw error
  }
  await deps.db.notice.update({ where: { id }, data: { sentAt: deps.clock(), error: null } })
  if (identity?.nudgedAt) await deps.db.identity.update({ where: { id: identity.id }, data: { nudgedAt: null } })
}

/** Notes that a notice could not be delivered for days: it is listed until somebody tries again. */
export const giveUpNotice = async ({ db, clock }: JobDeps, { notice }: Sendings['notice']): Promise<void> =>
  void (await db.notice.updateMany({ where: { id: BigInt(notice), sentAt: null }, data: { givenUpAt: clock() } }))

type Speaker = Identity & { readonly customer: Customer | null; readonly staff: Staff | null }

function isTheirs(notice: Notice, identity: Speaker): boolean {
  const customers = notice.customerId === null || notice.customerId === identity.customerId
  const staffs = notice.staffId === null || (notice.staffId === identity.staffId && identity.staff?.removedAt === null)
  return customers && staffs
}

function recipient(
  deps: JobDeps,
  { identity, platform, chat }: Notice & { readonly identity: Speaker | null },
): { readonly platform: string; readonly chat: string | null; readonly viewer: Viewer } {
  if (!identity) return { platform: platform ?? '', chat, viewer: staffViewer(deps) }
  const viewer = viewerOf(deps.config, deps.clock(), identity, identity.customer ?? undefined)
  return { platform: identity.platform, chat: identity.chat, viewer }
}

const noted = async ({ db }: JobDeps, id: bigint, error: string): Promise<void> =>
  void (await db.notice.update({ where: { id }, data: { error } }))
