import type { LocaleName, Texts } from '../../../locales/index.ts'
import { id, join, line, said, type Text, when } from '../../../locales/text.ts'
import type { Config } from '../../config.ts'
import type { Db, Ticket } from '../../db.ts'
import { type Ledger, wallet } from '../../ledger/types.ts'
import { type Money, money } from '../../money.ts'
import { type Action, type Block, call, fact, facts, link, notice, type Reply, title } from '../../reply.ts'
import { type Methods, methodById } from '../methods.ts'
import { broughtAfter } from './brought.ts'
import { type Around, creditedAround } from './missing.ts'
import { aroundBlocks } from './missing-view.ts'
import { type TicketFacts, ticketFacts } from './queries.ts'
import { askedCredit, type Stated, statedBefore, statedSent } from './stated.ts'
import { standing } from './states.ts'
import { pictureBlocks, staffStateOf, ticketId } from './view.ts'
import { asShownToStaff, type Backing, backingBlocks, backingOf, isInHand } from './withdrawal-view.ts'

/** What drawing a card needs: of jobs and of commands. */
export interface CardScene {
  readonly db: Db
  readonly ledger: Pick<Ledger, 'balance' | 'records' | 'credited' | 'byChannel'>
  readonly methods: Methods
  readonly config: Pick<Config, 'staffCustomerUrl'>
  readonly t: Texts
  readonly viewer: { readonly locale: LocaleName; readonly now: Date }
}

/** The card of a ticket as it now is, read and drawn for one reader. `folded`: a decided one is a single line. */
export async function cardOf(ctx: CardScene, id: bigint, { folded }: { folded: boolean }): Promise<Reply> {
  const ticket = await ticketFacts(ctx.db, id)
  const balance = await ctx.ledger.balance(wallet(ticket.customerId), ticket.currency)
  const nameOf = (channel: string): string => methodById(ctx.methods, channel)?.name[ctx.viewer.locale] ?? channel
  const open = ticket.state === 'open'
  const around = open && ticket.kind === 'missing' ? await creditedAround(ctx.ledger, ticket) : undefined
  const backing = open && ticket.kind === 'withdrawal' ? await backingOf(ctx.ledger, ticket) : undefined
  const stated = open && ticket.kind === 'withdrawal' ? await statedSent(ctx.db, id, ctx.viewer.now) : null
  const before = backing && !stated ? await statedBefore(ctx.db, id, ctx.viewer.now) : null
  const asked = open && ticket.kind !== 'withdrawal' ? await askedCredit(ctx.db, ticket, ctx.viewer.now) : null
  const brought = open ? await broughtAfter(ctx, ticket) : undefined
  const how = { balance, method: nameOf(ticket.method), nameOf, now: ctx.viewer.now, around, backing, stated, before, asked, brought }
  const decided = folded ? [foldedLine(ctx.t, ticket)] : decidedBlocks(ctx.t, ticket, how)
  return {
    audience: 'staff',
    blocks: open ? openBlocks(ctx.t, ticket, how) : decided,
    actions: open
      ? [...openActions(ctx.t, ticket, stated), ...backOffice(ctx, ticket), more(ctx.t, ticket)]
      : decidedActions(ctx.t, ticket),
  }
}

type How = {
  readonly balance: Money
  readonly method: string
  readonly nameOf: (channel: string) => string
  readonly now: Date
  readonly around?: Around | undefined
  readonly backing?: Backing | undefined
  /** A withdrawal that was sent and waits for a second lead. */
  readonly stated: Stated | null
  /** One that was stated as sent, which nobody confirmed. */
  readonly before: Stated | null
  /** More than was claimed is asked for, and waits for one. */
  readonly asked: Stated | null
  /** The payment may be part of the balance that was brought along as of then. */
  readonly brought?: Date | undefined
}

function openBlocks(t: Texts, ticket: TicketFacts, how: How): Block[] {
  const label = t.staff.card
  return [
    title(cardHead(t, ticket)),
    ...(ticket.question ? [notice(label.asked(line`${said(ticket.question)}`), 'quiet')] : []),
    ...(ticket.laterUntil && ticket.laterUntil > how.now ? [notice(t.desk.laterUntil(ticket.laterUntil), 'quiet')] : []),
    ...(ticket.claimer && ticket.claimedAt ? [notice(t.desk.working(ticket.claimer.name, ticket.claimedAt), 'quiet')] : []),
    ...(how.stated ? [notice(statedText(t, how.stated))] : []),
    ...(how.before ? [notice(t.withdrawal.statedBefore(how.before.asker.name, line`${id(how.before.reference ?? '')}`))] : []),
    ...(how.asked ? [notice(askedText(t, how.asked))] : []),
    facts(ticket.kind === 'withdrawal' ? withdrawalFacts(t, ticket, how) : proofFacts(t, ticket, how)),
    ...(how.backing ? backingBlocks(t, ticket, how.backing, isInHand(ticket)) : []),
    ...(how.around ? aroundBlocks(t, ticket, how.around, how.nameOf) : []),
    ...(how.brought ? [notice(t.staff.card.brought(how.brought))] : []),
    ...warnings(t, ticket),
    ...pictureBlocks(t, ticket.attachments),
  ]
}

