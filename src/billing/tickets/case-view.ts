import { DateTime } from 'luxon'
import type { Texts } from '../../../locales/index.ts'
import { id, join, line, said, signed, type Text } from '../../../locales/text.ts'
import { change, type Transfer } from '../../ledger/types.ts'
import { money } from '../../money.ts'
import { type Block, fact, facts, notice, type Reply, reply, text, title } from '../../reply.ts'
import type { CaseEvent, CaseFile } from './case.ts'
import { claimFacts, claimOf, pictureBlocks, staffStateOf } from './view.ts'
import { asShownToStaff, isWithheld, requestFacts } from './withdrawal-view.ts'

/** How a case is read: in which zone, and with each message whole (a document, which says as of when) or its first line (a chat). */
export interface CaseReading {
  readonly zone: string
  readonly method: string
  readonly whole: boolean
  readonly asOf?: Date
}

/** A case as a document: the claim, its pictures with their hashes, what was done by whom and why, every transfer, every message. */
export function caseReply(t: Texts, file: CaseFile, how: CaseReading): Reply {
  const { ticket } = file
  const label = t.desk.caseFile
  const back = ticket.kind === 'withdrawal'
  const at = (moment: Date): Text => line`${id(DateTime.fromJSDate(moment, { zone: how.zone }).toFormat('yyyy-MM-dd HH:mm:ss'))}`
  return reply([
    title(label.title(line`${id(ticket.id)}`)),
    text(how.asOf ? join([label.asOf(at(how.asOf)), label.times(how.zone)], t.common.between) : label.times(how.zone), 'quiet'),
    facts([
      fact(t.staff.card.customer, line`UID ${id(ticket.customer.number)} ${said(ticket.customer.name)}`),
      fact(
        label.sender,
        line`${id([ticket.identity.platform, ticket.identity.workspace, ticket.identity.userId].filter(Boolean).join(' '))}`,
      ),
      ...(back ? requestFacts(t, asShownToStaff(ticket), how.method) : claimFacts(t, claimOf(ticket), how.method)),
      fact(label.state, [back ? t.withdrawal.states[ticket.state as keyof Texts['withdrawal']['states']] : staffStateOf(t, ticket)]),
      fact(t.staff.card.credited, back || ticket.credited === null ? undefined : line`${money(ticket.credited, ticket.currency)}`),
      fact(t.remedy.to, ticket.payee ? line`UID ${id(ticket.payee.number)}` : undefined),
    ]),
    ...(isWithheld(ticket) ? [notice(t.withdrawal.claimFirst, 'quiet')] : []),
    ...pictures(t, file),
    {
      type: 'table',
      caption: label.events,
      columns: columns(label.eventColumns),
      rows: file.events.map((event) => [at(event.at), line`${said(event.who)}`, what(t, event, ticket.currency)]),
    },
    ...(file.transfers.length > 0 ? [transfersTable(t, file, at)] : []),
    ...messages(t, file, at, how),
  ])
}

const columns = (labels: readonly string[], amount?: number) =>
  labels.map((label, index) => ({ label, align: index === amount ? ('end' as const) : ('start' as const) }))

function pictures(t: Texts, { ticket }: CaseFile): Block[] {
  const label = t.desk.caseFile
  const shown = ticket.attachments.filter((shot) => shot.position >= 0)
  return [
    ...pictureBlocks(t, shown),
    facts(
      ticket.attachments.map((shot, index) => {
        const size = line`${shot.type}, ${shot.width} × ${shot.height}, ${shot.size} B`
        const kept = shot.position < 0 ? line` · ${label.takenBack}` : []
        return fact(label.picture(index + 1), line`${size}${kept} · SHA-256 ${id(Buffer.from(shot.sha256).toString('hex'))}`)
      }),
    ),
  ]
}

/** What was done, in words, with the amount, the reference and the reason where the audit has them. */
function what(t: Texts, event: CaseEvent, currency: string): Text {
  const label = t.desk.caseFile
  const names: Readonly<Record<string, string>> = label.actions
  const after = (event.after ?? {}) as Readonly<Record<string, unknown>>
  const details = ['version', 'reference', 'reason', 'question', 'until', 'transfer', 'reversal', 'remedy']
    .filter((key) => after[key] !== undefined && after[key] !== null)
    .map((key) => `${key} ${String(after[key])}`)
  const words = [...details, ...(event.reason ? [`“${event.reason}”`] : [])].join(' · ')
  const moved = after.credited ?? after.amount
  const amount = moved === undefined || moved === null ? [] : line` · ${money(BigInt(String(moved)), currency)}`
  const asked = event.asked === undefined ? [] : line` · ${label.asked(event.asked)}`
  return line`${names[event.action] ?? event.action}${amount}${asked}${words ? line` · ${said(words)}` : []}`
}

function transfersTable(t: Texts, { transfers }: CaseFile, at: (moment: Date) => Text): Block {
  const label = t.desk.caseFile
  const rows = transfers.map((transfer) => [
    line`${id(transfer.id)}`,
    line`${t.balance.kinds[transfer.kind]}${transfer.reverses ? line` → ${id(transfer.reverses)}` : []}`,
    movedBy(transfer),
    line`${id(transfer.reference ?? '')}`,
    at(transfer.occurredAt),
    at(transfer.postedAt),
    line`${said(transfer.actor)}`,
  ])
  return { type: 'table', caption: label.transfers, columns: columns(label.transferColumns, 2), rows }
}

/** What a transfer did to the wallet; what passes between clearing and a channel did nothing to it. */
const movedBy = (transfer: Transfer): Text =>
  [transfer.from, transfer.to].some((ref) => ref.startsWith('wallet:'))
    ? line`${signed(change(transfer))}`
    : line`${transfer.amount} → ${transfer.to}`

function messages(t: Texts, file: CaseFile, at: (moment: Date) => Text, { whole }: CaseReading): Block[] {
  const label = t.desk.caseFile
  if (file.messages.length === 0) return [text(label.noMessages, 'quiet')]
  const rows = file.messages.map((message) => [
    message.sentAt ? at(message.sentAt) : line`${label.unsent}${message.error ? ` (${message.error})` : ''}`,
    line`${id(message.to)}`,
    wordsOf(message.reply, whole),
  ])
  return [{ type: 'table', caption: label.messages, columns: columns(label.messageColumns), rows }]
}

/** A message's words in a line, or its first line. */
function wordsOf(message: Reply, whole: boolean): Text {
  const lines = message.blocks.flatMap((block): Text[] => {
    if (block.type === 'title' || block.type === 'text' || block.type === 'notice') return [block.text]
    if (block.type === 'list') return [...block.items]
    return block.type === 'facts' ? block.facts.map(({ label, value }) => line`${label}: ${value}`) : []
  })
  return (whole ? lines : lines.slice(0, 1)).flatMap((words, index) => (index === 0 ? words : [' / ', ...words]))
}
