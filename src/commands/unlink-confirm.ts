import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { when } from '../../locales/text.ts'
import { holdChats, ownerOf } from '../billing/link-requests.ts'
import { linkedChats, unlinkChat } from '../billing/linking.ts'
import { defineCommand } from '../command.ts'
import type { Identity } from '../db.ts'
import { fail } from '../errors.ts'
import { call, notice, type Reply, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { chatName } from './linked.ts'
import { mayUnlink } from './unlink.ts'

/** Unlinks a chat of the customer; the others hear of it, and so does the one that was unlinked. */
export const unlinkConfirm = defineCommand({
  name: 'unlink-confirm',
  role: 'customer',
  effect: 'write',
  accounts: 'any',
  input: z.object({ chat: idField() }),
  wire: ['chat'],
  run: async (ctx, { chat }) => {
    const { t, customer } = ctx
    const identity = await holdChats(ctx)
    // The others may have left since the question was put.
    mayUnlink({ identity, customer }, { id: chat }, await linkedChats(ctx.db, customer.id, 2))
    const gone = (await unlinkChat(ctx.db, customer.id, chat)) ?? fail('outdated_button', {})
    const heir = gone.id === identity.id && identity.owner ? await ownerOf(ctx.db, customer.id) : null
    const change = { before: { identity: gone.id }, ...(heir ? { after: { owner: heir.id } } : {}) }
    ctx.audit({ action: 'customer.unlink', subject: `customer:${customer.number}`, ...change })
    ctx.notify({ customerId: customer.id, except: identity.id, also: gone.id }, (their) => unlinkedNotice(their, gone, ctx.now, heir))
    if (gone.id === identity.id)
      return reply(
        [title(t.link.unlinkedHere), text(t.link.unlinkedHereText)],
        [call(t.common.commands.link, 'link'), call(t.common.commands.help, 'help')],
      )
    return reply([title(t.link.unlinked(chatName(t, gone)))], [call(t.link.chats, 'unlink'), call(t.common.commands.balance, 'balance')])
  },
})

/**
 * To the chats of an account, and to the one that was unlinked. `heir`: who owns the account now, where that has changed. `heldBack`: staff did it,
 * and until when nothing goes back.
 */
export const unlinkedNotice = (t: Texts, gone: Identity, at: Date, heir: Identity | null, heldBack?: Date): Reply =>
  reply([
    notice(t.link.unlinkedNoticeTitle),
    text(t.link.unlinkedNoticeText(chatName(t, gone), when(at))),
    ...(heir ? [text(t.link.heir(chatName(t, heir)))] : []),
    ...(heldBack ? [text(t.link.heldBack(heldBack))] : []),
  ])
