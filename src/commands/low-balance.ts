import { z } from 'zod'
import { type Context, defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { questions } from '../form.ts'
import { type Money, money, toMajor } from '../money.ts'
import { readAmount } from '../words/amount.ts'
import { showSettings } from './settings.ts'

/** Below which balance this chat is warned; "off" for never. The account's other chats set their own. */
export const lowBalance = defineCommand({
  name: 'low-balance',
  role: 'customer',
  effect: 'write',
  input: z.object({ amount: z.string().trim().min(1).max(40).register(questions, { control: 'amount', ask: 'low' }) }),
  wire: ['amount'],
  form: {
    title: (t) => t.settings.lowForm,
    submit: (t) => t.settings.save,
    prepare: async ({ identity: { lowBalance }, config }): Promise<{ values: Record<string, string> }> => ({
      values: lowBalance === null ? {} : { amount: toMajor(money(lowBalance, config.currency)) },
    }),
  },
  run: async (ctx, { amount }) => {
    const { customer, identity } = ctx
    const threshold = thresholdOf(ctx, amount)
    const after = threshold?.minor ?? null
    await ctx.db.identity.update({ where: { id: identity.id }, data: { lowBalance: after } })
    ctx.audit({
      action: 'customer.low-balance',
      subject: `customer:${customer.number}`,
      before: { identity: identity.id, lowBalance: identity.lowBalance },
      after: { identity: identity.id, lowBalance: after },
    })
    return showSettings(ctx, ctx.viewer, (t) => (threshold ? t.settings.lowSet(threshold) : t.settings.lowOff), after)
  },
})

/** Null: no warning. An amount that cannot be read is asked for again. */
function thresholdOf({ t, config }: Context, typed: string): Money | null {
  if (/^(off|none|关|关闭|關|關閉)$/i.test(typed)) return null
  const read = readAmount(typed, config.currency)
  return read.ok ? read.amount : fail('invalid_input', { problems: { amount: t.problems.amount(read, config.currency) } })
}
