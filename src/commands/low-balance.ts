import { z } from 'zod'
import { nextSettlement } from '../billing/hours.ts'
import { type Context, defineCommand, type With } from '../command.ts'
import { fail } from '../errors.ts'
import { questions } from '../form.ts'
import { wallet } from '../ledger/types.ts'
import { type Money, money, toMajor } from '../money.ts'
import { call, notice, type Reply } from '../reply.ts'
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
    const page = showSettings(ctx, ctx.viewer, (t) => (threshold ? t.settings.lowSet(threshold) : t.settings.lowOff), after)
    return threshold ? below(ctx, page, threshold) : page
  },
})

/** Who sets it above the balance is not warned of this fall, and so is told here. */
async function below({ t, customer, ledger, config, now }: With<'customer'>, page: Reply, threshold: Money): Promise<Reply> {
  const balance = await ledger.balance(wallet(customer.id), config.currency)
  if (balance.minor >= threshold.minor) return page
  return {
    ...page,
    blocks: [...page.blocks, notice(t.balance.low(threshold, nextSettlement(config.hours, now)))],
    actions: [call(t.common.commands.recharge, 'recharge', {}, 'primary'), ...page.actions],
  }
}

/** Null: no warning. An amount that cannot be read is asked for again. */
function thresholdOf({ t, config }: Context, typed: string): Money | null {
  if (/^(off|none|关|关闭|關|關閉)$/i.test(typed)) return null
  const read = readAmount(typed, config.currency)
  return read.ok ? read.amount : fail('invalid_input', { problems: { amount: t.problems.amount(read, config.currency) } })
}
