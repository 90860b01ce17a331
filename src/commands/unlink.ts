import { z } from 'zod'
import { id, join, line, when } from '../../locales/text.ts'
import { type Asking, waitingRequests } from '../billing/link-requests.ts'
import { linkedChats } from '../billing/linking.ts'
import { defineCommand, type With } from '../command.ts'
import type { Customer, Identity } from '../db.ts'
import { AppError, fail } from '../errors.ts'
import { textOf } from '../refusal.ts'
import { call, type Reply, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { chatName } from './linked.ts'

/** As many chats as buttons fit one message everywhere, beside those of requests; further ones appear as these are unlinked. */
export const MOST = 15

/** The chats of the customer; with one named, asks whether to unlink it. */
export const unlink = defineCommand({
  name: 'unlink',
  role: 'customer',
  effect: 'read',
  menu: true,
  input: z.object({ chat: idField().optional() }),
  wire: ['chat'],
  run: async (ctx, { chat }) => {
    const chats = await linkedChats(ctx.db, ctx.customer.id, MOST)
    if (chat === undefined) return overview(ctx, chats, await waitingRequests(ctx.db, ctx.customer.id, ctx.now))
    const named = (await ctx.db.identity.findFirst({ where: { id: chat, customerId: ctx.customer.id } })) ?? fail('outdated_button', {})
    mayUnlink(ctx, named, chats)
    return sure(ctx, named)
  },
})

/** Whoever is linked may leave, but for the last chat; others are unlinked by the owner alone. Throws owner_only, last_chat. */
export function mayUnlink(
  { identity, customer }: Pick<With<'customer'>, 'identity' | 'customer'>,
  chat: Pick<Identity, 'id'>,
  chats: readonly Identity[],
): void {
  if (chat.id !== identity.id && !identity.owner) fail('owner_only', {})
  if (chat.id === identity.id && isLast(customer, chats)) fail('last_chat', {})
}

/** Whether staff alone may take the only chat off an account. A closed one lets no other in, so its people may leave. */
const isLast = ({ status }: Customer, chats: readonly Identity[]): boolean => chats.length === 1 && status !== 'closed'

function overview({ t, customer, identity }: With<'customer'>, chats: readonly Identity[], requests: readonly Asking[]): Reply {
  const last = isLast(customer, chats)
  const items = chats.map((chat) =>
    join(
      [
        chatName(t, chat),
        ...(chat.linkedAt ? [t.link.since(when(chat.linkedAt))] : []),
        ...(chat.owner ? [line`${t.link.owner}`] : []),
        ...(chat.id === identity.id ? [line`${t.link.thisChat}`] : []),
      ],
      ' · ',
    ),
  )
  const buttons = (last ? [] : chats).flatMap((chat, i) => {
    if (chat.id === identity.id) return [call(t.link.unlinkThis, 'unlink', { chat: chat.id })]
    return identity.owner ? [call(t.link.unlinkOne(i + 1, chatName(t, chat)), 'unlink', { chat: chat.id })] : []
  })
  return reply(
    [
      title(t.link.chatsTitle(id(customer.number))),
      { type: 'list', ordered: true, items },
      text(last ? textOf(new AppError('last_chat', {}), t) : t.link.chatsText, 'quiet'),
      text(t.link.roles, 'quiet'),
      ...(requests.length > 0 ? [text(t.link.request.waiting(requests.length))] : []),
    ],
    [
      ...requests.map((asking, i) =>
        call(t.link.request.show(i + 1, chatName(t, asking.identity)), 'link-request', { request: asking.id }),
      ),
      ...buttons,
      ...(identity.owner && chats.length > 1 ? [call(t.link.handOver.label, 'make-owner')] : []),
    ],
  )
}

/** Asks before a chat is unlinked: what it then cannot do any more, and how it comes back. */
function sure({ t, identity }: With<'customer'>, chat: Identity): Reply {
  const name = chat.id === identity.id ? line`${t.link.thisChat}` : chatName(t, chat)
  return reply(
    [
      title(t.link.sureTitle(name)),
      ...(chat.linkedAt ? [text(t.link.since(when(chat.linkedAt)), 'quiet')] : []),
      text(t.link.sureText),
      ...(chat.owner ? [text(t.link.passesOn)] : []),
    ],
    [call(t.link.unlinkNow, 'unlink-confirm', { chat: chat.id }, 'danger'), call(t.link.keep, 'unlink')],
  )
}
