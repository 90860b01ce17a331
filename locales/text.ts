/** An amount: integer minor units (fen) of one ISO 4217 currency. Operations: src/money.ts. */
export interface Money {
  readonly minor: bigint
  readonly currency: string
}

/** A typed value inside a text. It is formatted at the edge, for the reader; never by who wrote the sentence. */
export type Value =
  | { readonly is: 'money'; readonly minor: string; readonly currency: string; readonly sign?: boolean }
  /** `at`: ISO 8601 instant. moment: "today 14:32"; day: "18 Nov 2026"; clock: "14:32"; month: "Nov 2026". */
  | { readonly is: 'time'; readonly at: string; readonly style: TimeStyle }
  /** A number, reference or code that people copy: never cut, never wrapped in other signs. */
  | { readonly is: 'id'; readonly text: string }
  /** Somebody's own words (a name, a note, a product): untrusted, shown literally. */
  | { readonly is: 'said'; readonly text: string }

export type TimeStyle = 'moment' | 'day' | 'clock' | 'month'

/** A sentence: plain strings and typed values in order. JSON throughout, so that a reply can be stored. */
export type Text = readonly (string | Value)[]

/** What may stand in a `line`. Numbers are counts; money and times are values, so that nobody formats too early. */
export type Part = string | number | Money | Value | Text

/** Template tag that keeps money, times and ids as values: line`Balance: ${money}`. */
export function line(strings: TemplateStringsArray, ...parts: readonly Part[]): Text {
  return strings.flatMap((text, i) => [...(text ? [text] : []), ...(i < parts.length ? flatten(parts[i] as Part) : [])])
}

/** Joins texts with a plain string between them. */
export function join(texts: readonly Text[], between: string): Text {
  return texts.flatMap((text, i) => (i === 0 ? text : [between, ...text]))
}

/** A signed amount ("-CN¥1.50", "+CN¥100.00"), for changes. */
export const signed = (amount: Money): Value => ({ ...moneyValue(amount), sign: true })

export const when = (at: Date, style: TimeStyle = 'moment'): Value => ({ is: 'time', at: at.toISOString(), style })
export const id = (text: string | number | bigint): Value => ({ is: 'id', text: String(text) })
export const said = (text: string): Value => ({ is: 'said', text })

function flatten(part: Part): Text {
  if (typeof part === 'string') return part ? [part] : []
  if (typeof part === 'number') return [String(part)]
  if (isText(part)) return part
  return ['minor' in part && typeof part.minor === 'bigint' ? moneyValue(part as Money) : (part as Value)]
}

const isText = (part: object): part is Text => Array.isArray(part)

const moneyValue = (amount: Money): Extract<Value, { is: 'money' }> => ({
  is: 'money',
  minor: String(amount.minor),
  currency: amount.currency,
})
