import { z } from 'zod'
import { when } from '../../locales/text.ts'
import { unlinkChat } from '../billing/linking.ts'
import { defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { call, notice, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { chatName } from './unlink.ts'

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
    const gone = (await unlinkChat(ctx.db, customer.id, chat)) ?? fail('outdated_button', {})
    ctx.audit({ action: 'customer.unlink', subject: `customer:${customer.number}`, before: { identity: gone.id } })
    ctx.notify({ customerId: customer.id, except: identity.id, also: gone.id }, (their) =>
      reply([notice(their.link.unlinkedNoticeTitle), text(their.link.unlinkedNoticeText(chatName(their, gone), when(ctx.now)))]),
    )
    if (gone.id === identity.id)
      return reply(
        [title(t.link.unlinkedHere), text(t.link.unlinkedHereText)],
        [call(t.common.commands.link, 'link'), call(t.common.commands.help, 'help')],
      )
    return reply([title(t.link.unlinked(chatName(t, gone)))], [call(t.link.chats, 'unlink'), call(t.common.commands.balance, 'balance')])
  },
})
