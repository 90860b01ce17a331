import { DateTime, FixedOffsetZone, IANAZone } from 'luxon'
import { formats, type LocaleName } from '../locales/index.ts'
import type { Money, Text, TimeStyle, Value } from '../locales/text.ts'
import { money, toMajor } from './money.ts'

/** Who reads: language and IANA time zone, and the moment of reading ("today" depends on it). */
export interface Viewer {
  readonly locale: LocaleName
  readonly zone: string
  readonly now: Date
}

/** A text as one plain string for this reader. Adapters with richer means show each of its pieces themselves. */
export function formatText(text: Text, viewer: Viewer): string {
  return piecesOf(text, viewer)
    .map(({ words }) => words)
    .join('')
}

/** A part of a text in the reader's words; `is`: of a value. */
export interface Piece {
  readonly words: string
  readonly is?: Value['is']
}

/**
 * The parts of a text for this reader, in order. A name or a time that is filled in may begin or end in Chinese or not (今天 14:32, 11月18日),
 * which no sentence knows: where Chinese meets Latin letters or figures at such a seam, a space stands between them.
 */
export function piecesOf(text: Text, viewer: Viewer): readonly Piece[] {
  const pieces: Piece[] = []
  let before = ''
  for (const part of text) {
    const piece = typeof part === 'string' ? { words: part } : { words: formatValue(part, viewer), is: part.is }
    if (piece.words === '') continue
    if (meets(before, piece.words)) pieces.push({ words: ' ' })
    pieces.push(piece)
    before = piece.words
  }
  return pieces
}

const HAN = /[\u4e00-\u9fff]/
const BEGINS_LATIN = /[A-Za-z0-9¥+-]/
const ENDS_LATIN = /[A-Za-z0-9%]/

function meets(before: string, after: string): boolean {
  const [last, first] = [before.slice(-1), after.charAt(0)]
  return (HAN.test(last) && BEGINS_LATIN.test(first)) || (ENDS_LATIN.test(last) && HAN.test(first))
}

/** One typed value as a plain string for this reader. */
function formatValue(value: Value, viewer: Viewer): string {
  switch (value.is) {
    case 'money':
      return formatMoney(money(BigInt(value.minor), value.currency), viewer, value.sign)
    case 'time':
      return formatTime(new Date(value.at), value.style, viewer)
    case 'id':
      return value.text
    case 'said':
      // Nobody's words turn the direction of what is read: "700.00" and "00.007" are two amounts.
      return value.text.replace(/\p{Bidi_Control}/gu, '')
  }
}

/** An amount with grouping, always all decimals, the sign before the currency: "-CN¥1,234.50". */
export function formatMoney(amount: Money, viewer: Viewer, sign = false): string {
  const [whole = '0', fraction] = toMajor(money(amount.minor < 0n ? -amount.minor : amount.minor, amount.currency)).split('.')
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction ? `.${fraction}` : '')
  const prefix = amount.minor < 0n ? '-' : sign && amount.minor > 0n ? '+' : ''
  return prefix + formats[viewer.locale].money(digits, amount.currency)
}

/** An instant in the reader's zone, 24-hour clock. */
export function formatTime(at: Date, style: TimeStyle, viewer: Viewer): string {
  const time = clockOf(at, viewer.zone)
  const days = dayOf(time) - todayOf(viewer)
  return formats[viewer.locale].time(time, style, days)
}

/** What the clocks of a zone show. Clocks change by whole quarters of an hour: asking the zone is the dear part, and is done once for each. */
function clockOf(at: Date, zone: string): DateTime {
  const key = `${zone} ${Math.floor(at.getTime() / 900_000)}`
  let minutes = offsets.get(key)
  if (minutes === undefined) {
    minutes = IANAZone.create(zone).offset(at.getTime())
    if (offsets.size >= MOST_OFFSETS) offsets.clear()
    offsets.set(key, minutes)
  }
  return DateTime.fromJSDate(at, { zone: FixedOffsetZone.instance(minutes) })
}

const offsets = new Map<string, number>()
const MOST_OFFSETS = 10_000

/** A day of the calendar as a number: luxon's own difference asks the time zone four times more. */
const dayOf = ({ year, month, day }: DateTime): number => Date.UTC(year, month - 1, day) / 86_400_000

/** A viewer reads several times of one message, on one day. */
function todayOf(viewer: Viewer): number {
  const known = today.get(viewer)
  if (known !== undefined) return known
  const day = dayOf(clockOf(viewer.now, viewer.zone))
  today.set(viewer, day)
  return day
}

const today = new WeakMap<Viewer, number>()
