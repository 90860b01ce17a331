import { AppError } from '../errors.ts'
import { viewerOf } from '../people.ts'
import type { Reply } from '../reply.ts'
import type { Tasks } from './add.ts'
import type { JobDeps } from './index.ts'

/** Why a notice was not sent, where it is not tried again. */
const CLOSED = 'chat_closed'
const UNLINKED = 'unlinked'

/**
 * Sends one notice, unless its chat was unlinked since: what is told of a customer is for their chats alone, and what staff
 * are told for who still is staff. Delivered at least once: it is sent again only when we crashed before writing that it was.
 */
export async function sendNotice(deps: JobDeps, { notice: id }: Tasks['notice']): Promise<void> {
  const notice = await deps.db.notice.findUnique({
    where: { id: BigInt(id) },
    include: { identity: { include: { customer: true, staff: true } } },
  })
  if (!notice || notice.sentAt) return
  const { identity } = notice
  const theirs = notice.customerId === null || notice.customerId === identity.customerId
  const staffs = notice.staffId === null || (notice.staffId === identity.staffId && identity.staff?.removedAt === null)
  if (!theirs || !staffs) {
    await deps.db.notice.update({ where: { id: notice.id }, data: { error: UNLINKED } })
    return
  }
  const chat = deps.chats.find((candidate) => candidate.platform === identity.platform)
  if (!chat || identity.chat === null) {
    await deps.db.notice.update({ where: { id: notice.id }, data: { error: 'no adapter serves this platform now' } })
    throw new Error(`notice ${id}: no adapter for ${identity.platform}`)
  }
  const viewer = viewerOf(deps.config, deps.clock(), identity, identity.customer ?? undefined)
  try {
    await chat.send(identity.chat, notice.reply as unknown as Reply, viewer, `notice:${id}`)
  } catch (error) {
    if (error instanceof AppError && error.is('chat_closed')) {
      // Asking again and again would only anger the platform: the notice is kept, with why.
      await deps.db.notice.update({ where: { id: notice.id }, data: { error: CLOSED } })
      return deps.log.info({ notice: id, platform: identity.platform }, 'a notice is kept: this person takes no messages')
    }
    await deps.db.notice.update({ where: { id: notice.id }, data: { error: error instanceof Error ? error.name : 'unknown' } })
    throw error
  }
  await deps.db.notice.update({ where: { id: notice.id }, data: { sentAt: deps.clock(), error: null } })
}
