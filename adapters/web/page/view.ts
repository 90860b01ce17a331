/**
 * What the server tells the page: a Reply as JSON, every value already formatted for its reader. The one type that
 * both sides share; the page imports nothing else from outside its folder.
 */

/** Formatted words in order. Marked parts are typeset by what they are; plain strings are our own text. */
export type Words = readonly (string | Mark)[]
/** said: somebody's own words, untrusted. */
export interface Mark {
  readonly is: 'money' | 'time' | 'id' | 'said'
  readonly text: string
}

export type Tone = 'plain' | 'good' | 'warn' | 'quiet'

export type BlockView =
  | { readonly type: 'title' | 'text' | 'notice'; readonly words: Words; readonly tone: Tone }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly Words[] }
  | { readonly type: 'facts'; readonly facts: readonly { readonly label: string; readonly value: Words }[] }
  | {
      readonly type: 'table'
      readonly caption: Words
      readonly columns: readonly { readonly label: string; readonly align: 'start' | 'end' }[]
      readonly rows: readonly (readonly Words[])[]
    }
  /** `slot`: the number of the picture in its message. */
  | { readonly type: 'image'; readonly slot: number; readonly alt: string }
  /** `slot`: the number of the file in its message. */
  | { readonly type: 'file'; readonly slot: number; readonly label: string }

export type ActionView =
  /** `wire`: the call as every platform's buttons carry it. */
  | { readonly type: 'call'; readonly label: string; readonly wire: string; readonly style: 'primary' | 'danger' | 'plain' }
  | { readonly type: 'link'; readonly label: string; readonly url: string; readonly style: 'primary' | 'plain' }

export interface FormView {
  readonly title: string
  readonly questions: readonly QuestionView[]
  readonly submit: string
}

interface Asked {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly required: boolean
  readonly value: string
  readonly problem?: string
}

export interface OptionView {
  readonly value: string
  readonly label: string
}

export type QuestionView =
  | (Asked & { readonly control: 'amount' | 'text' | 'note' | 'digits' })
  | (Asked & { readonly control: 'time' | 'choice'; readonly options: readonly OptionView[] })
  | (Asked & {
      readonly control: 'pictures'
      readonly most: number
      readonly kept: readonly { readonly id: string; readonly slot: number }[]
    })

export interface ReplyView {
  readonly lang: string
  readonly blocks: readonly BlockView[]
  readonly actions: readonly ActionView[]
  readonly form?: FormView
}

/** A message as it stands: a person's own words, or what Purser said. */
export interface MessageView {
  readonly id: string
  /** The place of its last change in the order of all changes. */
  readonly seq: string
  readonly version: number
  /** ISO 8601. */
  readonly at: string
  /** In the staff pane: true for what every staff member sees. */
  readonly shared: boolean
  readonly own?: { readonly text: string; readonly files: readonly string[] }
  readonly reply?: ReplyView
}

export interface History {
  /** Oldest first. */
  readonly messages: readonly MessageView[]
  /** Whether there are older ones. */
  readonly more: boolean
  /** Resume the stream from here. */
  readonly seq: string
}

export type Side = 'customer' | 'staff'

export interface PersonView {
  readonly user: string
  readonly name: string
  /** The customer's number, or the staff role. */
  readonly detail: string
}

export interface People {
  readonly customer: readonly PersonView[]
  readonly staff: readonly PersonView[]
}

/** One side of the page for one person: language, zone and the commands on offer. */
export interface PaneView {
  readonly locale: string
  readonly zone: string
  readonly menu: readonly { readonly command: string; readonly label: string }[]
}

/** What the page needs before it can show anything. */
export interface Start {
  readonly brand: string
  readonly demo: boolean
  readonly locale: string
  readonly locales: Readonly<Record<string, string>>
  readonly texts: Readonly<Record<string, PageTexts>>
}

/** The page's own words; `{n}` is filled in by the page. */
export type PageTexts = Readonly<
  Record<
    | 'demo'
    | 'customer'
    | 'staff'
    | 'person'
    | 'visitor'
    | 'language'
    | 'message'
    | 'send'
    | 'menu'
    | 'attach'
    | 'remove'
    | 'working'
    | 'offline'
    | 'retry'
    | 'notSent'
    | 'older'
    | 'empty'
    | 'emptyStaff'
    | 'noStaff'
    | 'enlarge'
    | 'close'
    | 'save'
    | 'required'
    | 'optional'
    | 'choose'
    | 'pictures'
    | 'picturesHint'
    | 'tooMany'
    | 'tooLarge'
    | 'otherTime'
    | 'clock'
    | 'today'
    | 'yesterday'
    | 'tooFast'
    | 'failed'
    | 'conversation'
    | 'newBelow'
    | 'pictureGone'
    | 'download'
    | 'fileGone'
    | 'you'
    | 'shared'
    | 'agent'
    | 'lead'
    | 'admin',
    string
  >
>
