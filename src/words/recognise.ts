import type { Methods } from '../billing/methods.ts'
import { withArgument } from './arguments.ts'
import { fold } from './fold.ts'
import { exact, type Meaning, nearest, within } from './match.ts'
import { readRecharge, type Typed } from './recharge.ts'
import { simplified } from './script.ts'
import { halfWidth } from './width.ts'

/** What the house offers, and whether staff is asking: a ticket's number alone means its card to them, its progress to customers. */
export interface House {
  readonly methods: Methods
  readonly currency: string
  readonly staff?: boolean
}

/**
 * The command that a text typed in a private chat asks for, in any of the three languages, as a slash command or in plain
 * words: "余额", "充值100支付宝", "/recharge 100 unionpay", "100", "link 7K2M-QX4R-9TB", "上月账单". What has an answer but
 * is no command is the command `about` with its topic; a text that only resembles a command is `about` "unknown" with
 * `meant`, to ask "did you mean". An amount that was understood is passed as plain digits ("100.50"), another one as it was
 * typed, so that the command says what is wrong with it. Undefined: a message to a person, or nothing we know. Never throws.
 */
export function recognise(text: string, house: House): Meaning | undefined {
  if (text.length > LONGEST) return undefined
  const shown = halfWidth(text)
  const slash = /^\/([\p{L}\p{N}_-]+)(?:@\w+)?(?:\s+(.*))?$/su.exec(shown)
  return slash ? slashed(slash[1] ?? '', slash[2] ?? '', house) : spoken(shown, house)
}

/** As `recognise`, for who asks which command it is alone, whatever the house offers: XXX is ISO 4217's code for no currency. */
export const commandIn = (text: string): Meaning | undefined => recognise(text, { methods: [], currency: 'XXX' })

const LONGEST = 200
/** Signs without spaces and punctuation: a longer text is written to a person. */
const SENTENCE = 24

function spoken(shown: string, house: House): Meaning | undefined {
  const typed = typedAs(shown)
  const folded = fold(shown)
  if (folded === '') return shown.includes('?') ? { command: 'help', input: {} } : undefined
  const known = exact(folded, house.methods) ?? withArgument(typed.plain, house.staff === true) ?? readRecharge(typed, house)
  if (known) return known
  return Array.from(folded).length <= SENTENCE ? (within(folded, typed.plain) ?? nearest(folded)) : undefined
}

/** A slash leaves no doubt: what follows a command that takes something is that, even if it is wrong; elsewhere it is dropped. */
function slashed(name: string, rest: string, house: House): Meaning | undefined {
  const call = exact(fold(name), [])
  const whole = spoken(`${name} ${rest}`.trim(), house)
  if (!call || whole?.command === call.command || whole?.command === 'language') return whole
  // To a customer "/ticket 100" begins a proof; what stands behind any other word is the number of a claim.
  if (whole?.input.ticket !== undefined && (house.staff || call.command !== 'ticket')) return whole
  if (rest === '') return call
  if (call.command === 'recharge') return readRecharge(typedAs(rest), house, true)
  const takes = TAKES[call.command]
  return takes ? { command: call.command, input: { [takes]: rest } } : call
}

/** A few letters grow when they are made lower case; then the text is shown as it is matched. */
function typedAs(shown: string): Typed {
  const plain = simplified(shown.toLowerCase())
  return { shown: plain.length === shown.length ? shown : plain, plain }
}

const TAKES: Readonly<Record<string, string>> = { link: 'code', show: 'ticket', join: 'code', search: 'words' }
