import type { LocaleName } from '../locales/index.ts'
import type { Text } from '../locales/text.ts'

/**
 * What the core answers: a document that says what is meant, not how it looks. It is JSON throughout, because a
 * redelivered update is answered with the stored reply. Adapters render it by exhaustive switches.
 */
export interface Reply {
  /** Who may see it. `asker`: that person alone (ephemeral or a direct message). `staff`: the staff chat. */
  readonly audience: 'asker' | 'staff'
  readonly blocks: readonly Block[]
  readonly actions: readonly Action[]
  /** A form to fill in: native where the platform has one, question by question elsewhere. */
  readonly form?: Form
  /** True: a reply to a button press that leaves the presser's message standing (a refusal on a shared card). */
  readonly aside?: boolean
  /** True: the person comes back to it after paying in another app. In a shared place, where answers vanish, their private messages get a copy. */
  readonly keep?: boolean
}

export type Tone = 'plain' | 'good' | 'warn' | 'quiet'

export type Block =
  | { readonly type: 'title'; readonly text: Text; readonly tone?: Tone }
  | { readonly type: 'text'; readonly text: Text; readonly tone?: Tone }
  /** Numbered steps, or points. */
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly Text[] }
  | { readonly type: 'facts'; readonly facts: readonly Fact[] }
  | { readonly type: 'table'; readonly caption: Text; readonly columns: readonly Column[]; readonly rows: readonly (readonly Text[])[] }
  | { readonly type: 'image'; readonly source: ImageSource; readonly alt: Text }
  /** Something to keep. Only in a reply to the asker: its bytes are theirs alone. */
  | { readonly type: 'file'; readonly source: FileSource; readonly label: Text }
  | { readonly type: 'notice'; readonly text: Text; readonly tone: Tone }

export interface Fact {
  readonly label: string
  readonly value: Text
}

export interface Column {
  readonly label: string
  /** end: amounts. */
  readonly align: 'start' | 'end'
}

/** Where a picture's bytes are. Adapters fetch them through `Pictures` (src/pictures/), never by a URL of ours. */
export type ImageSource =
  /** A clean copy of an uploaded screenshot, by attachment id. */
  | { readonly from: 'attachment'; readonly id: string }
  /** A QR code to be drawn of this content. */
  | { readonly from: 'qr'; readonly content: string }
  /** A collection code of a manual method, by method id and index. */
  | { readonly from: 'code'; readonly method: string; readonly index: number }

/**
 * What a file is made of. Adapters fetch its bytes through `Files` (src/files/) at the moment at which they hand it out, which looks then at
 * who may have it: a button of long ago, or a link in a stored message, gives no more than the person may have now.
 */
export type FileSource =
  /** All that is known of a ticket, as a PDF in a language and a zone. */
  { readonly from: 'case'; readonly ticket: string; readonly locale: LocaleName; readonly zone: string }

export type Action = Call | Link

/** A button is a command call: typed, pressed and submitted input take the same path. `input` holds ids only. */
export interface Call {
  readonly type: 'call'
  readonly label: Text
  readonly command: string
  readonly input: Readonly<Record<string, string>>
  readonly style?: 'primary' | 'danger' | 'plain'
  /** It stands on a ticket's card, which its job draws: `onCard` alone says so. */
  readonly card?: true
}

export interface Link {
  readonly type: 'link'
  readonly label: Text
  readonly url: string
  readonly style?: 'primary' | 'plain'
}

/** A form of a command: its questions, with what was entered before and what was wrong with it. */
export interface Form {
  readonly command: string
  readonly title: Text
  /** Ids that go along unchanged with what is entered (ticket, version, dialog). */
  readonly hidden: Readonly<Record<string, string>>
  readonly questions: readonly Question[]
  readonly submit: Text
  /** What is entered will be read back, to be confirmed, before anything is done. */
  readonly readBack?: true
}

export interface Question {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly control: Control
  readonly required: boolean
  /** What the person entered before, as they typed it. */
  readonly value?: string
  readonly problem?: Text
  /** For choice. For the time control: shortcuts such as "just now", whose values the field also accepts typed. */
  readonly options?: readonly Option[]
  /** For pictures: how many at most, and which are kept already (attachment ids). */
  readonly most?: number
  readonly kept?: readonly string[]
}

export interface Option {
  readonly value: string
  readonly label: string
}

export type Control = 'amount' | 'text' | 'note' | 'digits' | 'time' | 'choice' | 'pictures'

/** A reply to the asker alone. */
export const reply = (blocks: readonly Block[], actions: readonly Action[] = [], form?: Form): Reply => ({
  audience: 'asker',
  blocks,
  actions,
  ...(form ? { form } : {}),
})

export const title = (text: Text, tone?: Tone): Block => ({ type: 'title', text, ...(tone ? { tone } : {}) })
export const text = (text: Text, tone?: Tone): Block => ({ type: 'text', text, ...(tone ? { tone } : {}) })
export const notice = (text: Text, tone: Tone = 'warn'): Block => ({ type: 'notice', text, tone })
export const facts = (facts: readonly (Fact | undefined)[]): Block => ({ type: 'facts', facts: facts.filter((f) => f !== undefined) })
export const fact = (label: string, value: Text | undefined): Fact | undefined => (value && value.length > 0 ? { label, value } : undefined)

/** A button. Undefined and null inputs are left out. */
export function call(
  label: Text | string,
  command: string,
  input: Record<string, string | number | bigint | undefined | null> = {},
  style?: Call['style'],
): Call {
  const ids = Object.entries(input).flatMap(([k, v]) => (v === undefined || v === null ? [] : [[k, String(v)] as const]))
  return {
    type: 'call',
    label: typeof label === 'string' ? [label] : label,
    command,
    input: Object.fromEntries(ids),
    ...(style ? { style } : {}),
  }
}

/** A card with its buttons marked as a card's: a message without such buttons is never drawn over as a copy of one. */
export const onCard = (card: Reply): Reply => ({
  ...card,
  actions: card.actions.map((action) => (action.type === 'call' ? { ...action, card: true } : action)),
})

export const link = (label: Text | string, url: string, style?: Link['style']): Link => ({
  type: 'link',
  label: typeof label === 'string' ? [label] : label,
  url,
  ...(style ? { style } : {}),
})