function cardHead(t: Texts, ticket: TicketFacts): Text {
  const heads: Readonly<Record<string, (claim: Text) => Text>> = { missing: t.missing.card, withdrawal: t.withdrawal.card }
  return (heads[ticket.kind] ?? t.staff.card.open)(ticketId(ticket))
}

function proofFacts(t: Texts, ticket: TicketFacts, how: How) {
  const label = t.staff.card
  const { approved, rejected, open } = ticket.earlier
  return [
    fact(label.customer, customerText(ticket)),
    fact(label.balance, line`${how.balance}`),
    fact(label.earlier, label.counts(approved, rejected, open)),
    fact(label.claimed, line`${money(ticket.amount, ticket.currency)}`),
    fact(label.paid, ticket.paidAmount === null ? undefined : line`${money(ticket.paidAmount, ticket.currency)}`),
    fact(label.method, [how.method]),
    fact(label.time, line`${when(ticket.paidAt)}`),
    fact(label.tail, ticket.cardTail ? line`${id(ticket.cardTail)}` : undefined),
    fact(label.reference, ticket.reference ? line`${id(ticket.reference)}` : undefined),
    fact(label.note, ticket.note ? label.quote(line`${said(ticket.note)}`) : undefined),
    fact(label.received, line`${when(ticket.createdAt)}`),
  ]
}

function withdrawalFacts(t: Texts, ticket: TicketFacts, how: How) {
  const label = t.staff.card
  const { account, note } = asShownToStaff(ticket)
  return [
    fact(label.customer, customerText(ticket)),
    fact(t.withdrawal.asked, line`${money(ticket.amount, ticket.currency)}`),
    fact(t.withdrawal.to, [how.method]),
    fact(t.withdrawal.balanceLeft, line`${how.balance}`),
    fact(t.withdrawal.account, account ? label.quote(line`${said(account)}`) : undefined),
    fact(t.withdrawal.added, note ? label.quote(line`${said(note)}`) : undefined),
    fact(label.received, line`${when(ticket.createdAt)}`),
  ]
}

function decidedBlocks(t: Texts, ticket: TicketFacts, how: How): Block[] {
  const label = t.staff.card
  const reason = ticket.reasonCode ? t.staff.reasons[ticket.reasonCode as keyof typeof t.staff.reasons] : undefined
  const words = ticket.reasonText ? label.quote(line`${said(ticket.reasonText)}`) : undefined
  const why = reason && words ? t.common.colon(reason, words) : (words ?? (reason ? [reason] : []))
  const decided = ticket.decider
    ? label.decided(line`${said(ticket.decider.name)}`, line`${when(ticket.decidedAt ?? ticket.updatedAt)}`)
    : undefined
  return [
    title(headOf(t, ticket), toneOf(ticket)),
    ...(decided ? [{ type: 'text', text: decided } as const] : []),
    facts([
      fact(label.customer, customerText(ticket)),
      fact(
        ticket.kind === 'withdrawal' ? t.withdrawal.asked : label.claimed,
        line`${money(ticket.amount, ticket.currency)} · ${how.method}`,
      ),
      fact(label.reference, ticket.reference ? line`${id(ticket.reference)}` : undefined),
      fact(label.reason, why),
      fact(t.remedy.to, ticket.payee ? line`UID ${id(ticket.payee.number)}` : undefined),
    ]),
  ]
}

/** What became of it, who did it and when, in one line. */
function foldedLine(t: Texts, ticket: TicketFacts): Block {
  const reason = ticket.reasonCode ? t.staff.reasons[ticket.reasonCode as keyof typeof t.staff.reasons] : undefined
  const parts = [
    headOf(t, ticket),
    ...(ticket.corrections > 0 ? [t.remedy.mark(ticket.corrections)] : []),
    ...(reason ? [[reason] as Text] : []),
    line`UID ${id((ticket.payee ?? ticket.customer).number)}`,
    ...(ticket.decider ? [line`${said(ticket.decider.name)}`] : []),
    line`${when(ticket.decidedAt ?? ticket.updatedAt)}`,
  ]
  return title(join(parts, ' · '), toneOf(ticket))
}

