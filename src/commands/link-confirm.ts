import { z } from 'zod'
import { id, when } from '../../locales/text.ts'
import { confirmCode, maskNumber } from '../billing/linking.ts'
import { defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { call, notice, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { chatName } from './unlink.ts'

/** Links this chat to the account whose code it has just shown; every other chat of the account hears of it. */
export const linkConfirm = defineCommand({
  name: 'link-confirm',
  role: 'anyone',
  effect: 'write',
  input: z.object({ code: idField() }),
  wire: ['code'],
  run: async (ctx, { code }) => {
    const { t, identity } = ctx
    if (ctx.customer) fail('already_linked', { account: maskNumber(ctx.customer.number) })
    const customer = (await confirmCode(ctx.db, identity, code, ctx.now)) ?? fail('bad_code', {})
    ctx.audit({ action: 'customer.link', subject: `customer:${customer.number}`, after: { identity: identity.id, code } })
    ctx.notify({ customerId: customer.id, except: identity.id }, (their) =>
      reply(
        [notice(their.link.noticeTitle), text(their.link.noticeText(chatName(their, identity), when(ctx.now)))],
        [call(their.link.unlinkThat, 'unlink', { chat: identity.id }, 'danger')],
      ),
    )
    return reply(
      [title(t.link.linked(id(customer.number)), 'good'), text(t.link.linkedText)],
      [
        call(t.common.commands.balance, 'balance', {}, 'primary'),
        call(t.common.commands.recharge, 'recharge'),
        call(t.common.commands.costs, 'costs'),
        call(t.common.commands.help, 'help'),
      ],
    )
  },
})
