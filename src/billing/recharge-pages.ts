import type { Texts } from '../../locales/index.ts'
import { id, said, type Text, when } from '../../locales/text.ts'
import type { With } from '../command.ts'
import type { Dialog, Recharge } from '../db.ts'
import { toMajor } from '../money.ts'
import { type Block, call, link, notice, type Reply, reply, text, title } from '../reply.ts'
import { accepts, available, codeFor, limitsOf, type Method, methodById, offered, paymentLink } from './methods.ts'
import { amountOf } from './recharges.ts'

type Ctx = With<'customer'>

/** By which method? Those that take the amount as buttons; those that do not, with what they take. `refused`: the one asked for, if it cannot be had. */
export function choicePage(ctx: Ctx, recharge: Recharge, refused?: Method | 'unavailable'): Reply {
  const { t, now, methods } = ctx
  const amount = amountOf(recharge)
  const open = inOrder(offered(methods, amount, now), ctx)
  const payable = open.filter((method) => method.kind !== 'guidance')
  const closed = methods.filter((method) => available(method, now) && !accepts(method, amount, now) && method !== refused)
  const ids = { recharge: recharge.id }
  return reply(
    [
      title(t.recharge.title(amount, id(ctx.customer.number))),
      ...(refused ? [notice(refusal(ctx, refused))] : []),
      text(t.recharge.choose),
      { type: 'list', ordered: false, items: [...options(ctx, open), ...closed.map((method) => limitText(ctx, method))] },
      text(t.recharge.credited(amount)),
    ],
    [
      ...payable.map((method) => call(nameOf(ctx, method), 'pay', { ...ids, method: method.id })),
      call(t.recharge.changeAmount, 'recharge', { from: recharge.id }),
      ...(payable.some((method) => method.kind === 'automatic') ? [call(t.recharge.otherDevice, 'scan', ids)] : []),
    ],
  )
}

/** How to pay by this method. Undefined when it does not take the amount (any more). */
export function payPage(ctx: Ctx, recharge: Recharge, method: Method): Reply | undefined {
  if (!accepts(method, amountOf(recharge), ctx.now)) return undefined
  const page = method.kind === 'automatic' ? automaticPage(ctx, recharge, method) : manualPage(ctx, recharge, method)
  return page && { ...page, keep: true }
}

/** What became of a recharge that is not open any more, and what to do now. */
export function endedPage(ctx: Ctx, recharge: Recharge): Reply {
  const { t } = ctx
  const amount = amountOf(recharge)
  if (recharge.state === 'paid') {
    const lists = [call(t.common.commands.balance, 'balance'), call(t.common.commands.recharges, 'recharges')]
    return reply([notice(t.recharge.done(amount), 'good')], lists)
  }
  if (recharge.state === 'proof') return reply([notice(t.recharge.inCheck(amount))], [call(t.ticket.check, 'tickets')])
  const again = call(t.recharge.startAgain, 'recharge', { from: recharge.id }, 'primary')
  return reply([notice(t.recharge.over(amount, byHand(ctx, recharge)))], [again, ...lateProof(ctx, recharge)])
}

/** To who chose to pay by hand and sent no proof yet. `name`: the method's. `entered`: what they entered and have not sent. */
export const remindNotice = (t: Texts, recharge: Recharge, name: string, entered?: Pick<Dialog, 'id' | 'version'>): Reply =>
  entered ? unsentNotice(t, entered) : unprovedNotice(t, recharge, name)

function unsentNotice(t: Texts, { id, version }: Pick<Dialog, 'id' | 'version'>): Reply {
  const seen = { dialog: id, version }
  return reply(
    [text(t.recharge.remindUnsent), text(t.recharge.remindUnsentNext, 'quiet')],
    [
      call(t.ticket.edit, 'ticket', { dialog: id }, 'primary'),
      call(t.ticket.send, 'ticket-send', seen),
      call(t.ticket.drop, 'ticket-drop', seen),
    ],
  )
}

const unprovedNotice = (t: Texts, recharge: Recharge, name: string): Reply =>
  reply(
    [text(t.recharge.remind(amountOf(recharge), name)), text(t.recharge.remindNext(when(recharge.expiresAt)), 'quiet')],
    [
      call(t.recharge.paid, 'ticket', { recharge: recharge.id }, 'primary'),
      call(t.recharge.resume, 'continue', { recharge: recharge.id }),
      call(t.common.cancel, 'cancel', { recharge: recharge.id }),
    ],
  )

/** What to say when its customer cancelled it. */
export function cancelledPage(ctx: Ctx, recharge: Recharge): Reply {
  const { t } = ctx
  const again = call(t.common.commands.recharge, 'recharge')
  return reply([text(t.recharge.cancelled(amountOf(recharge), byHand(ctx, recharge)))], [again, ...lateProof(ctx, recharge)])
}

/** Who paid by a manual method before it ended can still send the proof; an automatic payment reports itself. */
const lateProof = (ctx: Ctx, recharge: Recharge) =>
  byHand(ctx, recharge) ? [call(ctx.t.recharge.paid, 'ticket', { recharge: recharge.id })] : []

