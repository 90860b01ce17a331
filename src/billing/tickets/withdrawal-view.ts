import type { LocaleName, Texts } from '../../../locales/index.ts'
import { id, join, line, said, type Text, when } from '../../../locales/text.ts'
import type { Ticket } from '../../db.ts'
import { type Ledger, type Transfer, wallet } from '../../ledger/types.ts'
import { type Money, money } from '../../money.ts'
import { type Action, type Block, call, fact, facts, link, notice, type Reply, reply, text, title } from '../../reply.ts'
import { type Methods, methodById, type WithdrawalTerms } from '../methods.ts'
import { type Expected, expectedText } from './expected.ts'
import { leftOf } from './held.ts'
import { stateOf, ticketId } from './view.ts'

/** A channel's name for the reader, and what the house says of going back by it. */
export interface Back {
  readonly method: string
  readonly terms?: WithdrawalTerms | undefined
}

/** The channel of a withdrawal; its id where no method is configured by it any more. */
export function backBy(methods: Methods, channel: string, locale: LocaleName): Back {
  const method = methodById(methods, channel)
  return { method: method?.name[locale] ?? channel, terms: method?.withdrawal }
}

/** How long it takes and what does not come back, where the house says so. */
export const termsText = (t: Texts, { method, terms }: Back): Text =>
  join(
    [...(terms?.days ? [t.withdrawal.days(method, terms.days)] : []), ...(terms?.feeKept ? [t.withdrawal.feeKept(method)] : [])],
    t.common.between,
  )

const termsBlocks = (t: Texts, back: Back): Block[] => {
  const words = termsText(t, back)
  return words.length > 0 ? [text(words, 'quiet')] : []
}

/** What will go where and what stays, before it is sent. */
export function readBackBlocks(
  t: Texts,
  asked: { readonly amount: Money; readonly account?: string | undefined },
  how: Back & { readonly balance: Money },
): Block[] {
  const label = t.withdrawal.facts
  return [
    title(t.withdrawal.readBack),
    facts([
      fact(label.amount, line`${asked.amount}`),
      fact(label.to, [how.method]),
      fact(label.account, asked.account ? line`${said(asked.account)}` : undefined),
      fact(label.stays, line`${money(how.balance.minor - asked.amount.minor, how.balance.currency)}`),
    ]),
    text(t.withdrawal.holds),
    ...termsBlocks(t, how),
  ]
}

const amountOf = (ticket: Ticket): Money => money(ticket.credited ?? ticket.amount, ticket.currency)

/** To who asked: it is with staff, and out of the balance. */
export const requestedReply = (t: Texts, ticket: Ticket, how: Back & { readonly balance: Money; readonly expected: Expected }): Reply =>
  reply(
    [
      title(t.withdrawal.receivedTitle),
      facts([
        fact(t.withdrawal.facts.request, ticketId(ticket)),
        fact(t.withdrawal.facts.amount, line`${amountOf(ticket)}`),
        fact(t.withdrawal.facts.to, [how.method]),
      ]),
      text(t.withdrawal.received(amountOf(ticket), how.balance)),
      text(expectedText(t, how.expected)),
      ...termsBlocks(t, how),
    ],
    openActions(t, ticket),
  )

const takeBack = (t: Texts, { id: ticket, version }: Ticket): Action => call(t.withdrawal.takeBack, 'withdraw', { ticket, version })

const openActions = (t: Texts, ticket: Ticket): Action[] => [
  call(t.ticket.check, 'status', { ticket: ticket.id }, 'primary'),
  takeBack(t, ticket),
]

/** To the customer's other chats: money is leaving, and how to stop it. */
export const requestedElsewhere = (t: Texts, ticket: Ticket, method: string): Reply =>
  reply([notice(t.withdrawal.elsewhere(ticketId(ticket), amountOf(ticket), method))], openActions(t, ticket))

/** What of a request only its reader, or this moment, decides. `under`: what staff do with it, so that it is not taken back now. */
interface Now extends Back {
  readonly owner: boolean
  readonly under?: 'sent' | 'inHand' | undefined
  readonly expected?: Expected | undefined
}

/** A request as its customer sees it now. */
export function requestView(t: Texts, ticket: Ticket, how: Now): Reply {
  const label = t.withdrawal.facts
  const rejected = ticket.state === 'rejected'
  const answers = ticket.question && how.owner ? [call(t.ticket.answer, 'answer', { ticket: ticket.id }, 'primary')] : []
  const blocks = [
    title(t.withdrawal.titleOf(ticketId(ticket))),
    facts([
      fact(label.state, [stateOf(t, ticket)]),
      fact(label.reason, rejected ? reasonOf(t, ticket).why : undefined),
      fact(label.words, rejected && ticket.reasonText ? t.ticket.quote(line`${said(ticket.reasonText)}`) : undefined),
      fact(label.question, ticket.question ? t.ticket.quote(line`${said(ticket.question)}`) : undefined),
      ...requestFacts(t, ticket, how.method),
    ]),
    ...(how.under ? [text(t.withdrawal.under[how.under])] : []),
    ...(how.expected && how.under !== 'sent' ? [text(expectedText(t, how.expected), 'quiet')] : []),
    ...(ticket.state === 'open' || ticket.state === 'approved' ? termsBlocks(t, how) : []),
  ]
  return reply(blocks, ticket.state === 'open' ? [...answers, ...(how.under ? [] : [takeBack(t, ticket)])] : doneActions(t, ticket))
}

