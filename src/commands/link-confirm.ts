import { z } from 'zod'
import { id, when } from '../../locales/text.ts'
import { type Confirmed, confirmCode, maskNumber } from '../billing/linking.ts'
import { type Context, defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { call, fact, facts, link, type Reply, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { requestCard } from './link-request.ts'
import { linkedReply, platformOf } from './linked.ts'

/** Links this chat to the account whose code it has just shown, or asks the account's owner where it has chats already. */
export const linkConfirm = defineCommand({
  name: 'link-confirm',
  role: 'anyone',
  effect: 'write',
  input: z.object({ code: idField() }),
  wire: ['code'],
  run: async (ctx, { code }) => {
    const { t, identity } = ctx
    const done = (await confirmCode(ctx, code)) ?? refuse(ctx)
    const subject = `customer:${done.customer.number}`
    if (done.outcome === 'asked') return asked(ctx, done, subject)
    if (!done.again) ctx.audit({ action: 'customer.link', subject, after: { identity: identity.id, code } })
    return linkedReply(t, done.customer)
  },
})

const refuse = ({ customer }: Context): never =>
  customer ? fail('already_linked', { account: maskNumber(customer.number) }) : fail('bad_code', {})

/** The owner may let the chat in; the account's other chats hear of it, and may say no. */
function asked(ctx: Context, { customer, owner, request, again }: Extract<Confirmed, { outcome: 'asked' }>, subject: string): Reply {
  const { t, identity, config } = ctx
  if (!again) {
    ctx.audit({ action: 'customer.link-ask', subject, after: { identity: identity.id, request: request.id } })
    const asking = { ...request, identity }
    ctx.notify({ customerId: customer.id, only: [owner.id] }, (their) => requestCard(their, asking, true))
    ctx.notify({ customerId: customer.id, except: owner.id }, (their) => requestCard(their, asking, false))
  }
  const words = t.link.asked
  return reply(
    [
      title(words.title),
      text(words.text(id(maskNumber(customer.number)), platformOf(t, owner))),
      facts([fact(t.link.request.until, [when(request.expiresAt)])]),
      text(words.lost, 'quiet'),
    ],
    [call(t.common.commands.help, 'help'), ...(config.supportUrl ? [link(t.common.support, config.supportUrl)] : [])],
  )
}
