import { z } from 'zod'
import { when } from '../../locales/text.ts'
import { accepts, available, limitsOf, type Method, methodById, offered } from '../billing/methods.ts'
import { choicePage, limitText, nameOf, payPage } from '../billing/recharge-pages.ts'
import { amountOf, ownRecharge, startRecharge, waitingRecharge } from '../billing/recharges.ts'
import { defineCommand, type Prepared, type With } from '../command.ts'
import { AppError } from '../errors.ts'
import { questions } from '../form.ts'
import { type Money, toMajor } from '../money.ts'
import { call, text } from '../reply.ts'
import { readAmount } from '../words/amount.ts'
import { idField } from './ids.ts'

const input = z.object({
  /** An earlier recharge whose amount the form starts from. */
  from: idField().optional(),
  /** Chosen with the amount ("充值100支付宝"); else, or when it does not take the amount, asked next. */
  method: z.string().max(32).optional(),
  amount: z.string().max(40).register(questions, { control: 'amount', ask: 'rechargeAmount' }),
})

/** Puts money in: the amount becomes an intent of 24 hours, then a method is chosen. */
export const recharge = defineCommand({
  name: 'recharge',
  role: 'customer',
  effect: 'write',
  menu: true,
  input,
  wire: ['from', 'method'],
  form: { title: (t) => t.recharge.formTitle, submit: (t) => t.recharge.next, prepare },
  run: async (ctx, entered) => {
    const amount = payable(ctx, entered.amount)
    const asked = entered.method === undefined ? undefined : methodById(ctx.methods, entered.method)
    const method = asked && methodBehind(ctx, asked)
    const taken = method && accepts(method, amount, ctx.now) ? method : undefined
    const started = await startRecharge(ctx, amount, taken)
    return (taken && payPage(ctx, started, taken)) ?? choicePage(ctx, started, method)
  },
})

type Ctx = With<'customer'>

/** What is waiting already, the least amount, and what was entered before. */
async function prepare(ctx: Ctx, entered: Readonly<Record<string, string>>): Promise<Prepared> {
  const { t } = ctx
  if (!ctx.methods.some((method) => available(method, ctx.now))) throw new AppError('no_methods', {})
  const { from } = z.object({ from: input.shape.from }).parse(entered)
  const before = from === undefined ? undefined : await ownRecharge(ctx, from)
  const waiting = await waitingRecharge(ctx)
  const method = waiting?.method ? methodById(ctx.methods, waiting.method) : undefined
  const name = method && nameOf(ctx, method)
  const ids = { recharge: waiting?.id }
  return {
    ...(before ? { values: { amount: toMajor(amountOf(before)) } } : {}),
    blocks: [
      ...(waiting ? [text(t.recharge.waiting(amountOf(waiting), name, when(waiting.expiresAt)))] : []),
      text(t.recharge.least(least(ctx)), 'quiet'),
    ],
    actions: waiting ? [call(t.recharge.resume, 'continue', ids, 'primary'), call(t.common.cancel, 'cancel', ids)] : [],
  }
}

/** The amount, if some method takes it; else invalid_input with what is possible, or no_methods when nothing is. */
function payable(ctx: Ctx, entered: string): Money {
  const { t, config, now } = ctx
  const wrong = (amount: ReturnType<typeof t.recharge.below>) => new AppError('invalid_input', { problems: { amount } })
  const read = readAmount(entered, config.currency)
  if (!read.ok) throw wrong(t.problems.amount(read, config.currency))
  const methods = ctx.methods.filter((method) => available(method, now))
  if (methods.length === 0) throw new AppError('no_methods', {})
  if (offered(methods, read.amount, now).length > 0) return read.amount
  if (read.amount.minor < least(ctx).minor) throw wrong(t.recharge.below(least(ctx)))
  const most = greatest(methods.map((method) => limitsOf(method, now).maximum))
  if (most && read.amount.minor > most.minor) throw wrong(t.recharge.above(most))
  throw wrong(t.recharge.noMethod(methods.map((method) => limitText(ctx, method))))
}

/** The least that some method takes. */
function least({ methods, config, now }: Ctx): Money {
  const minimums = methods.filter((method) => available(method, now)).map((method) => limitsOf(method, now).minimum ?? config.minRecharge)
  return minimums.reduce((a, b) => (b.minor < a.minor ? b : a), minimums[0] ?? config.minRecharge)
}

/** The most that some method takes; undefined when one takes any amount. */
const greatest = (limits: readonly (Money | undefined)[]): Money | undefined =>
  limits.reduce((a, b) => (a && b ? (b.minor > a.minor ? b : a) : undefined))

/** Guidance that leads through one method means that method; through several, it is still to be chosen. */
const methodBehind = (ctx: Ctx, method: Method): Method | undefined => {
  if (method.kind !== 'guidance') return method
  return method.through.length === 1 ? methodById(ctx.methods, method.through[0] ?? '') : undefined
}
