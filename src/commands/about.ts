import { z } from 'zod'
import type { Text } from '../../locales/text.ts'
import { type Context, defineCommand } from '../command.ts'
import { type Action, type Block, call, link, type Reply, reply, text, title } from '../reply.ts'
import { TOPICS, type Topic } from '../words/keywords.ts'

/** Answers what people ask for and is not done here, and what was not understood: how things are, and where to turn. */
export const about = defineCommand({
  name: 'about',
  role: 'anyone',
  effect: 'read',
  input: z.object({
    topic: z.enum(TOPICS),
    /** unknown: the command that the text resembled. */
    meant: z.string().max(16).optional(),
  }),
  run: async (ctx, { topic, meant }) => (topic === 'unknown' ? notUnderstood(ctx, meant) : ANSWERS[topic](ctx)),
})

const ANSWERS: Readonly<Record<Exclude<Topic, 'unknown'>, (ctx: Context) => Reply>> = {
  invoice: (ctx) => toSupport(ctx, [title(ctx.t.about.invoice.title), text(ctx.t.about.invoice.text)], ['recharges']),
  points: (ctx) => toSupport(ctx, [title(ctx.t.about.points.title), text(ctx.t.about.points.text)], []),
  coupon: (ctx) => toSupport(ctx, [title(ctx.t.about.coupon.title), text(ctx.t.about.coupon.text)], []),
  support: (ctx) => toSupport(ctx, [title(ctx.t.about.support.title), text(ctx.t.about.support.text)], ['ticket']),
  withdrawal,
  not_arrived: notArrived,
  claim_or_question: choice,
  hk_methods: (ctx) => otherWays(ctx, ctx.t.about.hkMethods, true),
  paypal: (ctx) => otherWays(ctx, ctx.t.about.paypal),
  crypto: (ctx) => otherWays(ctx, ctx.t.about.crypto),
  bank: (ctx) => otherWays(ctx, ctx.t.about.bank),
  card: (ctx) => otherWays(ctx, ctx.t.about.card),
}

/** 退订 returns money to the balance, 退款 sends balance back to where it came from: people use both words for both. */
function withdrawal(ctx: Context): Reply {
  const { title: head, cancelled, withdrawn } = ctx.t.about.withdrawal
  const page = toSupport(ctx, [title(head), { type: 'list', ordered: false, items: [cancelled, withdrawn] }], ['refunds'])
  // Who may not ask for it is not offered it.
  if (!ctx.identity.owner || ctx.customer?.status !== 'active') return page
  return { ...page, actions: [call(ctx.t.withdrawal.label, 'withdrawal', {}, 'primary'), ...page.actions] }
}

/** The payment that is not in the balance: by kind of method what to look at, and never to pay twice. */
function notArrived(ctx: Context): Reply {
  const { t } = ctx
  const automatic = names(ctx, 'automatic')
  const manual = names(ctx, 'manual')
  const items = [
    ...(automatic.length > 0 ? [t.about.notArrived.automatic(t.about.list(automatic))] : []),
    ...(manual.length > 0 ? [t.about.notArrived.manual(t.about.list(manual))] : []),
  ]
  const list: Block = { type: 'list', ordered: false, items }
  const page = toSupport(
    ctx,
    [title(t.about.notArrived.title), ...(items.length > 0 ? [list] : []), text(t.about.notArrived.lost)],
    ['recharges', 'ticket', 'tickets'],
  )
  if (automatic.length === 0 || !ctx.customer) return page
  return { ...page, actions: [call(t.missing.label, 'missing', {}, 'primary'), ...page.actions] }
}

/** 工单 is both a payment proof and a question to support, so the person chooses. */
function choice(ctx: Context): Reply {
  const { t, config } = ctx
  return reply(
    [title(t.about.choice.title), text(t.about.choice.text), ...(config.supportUrl ? [] : [text(t.about.noSupport)])],
    [call(t.about.choice.claims, 'tickets', {}, 'primary'), ...(config.supportUrl ? [link(t.about.choice.other, config.supportUrl)] : [])],
  )
}

