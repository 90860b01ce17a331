import type { CaseFile } from '../src/billing/tickets/case.ts'
import { messageLines } from '../src/billing/tickets/case-view.ts'
import { asShownToStaff } from '../src/billing/tickets/withdrawal-view.ts'
import type { AccountRef } from '../src/ledger/types.ts'
import { money } from '../src/money.ts'

/** A case for programs: amounts as everywhere, people by their names, customers by their numbers, messages as they were read. */
export function caseData(file: CaseFile) {
  return {
    ticket: ticketData(file),
    events: file.events.map((event) => ({ ...event, before: valuesOf(file, event.before), after: valuesOf(file, event.after) })),
    transfers: file.transfers.map((transfer) => ({ ...transfer, from: accountOf(file, transfer.from), to: accountOf(file, transfer.to) })),
    messages: file.messages.map(({ reply, reader, ...message }) => ({
      ...message,
      to: message.to ?? 'staff',
      locale: reader.locale,
      zone: reader.zone,
      lines: messageLines(reply, reader),
    })),
  }
}

function ticketData(file: CaseFile) {
  const { customer, identity, payee, ...ticket } = asShownToStaff(file.ticket)
  const amount = (minor: bigint | null) => (minor === null ? null : money(minor, ticket.currency))
  const staff = (id: bigint | null) => (id === null ? null : (file.people.get(`staff:${id}`) ?? null))
  const { id, kind, state, version, method, reference, cardTail, paidAt, account, note, question, reasonCode, reasonText } = ticket
  const { corrections, amendments, toldAt, askedAt, claimedAt, decidedAt, laterUntil, createdAt, updatedAt } = ticket
  return {
    ...{ id, kind, state, version },
    customer: { number: customer.number, name: customer.name },
    sender: { platform: identity.platform, workspace: identity.workspace, userId: identity.userId, name: identity.name },
    ...{ method, amount: amount(ticket.amount), paidAmount: amount(ticket.paidAmount), paidAt, cardTail, reference, account, note },
    ...{ credited: amount(ticket.credited), creditedTo: payee?.number ?? null, transfer: ticket.transferId },
    ...{ recharge: ticket.rechargeId, previous: ticket.previousId },
    ...{ question, askedBy: staff(ticket.askedBy), askedAt, claimedBy: staff(ticket.claimedBy), claimedAt, laterUntil },
    ...{ decidedBy: staff(ticket.decidedBy), decidedAt, reasonCode, reasonText, corrections, amendments, toldAt, createdAt, updatedAt },
    attachments: ticket.attachments.map((shot) => ({ ...shot, sha256: hex(shot.sha256), pixels: hex(shot.pixels) })),
  }
}

const AMOUNTS = ['amount', 'credited', 'paidAmount']
const STAFF = ['by', 'asked']

/** What the audit has of a change: it counts in minor units, beside a currency or in that of the ticket, and names staff by their ids. */
function valuesOf({ ticket, people }: CaseFile, values: unknown): unknown {
  if (typeof values !== 'object' || values === null) return values
  const { currency = ticket.currency, ...rest } = values as Readonly<Record<string, unknown>>
  const told = (name: string, value: unknown): unknown => {
    if (value === null || value === undefined) return value
    if (AMOUNTS.includes(name)) return money(BigInt(String(value)), String(currency))
    return STAFF.includes(name) ? (people.get(`staff:${value}`) ?? value) : value
  }
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, told(name, value)]))
}

/** A wallet by its customer's number. */
const accountOf = ({ wallets }: CaseFile, ref: AccountRef): string => {
  const number = wallets.get(ref)
  return number === undefined ? ref : `customer:${number}`
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
