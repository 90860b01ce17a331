import { locales, type Texts } from '../locales/index.ts'
import type { Text } from '../locales/text.ts'
import type { Config } from './config.ts'
import type { AppError, ErrorCode, ErrorParams } from './errors.ts'
import type { Viewer } from './format.ts'
import { type Action, call, link, notice, type Reply, reply } from './reply.ts'

/** What a refused person reads: why, and what to do now. It never replaces a shared card. */
export function refusal(error: AppError, viewer: Viewer, config: Config): Reply {
  const t = locales[viewer.locale]
  return { ...reply([notice(textOf(error, t))], wayOut(error, t, config)), aside: true }
}

/** The error's text in a language. A code without a text, or a text without a code, does not compile. */
export function textOf(error: AppError, t: Texts): Text {
  const texts: ErrorTexts = t.errors
  return (texts[error.code] as (params: ErrorParams[ErrorCode]) => Text)(error.params)
}

type ErrorTexts = { readonly [C in ErrorCode]: (params: ErrorParams[C]) => Text } & {
  readonly [C in Exclude<keyof Texts['errors'], ErrorCode>]: never
}

/** The button that the error's text speaks of. */
function wayOut(error: AppError, t: Texts, config: Config): readonly Action[] {
  const { code } = error
  if (error.is('ticket_claimed')) {
    const { ticket, staff } = error.params
    return [call(t.desk.takeOver, 'claim', { ticket, from: staff }), call(t.staff.show([ticket]), 'show', { ticket })]
  }
  if (error.is('not_in_hand')) return [call(t.desk.claim, 'claim', { ticket: error.params.ticket }, 'primary')]
  const takeBack = (remedy: string | undefined) => (remedy === undefined ? [] : [call(t.remedy.second.takeBack, 'decline', { remedy })])
  if (error.is('request_waits')) return [...takeBack(error.params.remedy), call(t.common.commands.queue, 'queue')]
  if (error.is('settlement_waits')) {
    const { ticket, remedy } = error.params
    return [...takeBack(remedy), call(t.staff.show([ticket]), 'show', { ticket })]
  }
  if (code === 'not_linked') return [call(t.common.commands.link, 'link', {}, 'primary')]
  if (code === 'already_linked') return [call(t.common.commands.unlink, 'unlink')]
  if (code === 'outdated_button' || code === 'unknown_command') return [call(t.common.commands.help, 'help')]
  return NEEDS_PERSON.has(code) && config.supportUrl ? [link(t.common.support, config.supportUrl)] : []
}

const NEEDS_PERSON: ReadonlySet<ErrorCode> = new Set([
  'internal',
  'customer_frozen',
  'customer_closed',
  'last_chat',
  'no_methods',
  'withdrawal_in_hand',
])
