import type { Texts } from '../../../locales/index.ts'
import { id, line, said, type Text, when } from '../../../locales/text.ts'
import type { With } from '../../command.ts'
import type { Customer, Remedy, Staff, Ticket } from '../../db.ts'
import { wallet } from '../../ledger/index.ts'
import { type Money, money, negate } from '../../money.ts'
import { call, fact, facts, notice, type Reply, reply, text, title } from '../../reply.ts'
import { ticketId } from '../tickets/view.ts'
import { codeOf } from './adjust.ts'

interface Corrected {
  readonly ticket: Ticket
  readonly before: Ticket & { readonly payee: Customer }
  readonly right: { readonly amount: Money; readonly customer: Customer; readonly reference: string | null }
}

/** One notice to each customer whose balance a correction changed; the balance is told as it is after all of it. */
export async function tellCorrected(ctx: With<'lead'>, { ticket, before, right }: Corrected): Promise<void> {
  const currency = ticket.currency
  const wrong = money(before.credited ?? 0n, currency)
  const moved = right.amount.minor > 0n && right.customer.id !== before.payee.id
  const claim = ticketId(ticket)
  const tell = async (customerId: bigint, write: (t: Texts, balance: Money) => Text): Promise<void> => {
    const balance = await ctx.ledger.balance(wallet(customerId), currency)
    ctx.notify({ customerId, ticket: ticket.id }, (t) => correctionNotice(t, write(t, balance), balance))
  }
  if (moved && wrong.minor > 0n) await tell(before.payee.id, (t, balance) => t.remedy.notice.away(claim, wrong, balance))
  if (moved) return tell(right.customer.id, (t, balance) => t.remedy.notice.here(right.amount, balance))
  await tell(before.payee.id, (t, balance) => {
    const { notice } = t.remedy
    if (ticket.kind === 'withdrawal') return withdrawalText(t, claim, { wrong, right: right.amount, balance })
    if (right.amount.minor === 0n) return notice.none(claim, wrong, balance)
    if (wrong.minor === 0n) return notice.after(claim, right.amount, balance)
    return wrong.minor === right.amount.minor ? notice.reference(claim, balance) : notice.amount(claim, wrong, right.amount, balance)
  })
}

function withdrawalText(t: Texts, claim: Text, { wrong, right, balance }: { wrong: Money; right: Money; balance: Money }): Text {
  const { corrected } = t.withdrawal
  if (right.minor === 0n) return corrected.undone(claim, wrong, balance)
  if (wrong.minor === 0n) return corrected.settled(claim, right, balance)
  return wrong.minor === right.minor ? corrected.reference(claim, balance) : corrected.amount(claim, wrong, right, balance)
}

const correctionNotice = (t: Texts, words: Text, balance: Money): Reply =>
  reply(
    [text(words), ...(balance.minor < 0n ? [text(t.remedy.notice.below)] : [])],
    [call(t.common.commands.balance, 'balance'), call(t.common.commands.recharges, 'recharges')],
  )

/** The balance was adjusted: by how much, why, by which reference. */
export function adjustedNotice(t: Texts, remedy: Remedy, { amount, balance }: { amount: Money; balance: Money }): Reply {
  const { notice } = t.remedy
  const takes = amount.minor < 0n
  return reply(
    [
      title(takes ? notice.taken(negate(amount)) : notice.added(amount), takes ? 'plain' : 'good'),
      facts([
        fact(notice.why, [notice.codes[codeOf(remedy.code)]]),
        fact(notice.referenceLabel, line`${id(remedy.reference ?? '')}`),
        fact(t.remedy.balance, line`${balance}`),
      ]),
      ...(remedy.reason ? [text(t.ticket.staffWrite(line`${said(remedy.reason)}`))] : []),
      ...(takes && balance.minor < 0n ? [text(notice.below)] : []),
    ],
    [call(t.common.commands.balance, 'balance')],
  )
}

/** Two accounts are one now: told to the chats of both, each in its own words. */
export function tellMerged(
  ctx: With<'lead'>,
  done: { stray: Customer; into: Customer; amount: Money; balance: Money; chats: readonly bigint[] },
): void {
  const { stray, into, amount, balance, chats } = done
  const tell = (to: { only: readonly bigint[] } | { except: readonly bigint[] }, write: (t: Texts) => Text): void =>
    ctx.notify({ customerId: into.id, ...to }, (t) =>
      reply(
        [
          title(t.remedy.merge.title(id(stray.number), id(into.number))),
          text(write(t)),
          ...(amount.minor === 0n ? [] : [text(t.remedy.merge.moved(amount, balance))]),
          ...(amount.minor < 0n && balance.minor < 0n ? [text(t.remedy.merge.below)] : []),
        ],
        [call(t.common.commands.balance, 'balance'), call(t.link.chats, 'unlink')],
      ),
    )
  tell({ only: chats }, (t) => t.remedy.merge.toStray(id(into.number)))
  tell({ except: chats }, (t) => t.remedy.merge.toInto(chats.length))
}

