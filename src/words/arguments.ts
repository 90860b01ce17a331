import { deskSaid } from './desk.ts'
import { fold } from './fold.ts'
import { COMMAND_WORDS, type Keywords, LANGUAGE_WORDS, PERIOD_WORDS } from './keywords.ts'
import { firstIn, type Meaning } from './match.ts'
import { either, terms } from './phrase.ts'

/** A command with one argument beside it: "上月账单", "costs 7d", "link 7K2M-QX4R-9TB", "show 3058", "#3058", "language English". */
export function withArgument(said: string, staff: boolean): Meaning | undefined {
  return (
    invite(said) ??
    code(said) ??
    (staff ? (deskSaid(said) ?? sought(said)) : undefined) ??
    ticket(said, staff) ??
    firstIn(fold(said), (core) => BESIDE.get(core))
  )
}

const wordsOf = (...commands: readonly string[]): readonly string[] =>
  COMMAND_WORDS.filter(([command]) => commands.includes(command)).flatMap(([, words]) => terms(words))

const LINK = new RegExp(`^(?:${either(wordsOf('link'))})(?![a-z])[\\s:]*(.+)$`)
/** What may be a link code, also a mistyped one: it is refused with advice, where a chat answer would only puzzle. */
const CODE = /^(?=.*[\d-])(?:[0-9a-z-]{6,16}|[0-9a-z]{4} [0-9a-z]{4} [0-9a-z]{2,4})$/
const WHOLE_CODE = /^[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{3}$/

function code(said: string): Meaning | undefined {
  const given = WHOLE_CODE.test(said) ? said : LINK.exec(said)?.[1]
  return given && CODE.test(given) ? { command: 'link', input: { code: given.toUpperCase() } } : undefined
}

const JOIN = new RegExp(`^(?:${either(wordsOf('join'))})[\\s:]+(.+)$`)
const WHOLE_INVITE = /^s-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{3}$/

/** An invitation to the staff: alone, since it looks like nothing else, or behind its word. */
function invite(said: string): Meaning | undefined {
  const given = WHOLE_INVITE.test(said) ? said : JOIN.exec(said)?.[1]
  return given && /^[0-9a-z -]{8,20}$/.test(given) && /\d|-/.test(given)
    ? { command: 'join', input: { code: given.toUpperCase() } }
    : undefined
}

const SEARCH = new RegExp(`^(?:${either(wordsOf('search'))})(?![a-z])[\\s:]*(.+)$`)

/** What staff look for, as they typed it. */
function sought(said: string): Meaning | undefined {
  const words = SEARCH.exec(said)?.[1]
  return words ? { command: 'search', input: { words } } : undefined
}

/** Words that a ticket's number stands behind. */
const TICKET_WORDS = 'show|看|查|查看|工单|工单号|工单编号|单号|进度|查进度|status|ticket|claim|case|no'
const TICKET = new RegExp(`^(?:(?:${either(terms(TICKET_WORDS))})[\\s.:]*#?|#) ?(\\d{1,15})(?: ?号)?$|^(\\d{1,15}) ?号?工单$`)

function ticket(said: string, staff: boolean): Meaning | undefined {
  const match = TICKET.exec(said)
  const number = match?.[1] ?? match?.[2]
  return number ? { command: staff ? 'show' : 'status', input: { ticket: number } } : undefined
}

const pairs = (heads: readonly (readonly [string, string])[], keywords: Keywords, field: string): readonly (readonly [string, Meaning])[] =>
  heads.flatMap(([command, head]) =>
    keywords.flatMap(([value, words]) =>
      terms(words).flatMap((word) => {
        const call = { command, input: { [field]: value } }
        return [head + fold(word), `${fold(word)}${head}`, `${fold(word)}的${head}`].map((text) => [text, call] as const)
      }),
    ),
  )

const heads = (commands: readonly string[], call = (command: string) => command): readonly (readonly [string, string])[] =>
  commands.flatMap((command) => wordsOf(command).map((word) => [call(command), fold(word)] as const))

/** Every list beside every period, and the settings beside every language: a few thousand texts. */
const BESIDE: ReadonlyMap<string, Meaning> = new Map([
  ...pairs(heads(['costs', 'refunds', 'recharges']), PERIOD_WORDS, 'period'),
  ...pairs(
    [
      ...heads(['settings'], () => 'language'),
      ...['切换到', '改成', 'switchto', 'speak', 'changeto'].map((word) => ['language', word] as const),
    ],
    LANGUAGE_WORDS,
    'locale',
  ),
])
