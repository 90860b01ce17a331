import { locales } from '../../locales/index.ts'
import { call, notice, reply } from '../../src/reply.ts'
import { PLATFORM } from './answer.ts'
import type { ListenDeps } from './listen.ts'
import type { fileBody } from './payload.ts'
import { isDirect } from './place.ts'

/**
 * A picture that a customer put into a channel was seen by everybody and handed in to nobody: they alone are told so. Strangers, staff
 * and the staff channel are left in peace.
 */
export async function shared(deps: ListenDeps, { event }: ReturnType<typeof fileBody.parse>): Promise<void> {
  const { file_id: file, user_id: user, channel_id: channel } = event
  if (isDirect(channel) || channel === deps.staffChannel) return
  const identity = await deps.db.identity.findFirst({ where: { platform: PLATFORM, userId: user } })
  if (!identity || identity.customerId === null || identity.staffId !== null) return
  const { file: known } = await deps.client.files.info({ file })
  if (!known?.mimetype?.startsWith('image/')) return
  const viewer = await deps.reader({
    workspace: identity.workspace,
    userId: user,
    name: identity.name,
    chat: user,
    ...(identity.hint ? { locale: identity.hint } : {}),
  })
  const t = locales[viewer.locale]
  const said = reply([notice(t.slack.notHandedIn)], [call(t.common.commands.ticket, 'ticket', {}, 'primary')])
  await deps.post.whisper(deps.client, { channel, user }, said, viewer)
}