/** What reached an account that had become part of this one. */
export const sweptNotice = (t: Texts, { stray, amount, balance }: { stray: Customer; amount: Money; balance: Money }): Reply =>
  reply(
    [
      text(t.remedy.merge.swept(id(stray.number), amount, balance)),
      ...(amount.minor < 0n && balance.minor < 0n ? [text(t.remedy.merge.below)] : []),
    ],
    [call(t.common.commands.balance, 'balance')],
  )

/** The same to the leads, where the account that it came into is on hold or closed. */
export const sweptAsideNotice = (t: Texts, swept: { stray: Customer; into: Customer; amount: Money; balance: Money }): Reply =>
  reply([
    text(t.remedy.merge.sweptAside({ ...swept, stray: id(swept.stray.number), into: id(swept.into.number), status: swept.into.status })),
  ])

/** A request as its decider reads it. */
export type Asked = Remedy & {
  readonly asker: Staff
  readonly customer: Customer
  readonly from: Customer | null
  readonly ticket: (Ticket & { readonly payee: Customer | null; readonly customer: Customer }) | null
}

/** What is asked for, in a line. */
export function remedyText(t: Texts, { kind, ticket, customer, from, amount, currency }: Asked): Text {
  const { second } = t.remedy
  if (from) return t.remedy.merge.wanted(id(from.number), id(customer.number), money(amount, currency))
  if (ticket && kind === 'settle') return t.withdrawal.stated(ticketId(ticket), money(amount, currency), customer.number)
  if (ticket && kind === 'credit')
    return second.credit(ticketId(ticket), money(ticket.amount, currency), money(amount, currency), id(customer.number))
  if (!ticket) return second.adjust(id(customer.number), money(amount, currency))
  const share = (minor: bigint | null, number: string): Text =>
    minor ? second.share(money(minor, currency), id(number)) : t.remedy.nothing
  return second.correct(ticketId(ticket), share(ticket.credited, (ticket.payee ?? ticket.customer).number), share(amount, customer.number))
}

/** What became of a request: of a withdrawal that is not confirmed, that its customer may take it back again. */
export const outcomeNotice = (t: Texts, { kind }: Pick<Asked, 'kind'>, words: Text, done: boolean): Reply =>
  reply([notice(words, 'plain'), ...(kind === 'settle' && !done ? [text(t.withdrawal.openAgain)] : [])])

/** A lead asks for a second signature. */
export const secondNotice = (t: Texts, asked: Asked): Reply =>
  reply(
    [
      title(t.remedy.second.title(asked.asker.name)),
      text(remedyText(t, asked)),
      ...(asked.kind === 'settle' && asked.customer.status !== 'active' ? [notice(t.withdrawal.held)] : []),
      facts([
        fact(t.remedy.second.why, asked.kind === 'adjust' ? [t.remedy.codes[codeOf(asked.code)]] : undefined),
        fact(numberLabel(t, asked), asked.reference ? line`${id(asked.reference)}` : undefined),
        fact(asked.kind === 'adjust' ? t.remedy.second.words : t.staff.card.reason, asked.reason ? line`${said(asked.reason)}` : undefined),
        fact(t.remedy.second.until, line`${when(asked.expiresAt)}`),
      ]),
    ],
    [
      call(t.remedy.second.approve, 'countersign', { remedy: asked.id }, 'primary'),
      call(t.remedy.second.decline, 'decline', { remedy: asked.id }, 'danger'),
      ...(asked.ticketId === null ? [] : [call(t.staff.show(line`${id(asked.ticketId)}`), 'show', { ticket: asked.ticketId })]),
    ],
  )

/** What the number is that a request names. */
function numberLabel(t: Texts, { kind, ticket }: Asked): string {
  if (kind === 'adjust') return t.remedy.notice.referenceLabel
  return ticket?.kind === 'withdrawal' ? t.withdrawal.facts.reference : t.staff.card.reference
}
