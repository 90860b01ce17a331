import { expect, test } from 'vitest'
import { LOCALES, locales } from '../../locales/index.ts'
import { AppError, type ErrorCode, type ErrorParams } from '../../src/errors.ts'
import { formatText } from '../../src/format.ts'
import { money } from '../../src/money.ts'
import { textOf } from '../../src/refusal.ts'

const at = new Date('2025-11-18T06:32:00Z')

/** One of each code, with values that must be readable in its text. A new code does not compile until it stands here. */
const samples: { readonly [C in ErrorCode]: readonly [params: ErrorParams[C], shown: readonly string[]] } = {
  not_linked: [{}, []],
  not_staff: [{}, []],
  not_allowed: [{}, []],
  unknown_command: [{}, []],
  outdated_button: [{}, []],
  not_found: [{}, []],
  customer_frozen: [{}, []],
  customer_closed: [{}, []],
  too_many: [{ retryAt: at }, ['14:32']],
  busy: [{}, []],
  unavailable: [{}, []],
  internal: [{ reference: 'E-7Q2K' }, ['E-7Q2K']],
  chat_closed: [{}, []],
  message_gone: [{}, []],
  invalid_input: [{ problems: {} }, []],
  insufficient_funds: [{ available: money(3620n, 'CNY'), needed: money(5000n, 'CNY') }, ['36.20', '50.00']],
  key_conflict: [{ key: 'import-1' }, ['import-1']],
  already_reversed: [{ transfer: '20871' }, ['20871']],
  already_credited: [{ reference: '2025111814320712', ticket: '3001' }, ['2025111814320712', '3001']],
  currency_mismatch: [{ expected: 'CNY', given: 'HKD' }, ['CNY', 'HKD']],
  unknown_account: [{ account: 'wallet:1' }, ['wallet:1']],
  invalid_transfer: [{ why: 'debit and credit are one account' }, ['debit and credit are one account']],
  method_unavailable: [{}, []],
  no_methods: [{}, []],
  file_too_large: [{ limitMegabytes: 10 }, ['10']],
  file_unfetched: [{}, []],
  file_not_image: [{}, ['PNG']],
  image_too_large: [{ limitMegapixels: 40 }, ['40']],
  image_damaged: [{}, []],
  too_many_pictures: [{ most: 3 }, ['3']],
  no_room: [{}, []],
  ticket_changed: [{ ticket: '3058' }, ['3058']],
  ticket_decided: [{ ticket: '3058', kind: 'proof', state: 'approved', by: 'Lin', at }, ['3058', 'Lin', '14:32']],
  ticket_limit: [{ most: 3 }, ['3']],
  ticket_twice: [{ ticket: '3058' }, ['3058']],
  no_manual_method: [{}, []],
  over_limit: [{ limit: money(50_000n, 'CNY') }, ['500.00']],
  own_ticket: [{}, []],
  not_decided: [{ ticket: '3058' }, ['3058']],
  own_account: [{}, []],
  owner_only: [{}, []],
  last_chat: [{}, []],
  account_closed: [{ number: '10428' }, ['10428']],
  owner_changed: [{ until: at }, ['14:32']],
  bad_invite: [{}, []],
  already_staff: [{}, []],
  same_person: [{}, []],
  asker_unfit: [{ by: 'Lin' }, ['Lin']],
  remedy_closed: [{ state: 'declined', by: 'Lin', at }, ['Lin', '14:32']],
  request_waits: [{ by: 'Lin', at, amount: money(90_000n, 'CNY'), until: at }, ['Lin', '900.00', '14:32']],
  not_taken: [{ left: money(3_000n, 'CNY') }, ['30.00']],
  adjusted_before: [{ reference: 'SUP-881', by: 'Lin', at }, ['SUP-881', 'Lin', '14:32']],
  ticket_claimed: [{ ticket: '3058', staff: '3', by: 'Lin', at }, ['3058', 'Lin', '14:32']],
  ticket_told: [{ ticket: '3058', at }, ['3058', '14:32']],
  not_yours: [{ ticket: '3058', by: 'Lin' }, ['3058', 'Lin']],
  already_spent: [{ available: money(3620n, 'CNY'), needed: money(5000n, 'CNY') }, ['36.20', '50.00']],
  reference_needed: [{}, []],
  nothing_to_return: [{}, []],
  withdrawal_limit: [{ most: 3 }, ['3']],
  withdrawal_left: [{ left: money(3620n, 'CNY') }, ['36.20']],
  withdrawal_shrunk: [{ left: money(3620n, 'CNY') }, ['36.20']],
  settled_before: [{ reference: '2025111814320712', ticket: '3058' }, ['2025111814320712', '3058']],
  not_in_hand: [{ ticket: '3058' }, ['3058']],
  settlement_waits: [{ ticket: '3058', reference: '2025111814320712', by: 'Lin' }, ['3058', '2025111814320712', 'Lin']],
  withdrawal_sent: [{}, []],
  withdrawal_in_hand: [{}, []],
  bad_code: [{}, []],
  not_mergeable: [{ why: 'requests', number: '10428' }, ['10428']],
  already_linked: [{ account: '10***28' }, ['10***28']],
  request_closed: [{ state: 'denied', at: new Date('2026-11-24T05:55:00Z') }, []],
}
const codes = Object.keys(samples) as ErrorCode[]

const shown = (code: ErrorCode, locale: (typeof LOCALES)[number]): string =>
  formatText(textOf(new AppError(code, samples[code][0]), locales[locale]), { locale, zone: 'Asia/Shanghai', now: at })

test.each(LOCALES)('every refusal in %s says its values, calmly, without the code', (locale) => {
  for (const code of codes) {
    const text = shown(code, locale)
    for (const value of samples[code][1]) expect(text).toContain(value)
    expect(text, code).not.toMatch(/[!！]|undefined|\[object|NaN/)
    expect(text, code).not.toContain(code)
    expect(text.length, code).toBeGreaterThan(10)
  }
})

test('no two refusals read the same', () => {
  for (const locale of LOCALES) expect(new Set(codes.map((code) => shown(code, locale))).size).toBe(codes.length)
})

test('zh-CN says 您, zh-HK says 你, and neither says it as the other', () => {
  for (const code of codes) {
    expect(shown(code, 'zh-CN')).not.toMatch(/你|們|這/)
    expect(shown(code, 'zh-HK')).not.toMatch(/您|们|这/)
  }
})

test('a withdrawal that is decided is settled or taken back, never credited', () => {
  const decided = (state: string) => new AppError('ticket_decided', { ticket: '3061', kind: 'withdrawal', state, by: 'Lin', at })
  const said = (state: string, locale: 'en' | 'zh-CN' | 'zh-HK') =>
    formatText(textOf(decided(state), locales[locale]), { locale, zone: 'Asia/Shanghai', now: at })
  expect(said('approved', 'en')).toBe('Withdrawal request 3061 was already settled by Lin, today 14:32. No change was made.')
  expect(said('withdrawn', 'zh-CN')).toBe('退款申请 3061 已由 Lin 于今天 14:32 撤回，这次没有改动。')
  expect(said('approved', 'zh-HK')).toBe('退款申請 3061 已由 Lin 於今日 14:32 辦理，這次沒有更改。')
})

test('who decided is left out when nobody of ours did', () => {
  const text = textOf(new AppError('ticket_decided', { ticket: '3058', kind: 'proof', state: 'withdrawn', by: '', at }), locales.en)
  expect(formatText(text, { locale: 'en', zone: 'Asia/Shanghai', now: at })).toBe(
    'Claim 3058 was already withdrawn, today 14:32. No change was made.',
  )
})
