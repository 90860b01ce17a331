import { z } from 'zod'
import { id, when } from '../../locales/text.ts'
import { passOwnership } from '../billing/link-requests.ts'
import { linkedChats } from '../billing/linking.ts'
import { defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { call, notice, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { chatName } from './linked.ts'
import { MOST } from './unlink.ts'

/** To whom the owner of an account may hand it over; with a chat named, asks whether to. */
export const makeOwner = defineCommand({
  name: 'make-owner',
  role: 'customer',
  effect: 'read',
  input: z.object({ chat: idField().optional() }),
  wire: ['chat'],
  run: async ({ db, customer, identity, t }, { chat }) => {
    if (!identity.owner) fail('owner_only', {})
    const others = (await linkedChats(db, customer.id, MOST)).filter(({ id }) => id !== identity.id)
    const words = t.link.handOver
    if (chat === undefined) {
      const buttons = others.map((other, i) => call(words.to(i + 1, chatName(t, other)), 'make-owner', { chat: other.id }))
      return reply([title(words.title), text(others.length > 0 ? words.text : words.alone)], [...buttons, call(t.link.chats, 'unlink')])
    }
    const heir = others.find((other) => other.id === chat) ?? fail('outdated_button', {})
    return reply(
      [title(words.sure(chatName(t, heir))), text(words.text)],
      [call(words.confirm, 'owner-confirm', { chat }, 'danger'), call(t.link.chats, 'unlink')],
    )
  },
})

/** Hands the account over to another of its chats: that one owns it from now on, and all of them hear of it. */
export const ownerConfirm = defineCommand({
  name: 'owner-confirm',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: z.object({ chat: idField() }),
  wire: ['chat'],
  run: async (ctx, { chat }) => {
    const { t, customer, identity, now } = ctx
    const heir = await passOwnership(ctx, chat)
    const change = { before: { owner: identity.id }, after: { owner: heir.id } }
    ctx.audit({ action: 'customer.owner', subject: `customer:${customer.number}`, ...change })
    ctx.notify({ customerId: customer.id, except: identity.id }, (their) =>
      reply(
        [notice(their.link.handOver.heard(id(customer.number), chatName(their, heir), when(now)), 'plain')],
        [call(their.link.chats, 'unlink')],
      ),
    )
    return reply([title(t.link.handOver.done(chatName(t, heir)), 'good')], [call(t.link.chats, 'unlink')])
  },
})