const byHand = ({ methods }: Ctx, recharge: Recharge): boolean => methodById(methods, recharge.method ?? '')?.kind === 'manual'

const refusal = (ctx: Ctx, method: Method | 'unavailable'): Text =>
  method === 'unavailable' || !available(method, ctx.now) ? ctx.t.errors.method_unavailable() : limitText(ctx, method)

/** The link's QR code for each automatic method in question: for a second screen, since wallets refuse codes from their own album. */
export function scanPage(ctx: Ctx, recharge: Recharge): Reply | undefined {
  const { t } = ctx
  const able = ctx.methods.filter((method) => method.kind === 'automatic' && accepts(method, amountOf(recharge), ctx.now))
  const chosen = able.filter((method) => method.id === recharge.method)
  const shown = chosen.length > 0 ? chosen : able
  const blocks = shown.flatMap((method): Block[] => {
    const content = linkOf(ctx, recharge, method)
    const name = nameOf(ctx, method)
    return content
      ? [text(t.recharge.scanHow(name)), { type: 'image', source: { from: 'qr', content }, alt: t.recharge.scanAlt(name) }]
      : []
  })
  if (blocks.length === 0) return undefined
  return reply(
    [title(t.recharge.scanTitle(amountOf(recharge))), ...blocks, kept(ctx, recharge)],
    [call(t.common.back, chosen.length > 0 ? 'continue' : 'pay', { recharge: recharge.id })],
  )
}

/** The method's name for this reader. */
export const nameOf = ({ viewer }: Ctx, method: Method): string => method.name[viewer.locale]

/** What one payment by this method may be, as a line: "UnionPay: at most CNY 500.00 per payment". */
export function limitText(ctx: Ctx, method: Method): Text {
  const { minimum, maximum } = limitsOf(method, ctx.now)
  const above = minimum && minimum.minor > ctx.config.minRecharge.minor ? minimum : undefined
  return ctx.t.recharge.limits(nameOf(ctx, method), above ?? (maximum ? undefined : minimum), maximum)
}

function automaticPage(ctx: Ctx, recharge: Recharge, method: Method): Reply {
  const { t } = ctx
  const url = linkOf(ctx, recharge, method)
  const guides = ctx.methods.filter((other) => other.through.includes(method.id))
  const ids = { recharge: recharge.id }
  return reply(
    [
      title(t.recharge.payTitle(amountOf(recharge), nameOf(ctx, method))),
      text(t.recharge.automatic),
      ...(guides.length > 0 ? [{ type: 'list', ordered: false, items: options(ctx, inOrder(guides, ctx)) } as const] : []),
      kept(ctx, recharge),
    ],
    [
      ...(url ? [link(t.recharge.goPay, url, 'primary'), call(t.recharge.otherDevice, 'scan', ids)] : []),
      call(t.recharge.another, 'pay', ids),
      call(t.common.cancel, 'cancel', ids),
    ],
  )
}

function manualPage(ctx: Ctx, recharge: Recharge, method: Method): Reply | undefined {
  const { t } = ctx
  const amount = amountOf(recharge)
  const found = codeFor(method, amount, ctx.now)
  if (!found) return undefined
  const name = nameOf(ctx, method)
  const payee = said(found.code.payee)
  const ids = { recharge: recharge.id }
  return reply(
    [
      title(t.recharge.payTitle(amount, name)),
      { type: 'list', ordered: true, items: t.recharge.steps(name, payee, id(toMajor(amount)), amount.currency) },
      { type: 'image', source: { from: 'code', method: method.id, index: found.index }, alt: t.recharge.codeAlt(name, payee) },
      text(t.recharge.checked(found.code.cap)),
      kept(ctx, recharge),
      text(t.recharge.safety, 'quiet'),
    ],
    [call(t.recharge.paid, 'ticket', ids, 'primary'), call(t.recharge.another, 'pay', ids), call(t.common.cancel, 'cancel', ids)],
  )
}

const kept = ({ t }: Ctx, recharge: Recharge): Block => text(t.recharge.kept(when(recharge.expiresAt)), 'quiet')

const linkOf = (ctx: Ctx, recharge: Recharge, method: Method): string | undefined =>
  paymentLink(method, { amount: amountOf(recharge), customer: ctx.customer.number, method: method.id })

/** Methods made for the reader's language come first; the rest stays as configured. */
const inOrder = (methods: readonly Method[], { viewer }: Ctx): readonly Method[] => [
  ...methods.filter((method) => method.first?.includes(viewer.locale)),
  ...methods.filter((method) => !method.first?.includes(viewer.locale)),
]

/** One line for methods of which the same is to be said. */
function options(ctx: Ctx, methods: readonly Method[]): readonly Text[] {
  const groups = new Map<string, string[]>()
  for (const method of methods) {
    const guidance = method.guidance[ctx.viewer.locale]
    groups.set(guidance, [...(groups.get(guidance) ?? []), nameOf(ctx, method)])
  }
  return [...groups].map(([guidance, names]) => ctx.t.recharge.option(names.join(' / '), guidance))
}