/** What is asked for, and the number it was settled by. */
export function requestFacts(t: Texts, ticket: Ticket, method: string) {
  const label = t.withdrawal.facts
  return [
    fact(label.amount, line`${amountOf(ticket)}`),
    fact(label.to, [method]),
    fact(label.account, ticket.account ? line`${said(ticket.account)}` : undefined),
    fact(label.added, ticket.note ? line`${said(ticket.note)}` : undefined),
    fact(label.reference, ticket.reference ? line`${id(ticket.reference)}` : undefined),
  ]
}

const doneActions = (t: Texts, { state }: Pick<Ticket, 'state'>): Action[] => [
  ...(state === 'approved' ? [] : [call(t.withdrawal.again, 'withdrawal', {}, 'primary')]),
  call(t.withdrawal.list, 'withdrawals'),
  call(t.common.commands.balance, 'balance'),
]

const reasonOf = (t: Texts, { reasonCode }: Pick<Ticket, 'reasonCode'>) => {
  const { reasons } = t.withdrawal
  return reasons[(reasonCode ?? 'other') as keyof typeof reasons] ?? reasons.other
}

/** The money is on its way back. */
export const settledNotice = (t: Texts, ticket: Ticket, how: Back & { readonly balance: Money }): Reply =>
  reply(
    [
      title(t.withdrawal.settledTitle(amountOf(ticket), how.method), 'good'),
      facts([
        fact(t.withdrawal.facts.request, ticketId(ticket)),
        fact(t.withdrawal.facts.reference, line`${id(ticket.reference ?? '')}`),
        fact(t.withdrawal.balance, line`${how.balance}`),
      ]),
      ...termsBlocks(t, how),
    ],
    doneActions(t, ticket),
  )

/** Not carried out: why, that the money is in the balance again, what to do now. */
export function refusedNotice(t: Texts, ticket: Ticket, how: { readonly balance: Money; readonly supportUrl?: string | undefined }): Reply {
  const reason = reasonOf(t, ticket)
  return reply(
    [
      title(t.withdrawal.rejectedTitle(ticketId(ticket)), 'warn'),
      text(t.ticket.why(reason.why)),
      ...(ticket.reasonText ? [text(t.ticket.staffWrite(line`${said(ticket.reasonText)}`))] : []),
      text(t.withdrawal.returned(amountOf(ticket), how.balance)),
      { type: 'list', ordered: false, items: [...reason.next] },
    ],
    [...doneActions(t, ticket), ...(how.supportUrl ? [link(t.common.support, how.supportUrl)] : [])],
  )
}

// ---- what staff see

/** What staff need before they send money back: what came this way, to be refunded by its number, and what speaks against it. */
export interface Backing {
  readonly came: readonly Transfer[]
  /** Below zero: more is under way than came. */
  readonly left: Money
  readonly balance: Money
  readonly status: string
}

const CAME = 8
/** As many of the latest credits are looked through for those of the channel. */
const LOOKED = 200

export async function backingOf(
  ledger: Pick<Ledger, 'records' | 'byChannel' | 'balance'>,
  ticket: Ticket & { readonly customer: { readonly status: string } },
): Promise<Backing> {
  const { customerId, method, currency } = ticket
  const { records } = await ledger.records(customerId, 'recharge', { limit: LOOKED })
  const came = records.filter(({ channel, reverses, reversedBy }) => channel === method && reverses === undefined && !reversedBy)
  const left = await leftOf(ledger, ticket)
  return { came: came.slice(0, CAME), left, balance: await ledger.balance(wallet(customerId), currency), status: ticket.customer.status }
}

/** Whether somebody has a request in hand: before that, nobody is shown what they need to send it, since its customer may take it back meanwhile. */
export const isInHand = ({ claimer }: { readonly claimer: { readonly removedAt: Date | null } | null }): boolean =>
  claimer !== null && claimer.removedAt === null

type Handled = Ticket & Parameters<typeof isInHand>[0]

/** Whether it is kept from staff where this is to be sent. Once a request is decided, its file tells where it went. */
export const isWithheld = (ticket: Handled): boolean => ticket.kind === 'withdrawal' && ticket.state === 'open' && !isInHand(ticket)

/** A ticket without what is kept from staff now: the same rule for its card, its file and paper. */
export const asShownToStaff = <T extends Handled>(ticket: T): T => (isWithheld(ticket) ? { ...ticket, account: null, note: null } : ticket)

/** Beneath the facts of an open request's card. `inHand`: with what it is to be sent against. */
export function backingBlocks(t: Texts, ticket: Ticket, { came, left, balance, status }: Backing, inHand: boolean): Block[] {
  const label = t.withdrawal
  const columns = label.columns.map((name, index) => ({ label: name, align: index === 1 ? ('end' as const) : ('start' as const) }))
  const rows = came.map((one): Text[] => [line`${when(one.occurredAt)}`, line`${one.amount}`, line`${id(one.reference ?? '')}`])
  const numbers: Block = rows.length > 0 ? { type: 'table', caption: label.cameBy, columns, rows } : text(label.nothingCame, 'quiet')
  return [
    ...(left.minor < 0n ? [notice(label.shrunk(money(left.minor + ticket.amount, ticket.currency)))] : []),
    ...(balance.minor < 0n ? [notice(label.below)] : []),
    ...(status === 'active' ? [] : [notice(label.held)]),
    inHand ? numbers : notice(label.claimFirst, 'quiet'),
  ]
}
