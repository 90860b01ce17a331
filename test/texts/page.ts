import type { Texts } from '../../locales/index.ts'
import { AppError, type ErrorCode, type ErrorParams } from '../../src/errors.ts'
import { formatText } from '../../src/format.ts'
import { money } from '../../src/money.ts'
import { viewerOf } from '../../src/people.ts'
import { refusal } from '../../src/refusal.ts'
import { notice, reply, text } from '../../src/reply.ts'
import { testConfig } from '../support/bot.ts'
import { type Book, ZONES } from './book.ts'

const AT = new Date('2026-11-24T05:50:00Z')

/** One sample of each reason to refuse: a code without one does not compile. */
const SAMPLES: { readonly [C in ErrorCode]: ErrorParams[C] } = {
  not_linked: {},
  not_staff: {},
  not_allowed: {},
  unknown_command: {},
  outdated_button: {},
  not_found: {},
  customer_frozen: {},
  customer_closed: {},
  too_many: { retryAt: new Date('2026-11-25T01:00:00Z') },
  busy: {},
  unavailable: {},
  internal: { reference: '7f3a91c0' },
  invalid_input: { problems: {} },
  insufficient_funds: { available: money(150n, 'CNY'), needed: money(12_800n, 'CNY') },
  key_conflict: { key: 'invoice-77' },
  already_reversed: { transfer: '4711' },
  already_credited: { reference: '402511181432071048213356', ticket: '3001' },
  currency_mismatch: { expected: 'CNY', given: 'HKD' },
  unknown_account: { account: 'wallet:77' },
  invalid_transfer: { why: 'amount must be positive' },
  method_unavailable: {},
  no_methods: {},
  file_too_large: { limitMegabytes: 10 },
  file_unfetched: {},
  file_not_image: {},
  image_too_large: { limitMegapixels: 40 },
  image_damaged: {},
  too_many_pictures: { most: 3 },
  no_room: {},
  ticket_changed: { ticket: '3058' },
  ticket_decided: { ticket: '3058', kind: 'proof', state: 'rejected', by: 'Kit', at: AT },
  ticket_limit: { most: 3 },
  ticket_twice: { ticket: '3058' },
  no_manual_method: {},
  over_limit: { limit: money(100_000n, 'CNY') },
  own_ticket: {},
  not_decided: { ticket: '3058' },
  own_account: {},
  owner_only: {},
  last_chat: {},
  account_closed: { number: '10428' },
  owner_changed: { until: new Date('2026-11-25T01:00:00Z') },
  bad_invite: {},
  already_staff: {},
  same_person: {},
  asker_unfit: { by: 'Kit' },
  remedy_closed: { state: 'done', by: 'Kit', at: AT },
  request_waits: { by: 'Kit', at: AT, amount: money(90_000n, 'CNY'), until: AT },
  not_taken: { left: money(3_000n, 'CNY') },
  adjusted_before: { reference: 'SUP-881', by: 'Kit', at: AT },
  ticket_claimed: { ticket: '3058', staff: '3', by: 'Kit', at: AT },
  ticket_told: { ticket: '3058', at: AT },
  not_yours: { ticket: '3058', by: 'Kit' },
  already_spent: { available: money(150n, 'CNY'), needed: money(12_800n, 'CNY') },
  reference_needed: {},
  nothing_to_return: {},
  withdrawal_limit: { most: 3 },
  withdrawal_left: { left: money(3_620n, 'CNY') },
  withdrawal_shrunk: { left: money(3_620n, 'CNY') },
  settled_before: { reference: '2026112422001', ticket: '3058' },
  not_in_hand: { ticket: '3058' },
  settlement_waits: { ticket: '3058', reference: '2026112422001', by: 'Kit' },
  withdrawal_sent: {},
  withdrawal_in_hand: {},
  bad_code: {},
  not_mergeable: { why: 'requests', number: '10428' },
  already_linked: { account: '10•••8' },
  request_closed: { state: 'denied', at: AT },
  chat_closed: {},
  message_gone: {},
}

/** Every reason to refuse, with its way out. */
export function errors(book: Book): void {
  book.chapter('Every refusal')
  const config = { ...testConfig({ locale: book.locale, zone: ZONES[book.locale] }), supportUrl: 'https://support.example.com/' }
  const viewer = viewerOf(config, book.house.now)
  for (const [code, params] of Object.entries(SAMPLES))
    book.shows(code, refusal(new AppError(code as ErrorCode, params as ErrorParams[ErrorCode]), viewer, config))
  const decided = { ticket: '3058', kind: 'proof', state: 'withdrawn', by: '', at: AT }
  book.shows('ticket_decided, by the customer', refusal(new AppError('ticket_decided', decided), viewer, config))
  const settled = { ticket: '3061', kind: 'withdrawal', state: 'approved', by: 'Kit', at: AT }
  book.shows('ticket_decided, a withdrawal', refusal(new AppError('ticket_decided', settled), viewer, config))
  const credited = { reference: '402511181432071048213356' }
  book.shows('already_credited, without a claim', refusal(new AppError('already_credited', credited), viewer, config))
}

/** What is said elsewhere: the self-check's alarm, and the browser chat's own words. */
export function around(book: Book): void {
  const { t } = book
  book.chapter('The self-check, to staff')
  for (const count of [1, 12]) book.shows(`${count}`, reply([notice(t.staff.alarm.title), text(t.staff.alarm.found(count))]))
  book.chapter('The browser page')
  book.lists(Object.entries(flat(t.web)).map(([key, words]) => `${key}: ${words}`))
  book.chapter('Times')
  const viewer = viewerOf(testConfig({ locale: book.locale, zone: ZONES[book.locale] }), book.house.now)
  const days = [0, 1, -1, -6, -200, -400].map((day) => new Date(book.house.now.getTime() + day * 86_400_000).toISOString())
  book.lists(
    (['moment', 'day', 'clock', 'month'] as const).map((style) =>
      days.map((at) => formatText([{ is: 'time', at, style }], viewer)).join(' / '),
    ),
  )
}

function flat(words: Texts['web']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]): (readonly [string, string])[] =>
      typeof value === 'string' ? [[key, value]] : Object.entries(value).map(([inner, text]) => [`${key}.${inner}`, text]),
    ),
  )
}
