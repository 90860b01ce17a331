import { z } from 'zod'
import { id, when } from '../../locales/text.ts'
import { decideRequest } from '../billing/link-requests.ts'
import { maskNumber } from '../billing/linking.ts'
import { defineCommand } from '../command.ts'
import { call, link, notice, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { chatName, linkedReply } from './linked.ts'

const request = () => z.object({ request: idField() })

/** The owner lets a chat in that asked to be linked: it is linked now, and every chat of the account hears of it. */
export const linkAllow = defineCommand({
  name: 'link-allow',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: request(),
  wire: ['request'],
  run: async (ctx, input) => {
    const { t, customer, identity, now } = ctx
    const { identity: asker } = await decideRequest(ctx, input.request, true)
    const after = { identity: asker.id, request: input.request, allowed: identity.id }
    ctx.audit({ action: 'customer.link', subject: `customer:${customer.number}`, after })
    ctx.notify({ customerId: customer.id, only: [asker.id] }, (their) => linkedReply(their, customer))
    ctx.notify({ customerId: customer.id, except: [asker.id, identity.id] }, (their) =>
      reply([notice(their.link.noticeTitle, 'plain'), text(their.link.noticeText(chatName(their, asker), when(now)))]),
    )
    return reply(
      [title(t.link.request.allowed(chatName(t, asker)), 'good'), text(t.link.request.allowedText, 'quiet')],
      [call(t.link.unlinkThat, 'unlink', { chat: asker.id }, 'danger'), call(t.link.chats, 'unlink')],
    )
  },
})

/** Any chat of the account refuses one that asked to be linked: nothing is linked, the one that asked is told. */
export const linkDeny = defineCommand({
  name: 'link-deny',
  role: 'customer',
  effect: 'write',
  accounts: 'any',
  input: request(),
  wire: ['request'],
  run: async (ctx, input) => {
    const { t, customer, identity, config } = ctx
    const { identity: asker } = await decideRequest(ctx, input.request, false)
    const after = { identity: asker.id, request: input.request, denied: identity.id }
    ctx.audit({ action: 'customer.link-deny', subject: `customer:${customer.number}`, after })
    ctx.notify({ customerId: customer.id, only: [asker.id], also: asker.id }, (their) =>
      reply([notice(their.link.request.toAsker(id(maskNumber(customer.number))), 'plain')], [call(their.common.commands.help, 'help')]),
    )
    ctx.notify({ customerId: customer.id, except: identity.id }, (their) =>
      reply([notice(their.link.request.deniedBy(chatName(their, asker), chatName(their, identity)), 'plain')]),
    )
    return reply(
      [title(t.link.request.denied(chatName(t, asker))), text(t.link.request.deniedText)],
      [call(t.link.chats, 'unlink'), ...(config.supportUrl ? [link(t.common.support, config.supportUrl)] : [])],
    )
  },
})
