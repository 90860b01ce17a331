import type { Text } from '../locales/text.ts'
import type { Money } from './money.ts'

/**
 * Every reason to refuse, and the values its text needs. A code without a text in each locale does not compile.
 * None of them tells whether somebody else's customer, ticket or code exists.
 */
export interface ErrorParams {
  // who and what
  not_linked: Record<string, never>
  not_staff: Record<string, never>
  not_allowed: Record<string, never>
  unknown_command: Record<string, never>
  outdated_button: Record<string, never>
  not_found: Record<string, never>
  customer_frozen: Record<string, never>
  customer_closed: Record<string, never>
  too_many: { retryAt: Date }
  busy: Record<string, never>
  unavailable: Record<string, never>
  internal: { reference: string }
  // chats
  chat_closed: Record<string, never>
  message_gone: Record<string, never>
  // input
  /** By field. Thrown before anything is written: the bot answers with the form, everything entered kept. */
  invalid_input: { problems: Readonly<Record<string, Text>> }
  // money and methods
  insufficient_funds: { available: Money; needed: Money }
  key_conflict: { key: string }
  already_reversed: { transfer: string }
  already_credited: { reference: string; ticket?: string }
  currency_mismatch: { expected: string; given: string }
  unknown_account: { account: string }
  invalid_transfer: { why: string }
  method_unavailable: Record<string, never>
  no_methods: Record<string, never>
  // pictures
  file_too_large: { limitMegabytes: number }
  file_not_image: Record<string, never>
  /** The platform did not hand out what was sent there. */
  file_unfetched: Record<string, never>
  image_too_large: { limitMegapixels: number }
  image_damaged: Record<string, never>
  too_many_pictures: { most: number }
  /** The disk is short of room: money goes on, pictures wait. */
  no_room: Record<string, never>
  // tickets
  ticket_changed: { ticket: string }
  ticket_decided: { ticket: string; kind: string; state: string; by: string; at: Date }
  ticket_limit: { most: number }
  ticket_twice: { ticket: string }
  no_manual_method: Record<string, never>
  over_limit: { limit: Money }
  own_ticket: Record<string, never>
  /** Somebody else works on it: `staff` is their id, for the button that takes it over. */
  ticket_claimed: { ticket: string; staff: string; by: string; at: Date }
  /** Undoing: the customer has been told. */
  ticket_told: { ticket: string; at: Date }
  /** Undoing: somebody else decided. */
  not_yours: { ticket: string; by: string }
  /** Undoing: the customer has spent of it. */
  already_spent: { available: Money; needed: Money }
  /** Correcting what is not decided yet. */
  not_decided: { ticket: string }
  own_account: Record<string, never>
  owner_only: Record<string, never>
  last_chat: Record<string, never>
  /** Countersigning one's own. */
  same_person: Record<string, never>
  /** Countersigning what somebody asked for who may not any more. */
  asker_unfit: { by: string }
  remedy_closed: { state: string; by: string; at: Date }
  /** Another one about the same waits for a second lead. `remedy`: to its own asker, who may take it back. */
  request_waits: { by: string; at: Date; amount: Money; until: Date; remedy?: string }
  /** Two accounts that cannot become one: same, frozen, closed, requests (wait for a second lead), withdrawal (is open), untold (a decision of a moment ago). */
  not_mergeable: { why: string; number: string }
  /** A payment that the bank gave back after all: so much of what it took is left. */
  not_taken: { left: Money }
  adjusted_before: { reference: string; by: string; at: Date }
  reference_needed: Record<string, never>
  // withdrawals
  nothing_to_return: Record<string, never>
  account_closed: { number: string }
  /** Asking: staff changed who owns the account, or merged another into it, a short while ago. */
  owner_changed: { until: Date }
  withdrawal_limit: { most: number }
  /** Asking: less than that came this way. */
  withdrawal_left: { left: Money }
  /** Settling: a credit was taken back after the request, and so much of it still came this way. */
  withdrawal_shrunk: { left: Money }
  /** Settling: another withdrawal has this number. */
  settled_before: { reference: string; ticket: string }
  /** Settling: nobody took it in hand. */
  not_in_hand: { ticket: string }
  /** Settling or rejecting: it was sent under this number, and a second lead has to confirm it. `remedy`: to take that back, for who stated it. */
  settlement_waits: { ticket: string; reference: string; by: string; remedy?: string }
  /** Taking back: our staff state that it was sent, and a second one checks it. */
  withdrawal_sent: Record<string, never>
  /** Taking back: a member of staff works on it, and may be sending it. */
  withdrawal_in_hand: Record<string, never>
  // linking
  bad_invite: Record<string, never>
  already_staff: Record<string, never>
  bad_code: Record<string, never>
  /** `account`: masked, as `maskNumber` writes it. */
  already_linked: { account: string }
  /** A request to be linked: allowed, denied, expired, or (linked) the chat that asked has an account meanwhile. */
  request_closed: { state: string; at: Date }
}

export type ErrorCode = keyof ErrorParams

/** The only class. Thrown by domain code; caught by `bot.ts`, the HTTP error handler and the CLI. `cause` is for the log alone. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly params: ErrorParams[C]

  constructor(code: C, params: ErrorParams[C], cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause })
    this.name = 'AppError'
    this.code = code
    this.params = params
  }

  /** Narrows to one code, and so to its params. */
  is<K extends ErrorCode>(code: K): this is AppError<K> {
    return (this.code as ErrorCode) === code
  }
}

/** Throws an AppError: reads well after `??`. */
export function fail<C extends ErrorCode>(code: C, params: ErrorParams[C], cause?: unknown): never {
  throw new AppError(code, params, cause)
}