const toneOf = ({ state }: TicketFacts) => (state === 'approved' ? 'good' : 'quiet')

function headOf(t: Texts, ticket: TicketFacts): Text {
  const label = t.staff.card
  const claim = ticketId(ticket)
  const amount = money(ticket.credited ?? 0n, ticket.currency)
  const own = ticket.kind === 'withdrawal' ? t.withdrawal : undefined
  const heads: Readonly<Record<string, () => Text>> = {
    approved: () => (own?.settledHead ?? label.approved)(claim, amount),
    rejected: () => (own?.rejectedHead ?? label.rejected)(claim),
    closed: () => label.closed(claim),
    withdrawn: () => (own?.takenBackHead ?? label.withdrawn)(claim),
  }
  return (heads[standing(ticket)] ?? (() => claim))()
}

function warnings(t: Texts, ticket: TicketFacts): Block[] {
  const label = t.staff.card
  const named = (others: readonly Pick<Ticket, 'id' | 'state' | 'reasonCode'>[]): Text =>
    join(
      others.map((other) => label.other(ticketId(other), staffStateOf(t, other))),
      t.balance.listed,
    )
  return [
    ...(ticket.sameReference.length > 0 ? [notice(label.sameReference(named(ticket.sameReference)))] : []),
    ...(ticket.samePicture.length > 0 ? [notice(label.samePicture(named(ticket.samePicture)))] : []),
    ...(ticket.previousId ? [notice(label.again(line`${id(ticket.previousId)}`), 'quiet')] : []),
    ...(ticket.amendments > 0 ? [notice(label.amended(ticket.amendments), 'quiet')] : []),
  ]
}

const customerText = (ticket: TicketFacts): Text =>
  ticket.customer.name ? line`UID ${id(ticket.customer.number)} · ${said(ticket.customer.name)}` : line`UID ${id(ticket.customer.number)}`

const statedText = (t: Texts, { asker, reference, expiresAt }: Stated): Text =>
  t.withdrawal.waits(asker.name, line`${id(reference ?? '')}`, expiresAt)

const askedText = (t: Texts, { asker, amount, currency, expiresAt }: Stated): Text =>
  t.remedy.second.creditWaits(asker.name, money(amount, currency), expiresAt)

function openActions(t: Texts, ticket: TicketFacts, stated: Stated | null): Action[] {
  const seen = { ticket: ticket.id, version: ticket.version }
  const { second } = t.remedy
  if (stated)
    return [
      call(second.approve, 'countersign', { remedy: stated.id }, 'primary'),
      call(second.decline, 'decline', { remedy: stated.id }, 'danger'),
      call(t.staff.ask, 'ask', seen),
    ]
  const back = ticket.kind === 'withdrawal'
  const payment = [
    call(t.staff.credit(money(ticket.amount, ticket.currency)), 'approve', seen, 'primary'),
    call(t.staff.creditOther, 'credit', seen),
  ]
  const take = call(t.desk.claim, 'claim', { ticket: ticket.id }, back ? 'primary' : undefined)
  const rest = [call(t.staff.reject, 'reject', seen, 'danger'), call(t.staff.ask, 'ask', seen)]
  // Taken in hand first: until then its customer may take it back, while somebody sends it.
  if (back && !isInHand(ticket)) return [take, ...rest]
  return [
    ...(back ? [call(t.withdrawal.settle, 'settle', seen, 'primary')] : payment),
    ...rest,
    ticket.claimedBy === null ? take : call(t.desk.takeOver, 'claim', { ticket: ticket.id, from: ticket.claimedBy }),
  ]
}

/** Undoing is offered until the customer is told; the card is drawn anew then. */
function decidedActions(t: Texts, ticket: TicketFacts): Action[] {
  const undoable = ticket.state !== 'withdrawn' && ticket.toldAt === null
  return [...(undoable ? [call(t.desk.undo, 'undo', { ticket: ticket.id, version: ticket.version })] : []), more(t, ticket)]
}

const more = (t: Texts, ticket: TicketFacts): Action => call(t.desk.more, 'more', { ticket: ticket.id })

/** The customer's page in the company's own back office. */
const backOffice = ({ t, config }: CardScene, ticket: TicketFacts): Action[] =>
  config.staffCustomerUrl
    ? [link(t.desk.backOffice, config.staffCustomerUrl.replaceAll('{customer}', encodeURIComponent(ticket.customer.number)))]
    : []
