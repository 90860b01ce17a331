/** A time of day and what stood beside it. */
export interface Clock {
  readonly hour: number
  readonly minute: number
  readonly rest: string
}

/**
 * The time of day at the end or the front of a text (half width, lower case): "14:32", "14:32:07", "2:05pm", "下午2点半",
 * "14时32分". The rest is the day, if any. Undefined when there is none, or two readings.
 */
export function readClock(text: string): Clock | undefined {
  const match = AT_END.exec(text) ?? AT_FRONT.exec(text)
  const { before, half, hour, minute, points, after, meridiem } = match?.groups ?? {}
  if (hour === undefined) return undefined
  const minutes = points === '半' ? 30 : Number(minute ?? points ?? 0)
  const hours = hour24(Number(hour), half ?? meridiem)
  if (hours === undefined || minutes > 59) return undefined
  return { hour: hours, minute: minutes, rest: (before ?? after ?? '').replace(/[ ,]+$|(?<=\d)t$|^[ ,]+/g, '') }
}

const HALF = '(?<half>凌晨|清晨|早上|早晨|早|上午|朝早|中午|正午|下午|下昼|下晝|晏昼|晏晝|傍晚|晚上|夜晚|夜间|夜間|晚|夜)?'
const MERIDIEM = '(?: ?(?<meridiem>am|pm|a\\.m\\.|p\\.m\\.))?'
/** "14:32" with seconds or without, "14点32分", "14时", "2点半". A bare hour needs its word or am/pm. */
const TIME = '(?<hour>\\d{1,2})(?::(?<minute>\\d\\d)(?::\\d\\d(?:\\.\\d{1,9})?)?|[点點时時](?:(?<points>\\d{1,2}|半)分?)?|(?= ?[ap]\\.?m))'

const AT_END = new RegExp(`^(?<before>.*?(?:[^\\d:.]|日|号|號))??(?: at )?${HALF} ?${TIME}${MERIDIEM}$`)
const AT_FRONT = new RegExp(`^${HALF} ?${TIME}${MERIDIEM}[ ,]+(?<after>.+)$`)

/** The hours that a part of the day can mean. 晚上12点 and 上午12点 are in neither: people mean two different moments by them. */
const HOURS: Readonly<Record<string, readonly [number, number]>> = {
  凌晨: [0, 5],
  清晨: [4, 9],
  早: [4, 11],
  朝: [4, 11],
  上午: [1, 11],
  a: [0, 11],
  中午: [11, 14],
  正午: [11, 14],
  下: [12, 18],
  晏: [12, 18],
  p: [12, 23],
  傍晚: [16, 20],
  晚: [17, 23],
  夜: [17, 23],
}

function hour24(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour < 24 ? hour : undefined
  const [from, to] = HOURS[half] ?? HOURS[half.charAt(0)] ?? [0, 23]
  const meant = hour > 12 ? [hour] : [hour % 12, (hour % 12) + 12]
  return meant.find((each) => each >= from && each <= to)
}
