import type { Texts } from '../../../locales/index.ts'
import { id, line, said, type Text } from '../../../locales/text.ts'
import type { Ticket } from '../../db.ts'
import { type Money, money } from '../../money.ts'
import { call, fact, facts, link, type Reply, reply, text, title } from '../../reply.ts'
import { type Expected, expectedText } from './expected.ts'
import { afterRejection, maySendAgain, reasonTexts, ticketId } from './view.ts'

/** "We have your screenshot": to the sender as the reply, with the place in the queue. */
export function receivedReply(t: Texts, ticket: Ticket, how: { number: string; method: string; expected: Expected }): Reply {
  const amount = money(ticket.amount, ticket.currency)
  return reply(
    [
      title(t.ticket.received.title),
      facts([
        fact(t.ticket.facts.claim, ticketId(ticket)),
        fact(t.ticket.facts.payment, t.ticket.payment(amount, ticket.paidAt, ticket.cardTail, how.method)),
      ]),
      text(expectedText(t, how.expected)),
      text(t.ticket.received.next(how.number)),
    ],
    [
      call(t.ticket.check, 'status', { ticket: ticket.id }, 'primary'),
      call(t.ticket.addPicture, 'answer', { ticket: ticket.id }),
      call(t.ticket.withdraw, 'withdraw', { ticket: ticket.id, version: ticket.version }),
    ],
  )
}

/** To the customer's other linked chats: a claim was sent in their name. */
export const sentElsewhere = (t: Texts, ticket: Ticket): Reply =>
  reply(
    [text(t.ticket.received.elsewhere(ticketId(ticket), money(ticket.amount, ticket.currency)))],
    [call(t.ticket.check, 'status', { ticket: ticket.id })],
  )

/** The money is in the balance. */
export function creditedNotice(t: Texts, ticket: Ticket, how: { amount: Money; balance: Money }): Reply {
  const claimed = money(ticket.amount, ticket.currency)
  const other = how.amount.minor !== claimed.minor
  return reply(
    [
      title(t.ticket.creditedTitle(how.amount), 'good'),
      ...(other && ticket.reasonText ? [text(t.ticket.creditedOther(line`${said(ticket.reasonText)}`))] : []),
      facts([
        fact(t.ticket.creditedFacts.claim, ticketId(ticket)),
        fact(t.ticket.creditedFacts.claimed, other ? line`${claimed}` : undefined),
        fact(t.ticket.creditedFacts.balance, line`${how.balance}`),
      ]),
    ],
    [call(t.common.commands.balance, 'balance'), call(t.common.commands.recharges, 'recharges')],
  )
}

/** Not credited: why, whether money is lost, what to do now. */
export function rejectedNotice(
  t: Texts,
  ticket: Ticket,
  how: {
    balance: Money
    payee: string
    /** The customer's own claim by which this payment was credited already. */
    credited?: bigint | undefined
    supportUrl?: string | undefined
  },
): Reply {
  const reason = reasonTexts(t, ticket)
  const payment = t.ticket.payment(money(ticket.amount, ticket.currency), ticket.paidAt, ticket.cardTail)
  const credited = how.credited === undefined ? undefined : line`${id(how.credited)}`
  return reply(
    [
      title(t.ticket.rejectedTitle(ticketId(ticket)), 'warn'),
      text(t.ticket.why(reason.why(payment, credited))),
      ...(ticket.reasonText ? [text(t.ticket.staffWrite(line`${said(ticket.reasonText)}`))] : []),
      text(t.ticket.unchanged(how.balance)),
      ...(reason.lead.length > 0 ? [text(reason.lead)] : []),
      { type: 'list', ordered: false, items: [...reason.next(line`${said(how.payee)}`)] },
      ...(maySendAgain(ticket) && ticket.kind === 'proof' ? [text(t.ticket.kept, 'quiet')] : []),
    ],
    [...afterRejection(t, ticket), ...(how.supportUrl ? [link(t.common.support, how.supportUrl)] : [])],
  )
}

/** No payment at all: where to turn with it. */
export const notPaymentNotice = (t: Texts, ticket: Ticket, how: { balance: Money; supportUrl?: string | undefined }): Reply =>
  reply(
    [
      title(t.desk.notPaymentTitle(ticketId(ticket)), 'warn'),
      ...(ticket.reasonText ? [text(t.ticket.staffWrite(line`${said(ticket.reasonText)}`))] : []),
      { type: 'list', ordered: false, items: [...t.desk.notPaymentNext(how.balance)] },
    ],
    [...afterRejection(t, ticket), ...(how.supportUrl ? [link(t.common.support, how.supportUrl)] : [])],
  )

/** The payment has not arrived yet: when it is looked for again. */
export function laterNotice(t: Texts, ticket: Ticket, until: Date): Reply {
  const payment = t.ticket.payment(money(ticket.amount, ticket.currency), ticket.paidAt, ticket.cardTail)
  return reply(
    [text(t.desk.laterNotice(ticketId(ticket), payment, until)), text(t.desk.laterWait, 'quiet')],
    [call(t.ticket.check, 'status', { ticket: ticket.id }), call(t.ticket.addPicture, 'answer', { ticket: ticket.id })],
  )
}

/** Staff ask for a better picture or a detail. */
export const askedNotice = (t: Texts, ticket: Ticket, question: string): Reply =>
  reply(
    [text(t.ticket.asked(ticketId(ticket), line`${said(question)}`)), text(t.ticket.askedNext, 'quiet')],
    [call(t.ticket.answer, 'answer', { ticket: ticket.id }, 'primary'), call(t.ticket.check, 'status', { ticket: ticket.id })],
  )

/** A plain sentence about a claim, with the way back to it. */
export const aboutTicket = (t: Texts, ticket: Pick<Ticket, 'id'>, words: Text): Reply =>
  reply([text(words)], [call(t.ticket.check, 'status', { ticket: ticket.id })])
