import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { when } from '../../locales/text.ts'
import { unlinkChat } from '../billing/linking.ts'
import { defineCommand } from '../command.ts'
import type { Identity } from '../db.ts'
import { fail } from '../errors.ts'
import { call, notice, type Reply, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { chatName, mayUnlink } from './unlink.ts'

/** Unlinks a chat of the customer; the others hear of it, and so does the one that was unlinked. */
export const unlinkConfirm = defineCommand({
  name: 'unlink-confirm',
  role: 'customer',
  effect: 'write',
  accounts: 'any',
  input: z.object({ chat: idField() }),
  wire: ['chat'],
  run: async (ctx, { chat }) => {
    const { t, customer, identity } = ctx
    mayUnlink(ctx, { id: chat })
    const gone = (await unlinkChat(ctx.db, customer.id, chat)) ?? fail('outdated_button', {})
    ctx.audit({ action: 'customer.unlink', subject: `customer:${customer.number}`, before: { identity: gone.id } })
    ctx.notify({ customerId: customer.id, except: identity.id, also: gone.id }, (their) => unlinkedNotice(their, gone, ctx.now))
    if (gone.id === identity.id)
      return reply(
        [title(t.link.unlinkedHere), text(t.link.unlinkedHereText)],
        [call(t.common.commands.link, 'link'), call(t.common.commands.help, 'help')],
      )
    return reply([title(t.link.unlinked(chatName(t, gone)))], [call(t.link.chats, 'unlink'), call(t.common.commands.balance, 'balance')])
  },
})

/** To the chats of an account, and to the one that was unlinked. */
export const unlinkedNotice = (t: Texts, gone: Identity, at: Date): Reply =>
  reply([notice(t.link.unlinkedNoticeTitle), text(t.link.unlinkedNoticeText(chatName(t, gone), when(at)))])
