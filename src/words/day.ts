/** A day as people name it; without a year it is the latest such day. */
export type Day = { readonly daysAgo: number } | { readonly year?: number; readonly month: number; readonly day: number }

/** The day in a text (half width, lower case): "昨天", "11月18日", "11-18", "18 Nov 2025". Undefined when unknown, or when it could be two days. */
export function readDay(text: string): Day | undefined {
  const word = text.replace(/[ 的嘅]+$/, '')
  const daysAgo = DAYS_AGO.get(word)
  if (daysAgo !== undefined) return { daysAgo }
  for (const [pattern, order] of PATTERNS) {
    const match = pattern.exec(word)
    if (match) return ordered(order, match.slice(1))
  }
  return undefined
}

const DAYS_AGO: ReadonlyMap<string, number> = new Map(
  [
    ['今天', '今日', '今', 'today'],
    ['昨天', '昨日', '昨', '寻日', '尋日', '琴日', 'yesterday'],
    ['前天', '前日'],
  ].flatMap((words, daysAgo) => words.map((word) => [word, daysAgo] as const)),
)

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** y year, m month, d day, n month by its name, ? a month and a day in the order that only fits one of them. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/, 'ymd'],
  [/^(\d{4})年 ?(\d{1,2})月 ?(\d{1,2})[日号號]?$/, 'ymd'],
  [/^(\d{1,2})月 ?(\d{1,2})[日号號]?$/, 'md'],
  [/^(\d{1,2})-(\d{1,2})$/, 'md'],
  [/^(\d{1,2})\/(\d{1,2})$/, '??'],
  [/^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/, '??y'],
  [/^(\d{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9})\.?$/, 'dn'],
  [/^(\d{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9})\.?,? ?(\d{4})$/, 'dny'],
  [/^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?$/, 'nd'],
  [/^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/, 'ndy'],
]

function ordered(order: string, parts: readonly string[]): Day | undefined {
  const part = (name: string): string | undefined => (order.includes(name) ? parts[order.indexOf(name)] : undefined)
  const [month, day] = order.startsWith('??') ? monthAndDay(Number(parts[0]), Number(parts[1])) : [monthOf(part), Number(part('d'))]
  if (month === undefined || day === undefined) return undefined
  const year = part('y')
  return { month, day, ...(year === undefined ? {} : { year: Number(year) }) }
}

function monthOf(part: (name: string) => string | undefined): number | undefined {
  const name = part('n')
  if (name === undefined) return Number(part('m'))
  const index = MONTHS.findIndex((month) => name.startsWith(month))
  return index < 0 ? undefined : index + 1
}

/** 18/11 and 11/18 can only be one day; 11/12 is read differently in Hong Kong and Ningbo. */
function monthAndDay(a: number, b: number): readonly [number, number] | readonly [undefined, undefined] {
  if (a === b || b > 12) return [a, b]
  return a > 12 ? [b, a] : [undefined, undefined]
}
