import { z } from 'zod'
import { said } from '../../locales/text.ts'
import { type Claim, claimCode, maskName, maskNumber } from '../billing/linking.ts'
import { type Context, defineCommand } from '../command.ts'
import { AppError, fail } from '../errors.ts'
import { askFor, questions } from '../form.ts'
import { refusal, textOf } from '../refusal.ts'
import { call, fact, facts, type Reply, reply, text, title } from '../reply.ts'

/** Shows a one-time code: the account behind it, masked, is to be confirmed before anything is linked. */
export const link = defineCommand({
  name: 'link',
  role: 'anyone',
  effect: 'write',
  menu: true,
  input: z.object({ code: z.string().min(1).max(100).register(questions, { control: 'text', ask: 'code' }) }),
  form: {
    title: (t) => t.link.formTitle,
    submit: (t) => t.link.next,
    prepare: async (ctx) => {
      refuseLinked(ctx)
      return {}
    },
  },
  run: async (ctx, { code }) => {
    refuseLinked(ctx)
    return answer(ctx, await claimCode(ctx.db, ctx.identity, code, ctx.now, ctx.config.linkSecret))
  },
})

/** Refusals are returned, not thrown: the transaction that remembers the try has to commit. */
async function answer(ctx: Context, claim: Claim): Promise<Reply> {
  const { t } = ctx
  switch (claim.outcome) {
    case 'too-many':
      return refusal(new AppError('too_many', { retryAt: claim.retryAt }), ctx.viewer, ctx.config)
    case 'refused':
      if (claim.lastTry) ctx.audit({ action: 'link.limit', subject: `identity:${ctx.identity.id}` })
      return askFor(link, ctx, {}, { code: textOf(new AppError('bad_code', {}), t) })
    case 'shown': {
      const { number, name } = claim.customer
      return reply(
        [
          title(t.link.confirmTitle),
          facts([
            fact(t.link.account, t.link.uid({ is: 'id', text: maskNumber(number) })),
            fact(t.link.holder, name ? [said(maskName(name))] : undefined),
          ]),
          text(t.link.confirmText),
          ...(claim.owner ? [text(t.link.asksFirst)] : []),
        ],
        [call(t.link.confirm, 'link-confirm', { code: claim.codeId }, 'primary'), call(t.common.cancel, 'help')],
      )
    }
  }
}

function refuseLinked(ctx: Context): void {
  if (ctx.customer) fail('already_linked', { account: maskNumber(ctx.customer.number) })
}
