import { DateTime } from 'luxon'
import type { Texts } from '../../../locales/index.ts'
import { id, join, line, said, signed, type Text } from '../../../locales/text.ts'
import { formatText, type Viewer } from '../../format.ts'
import { change, type Transfer } from '../../ledger/types.ts'
import { money } from '../../money.ts'
import { type Block, fact, facts, notice, type Reply, reply, text, title } from '../../reply.ts'
import { zoneName } from '../zones.ts'
import type { CaseEvent, CaseFile } from './case.ts'
import { claimFacts, claimOf, pictureBlocks, staffStateOf } from './view.ts'
import { asShownToStaff, isWithheld, requestFacts } from './withdrawal-view.ts'

/** How a case is read: in which zone, and with each message whole (a document, which says as of when) or its first line (a chat). */
export interface CaseReading {
  readonly zone: string
  /** A channel's name for the reader. */
  readonly methodName: (channel: string) => string
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
    text(
      how.asOf
        ? join([label.asOf(at(how.asOf)), label.times(zoneName(t, how.zone))], t.common.between)
        : label.times(zoneName(t, how.zone)),
      'quiet',
    ),
    facts([
      fact(t.staff.card.customer, line`UID ${id(ticket.customer.number)} ${said(ticket.customer.name)}`),
      fact(
        label.sender,
        line`${id([ticket.identity.platform, ticket.identity.workspace, ticket.identity.userId].filter(Boolean).join(' '))}`,
      ),
      ...(back
        ? requestFacts(t, asShownToStaff(ticket), how.methodName(ticket.method))
        : claimFacts(t, claimOf(ticket), how.methodName(ticket.method))),
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
      rows: file.events.map((event) => [at(event.at), person(t, event.who), what(t, event, file, at)]),
    },
    ...(file.transfers.length > 0 ? [transfersTable(t, file, at, how)] : []),
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

/** A customer by their number; staff and programs as they are called. */
function person(t: Texts, who: string): Text {
  const number = /^customer:(.+)$/.exec(who)?.[1]
  if (number !== undefined) return line`UID ${id(number)}`
  return who === 'system' ? [t.desk.caseFile.system] : line`${said(who)}`
}

type Values = Readonly<Record<string, unknown>>

/** What was done, in words, with the amount, the reference and the reason where the audit has them. */
function what(t: Texts, event: CaseEvent, { ticket }: CaseFile, at: (moment: Date) => Text): Text {
  const label = t.desk.caseFile
  const names: Readonly<Record<string, string>> = label.actions
  const after = (event.after ?? {}) as Values
  const moved = after.credited ?? after.amount
  const parts: readonly Text[] = [
    [names[event.action] ?? event.action],
    ...(moved === undefined || moved === null ? [] : [line`${money(BigInt(String(moved)), String(after.currency ?? ticket.currency))}`]),
    ...(event.asked === undefined ? [] : [label.asked(event.asked)]),
    ...details(t, after, event.who, at),
    ...(event.reason ? [t.ticket.quote(line`${said(event.reason)}`)] : []),
  ]
  return join(parts, ' · ')
}

function details(t: Texts, after: Values, who: string, at: (moment: Date) => Text): readonly Text[] {
  const { details: labels } = t.desk.caseFile
  const reasons: Readonly<Record<string, string>> = t.staff.reasons
  return Object.entries(labels).flatMap(([key, label]): Text[] => {
    const value = after[key]
    if (value === undefined || value === null || who === `${key}:${value}`) return []
    const words = String(value)
    if (key === 'reason') return [label(reasons[words] ? [reasons[words]] : line`${said(words)}`)]
    if (key === 'question') return [label(t.ticket.quote(line`${said(words)}`))]
    return [label(key === 'until' ? at(new Date(words)) : line`${id(words)}`)]
  })
}

function transfersTable(t: Texts, file: CaseFile, at: (moment: Date) => Text, how: CaseReading): Block {
  const label = t.desk.caseFile
  const rows = file.transfers.map((transfer) => [
    line`${id(transfer.id)}`,
    line`${t.balance.kinds[transfer.kind]}${transfer.reverses ? line` → ${id(transfer.reverses)}` : []}`,
    accountOf(file, transfer, how),
    isOfWallet(transfer) ? line`${signed(change(transfer))}` : line`${transfer.amount}`,
    line`${id(transfer.reference ?? '')}`,
    at(transfer.occurredAt),
    at(transfer.postedAt),
    person(t, transfer.actor),
  ])
  return { type: 'table', caption: label.transfers, columns: columns(label.transferColumns, 3), rows }
}

const isOfWallet = ({ from, to }: Transfer): boolean => [from, to].some((ref) => ref.startsWith('wallet:'))

/** Whose balance a transfer changed; what passes between clearing and a channel changed none, and is the channel's. */
function accountOf({ wallets }: CaseFile, { from, to }: Transfer, { methodName }: CaseReading): Text {
  const number = wallets.get(to) ?? wallets.get(from)
  if (number !== undefined) return line`UID ${id(number)}`
  const arrow = to.startsWith('channel:') ? '→ ' : '← '
  const channel = [to, from].flatMap((ref) => /^channel:(.+)$/.exec(ref)?.[1] ?? [])[0]
  return channel === undefined ? [to] : [`${arrow}${methodName(channel)}`]
}

function messages(t: Texts, file: CaseFile, at: (moment: Date) => Text, { whole }: CaseReading): Block[] {
  const label = t.desk.caseFile
  if (file.messages.length === 0) return [text(label.noMessages, 'quiet')]
  const unsent: Readonly<Record<string, string>> = label.unsent
  const rows = file.messages.map((message) => {
    const lines = messageLines(message.reply, message.reader)
    return [
      message.sentAt ? at(message.sentAt) : [unsent[message.error ?? ''] ?? label.unsent.otherwise],
      message.to === undefined ? [label.toStaff] : line`${id(message.to)}`,
      line`${said((whole ? lines : lines.slice(0, 1)).join(' / '))}`,
    ]
  })
  return [{ type: 'table', caption: label.messages, columns: columns(label.messageColumns), rows }]
}

/** A message's words, line by line, to the letter as its reader had them. */
export function messageLines(message: Reply, reader: Viewer): readonly string[] {
  const lines = message.blocks.flatMap((block): Text[] => {
    if (block.type === 'title' || block.type === 'text' || block.type === 'notice') return [block.text]
    if (block.type === 'list') return [...block.items]
    return block.type === 'facts' ? block.facts.map(({ label, value }) => line`${label}: ${value}`) : []
  })
  return lines.map((words) => formatText(words, reader))
}