/** A way to pay that we don't have, and the ones that we do; Hong Kong's wallets only to who may be there, and where the operator has them. */
function otherWays(ctx: Context, fact: { readonly title: Text; readonly text: Text }, hongKong = ctx.viewer.locale === 'zh-HK'): Reply {
  const { t } = ctx
  const wallets = ctx.methods
    .filter(({ kind, id }) => kind === 'guidance' && /hk$/.test(id))
    .map((method) => method.name[ctx.viewer.locale])
  const ways = [...names(ctx, 'automatic'), ...names(ctx, 'manual')]
  const sentences = [
    ...(hongKong && wallets.length > 0 ? [text(t.about.hkWallets(t.about.either(wallets)))] : []),
    ...(ways.length > 0 ? [text(t.about.ways(t.about.list(ways)))] : []),
  ]
  const more = fact.text.length > 0 ? [text(fact.text)] : []
  return toSupport(ctx, [title(fact.title), ...more, ...sentences], ways.length > 0 ? ['recharge'] : [])
}

function notUnderstood(ctx: Context, meant: string | undefined): Reply {
  const { t, customer, staff } = ctx
  const guess = meant !== undefined && isLabel(t, meant) && mayMean(ctx, meant) ? meant : undefined
  const question = guess ? [text(t.about.unknown.meant(t.common.commands[guess]))] : []
  const first = guess ? [call(t.common.commands[guess], guess, {}, 'primary')] : []
  if (!customer && !staff)
    return toSupport(ctx, [title(t.about.unknown.title), ...question, text(t.about.unknown.notLinked)], ['link', 'help'])
  const own: readonly Label[] = customer ? ['balance', 'recharge', ...(staff ? [] : (['costs', 'ticket'] as const))] : []
  const offered: readonly Label[] = [...(staff ? (['queue', 'search'] as const) : []), ...own, 'help']
  const others = offered.filter((name) => name !== guess)
  const blocks = [title(t.about.unknown.title), ...question, text(staff ? t.about.unknown.staff : t.about.unknown.text)]
  return reply(blocks, [...first, ...buttons(ctx, others), ...supportLink(ctx)])
}

const FOR_STAFF: readonly string[] = ['queue', 'show', 'search', 'adjust', 'merge', 'unlink-chat', 'settings', 'help']

/** Whether somebody can have meant a command: linking is offered to who is not linked, and staff without an account have only their own. */
const mayMean = ({ customer, staff }: Context, name: string): boolean =>
  customer ? name !== 'link' : staff ? FOR_STAFF.includes(name) : name !== 'unlink'

type Label = keyof Context['t']['common']['commands']

const isLabel = (t: Context['t'], name: string): name is Label => Object.hasOwn(t.common.commands, name)

/** Buttons of commands; payment proofs are offered only where some method needs one. */
const buttons = (ctx: Context, list: readonly Label[]): readonly Action[] =>
  list.filter((name) => !['ticket', 'tickets'].includes(name) || names(ctx, 'manual').length > 0).map((name) => button(ctx, name))

const button = ({ t }: Context, name: Label): Action => call(t.common.commands[name], name)

const names = ({ methods, viewer }: Context, kind: 'automatic' | 'manual'): readonly string[] =>
  methods.filter((method) => method.kind === kind).map((method) => method.name[viewer.locale])

const supportLink = ({ t, config }: Context): readonly Action[] => (config.supportUrl ? [link(t.common.support, config.supportUrl)] : [])

/** Ends at support: its page where the operator has named one, else in words. */
function toSupport(ctx: Context, blocks: readonly Block[], list: readonly Label[]): Reply {
  const where = ctx.config.supportUrl ? [] : [text(ctx.t.about.noSupport)]
  return reply([...blocks, ...where], [...buttons(ctx, list), ...supportLink(ctx)])
}
