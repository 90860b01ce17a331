import type { LocaleName } from '../../locales/index.ts'
import { createLinkCode } from '../../src/billing/linking.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { posts } from '../support/money-moves.ts'
import type { Book } from './book.ts'

/** What people ask for that is not done here, that is not understood, or nearly. */
const ASKED: Readonly<Record<LocaleName, readonly string[]>> = {
  en: [
    'invoice',
    'points',
    'coupon',
    'agent',
    'refund',
    'not credited',
    'ticket',
    'FPS',
    'PayPal',
    'USDT',
    'bank transfer',
    'credit card',
    'xyzzy',
    'balanse',
  ],
  'zh-CN': [
    '发票',
    '积分',
    '优惠码',
    '人工',
    '退款',
    '没到账',
    '工单',
    '转数快',
    'PayPal',
    'USDT',
    '对公',
    '信用卡',
    '随便说点什么',
    '余鹅',
  ],
  'zh-HK': [
    '收據',
    '積分',
    '優惠碼',
    '真人客服',
    '攞返錢',
    '仲未到',
    '工單',
    '轉數快',
    'PayPal',
    'USDT',
    '銀行轉帳',
    '信用卡過數',
    '早晨',
    '結佘',
  ],
}

/** Coming in: what strangers read, linking and unlinking. */
export async function arrive(book: Book): Promise<void> {
  const { house, t } = book
  book.chapter('Not linked, linking, unlinking')
  const owner = await book.customer('10428')
  const guest = book.chat('guest', 'A stranger')
  await guest.says(t.common.commands.help)
  await guest.says('xyzzy')
  await guest.says(t.common.commands.balance)
  const form = await guest.quietly.says(t.common.commands.balance)
  await guest.presses(form, 'link')
  await guest.sends('link', { code: 'AAAA-BBBB-CCC' })
  const { id: customerId } = await house.db.customer.findUniqueOrThrow({ where: { number: '10428' } })
  const { code } = await createLinkCode(house.db, { customerId, createdBy: 'cli', now: house.now })
  const shown = await guest.quietly.sends('link', { code })
  book.shows('A stranger enters a good code', shown.reply)
  await guest.presses(shown, 'link-confirm')
  const asked = await owner.says(t.common.commands.unlink)
  await owner.presses(await owner.presses(asked, 'link-request'), 'link-allow')
  await guest.sends('link')
  const second = book.chat('guest-2', 'Another stranger')
  const { code: next } = await createLinkCode(house.db, { customerId, createdBy: 'cli', now: house.now })
  await second.quietly.presses(await second.quietly.sends('link', { code: next }), 'link-confirm')
  await guest.presses(await guest.quietly.sends('unlink'), 'link-request')
  await guest.presses(await guest.quietly.presses(await guest.quietly.sends('unlink'), 'link-request'), 'link-deny')
  await guest.sends('make-owner')
  const heirs = await owner.sends('make-owner')
  const heir = await owner.presses(heirs, 'make-owner')
  await owner.presses(heir, 'owner-confirm')
  const back = await guest.quietly.presses(await guest.quietly.sends('make-owner'), 'make-owner')
  await guest.quietly.presses(back, 'owner-confirm')
  const chats = await owner.says(t.common.commands.unlink)
  const sure = await owner.presses(chats, chats.buttons.find((label) => label !== t.link.unlinkThis) ?? '')
  await owner.presses(sure, 'unlink-confirm')
  const { code: third } = await createLinkCode(house.db, { customerId, createdBy: 'cli', now: house.now })
  await second.quietly.presses(await second.quietly.sends('link', { code: third }), 'link-confirm')
  await owner.quietly.presses(await owner.quietly.presses(await owner.quietly.sends('unlink'), 'link-request'), 'link-allow')
  const own = await second.presses(await second.quietly.sends('unlink'), t.link.unlinkThis)
  await second.presses(own, 'unlink-confirm')
  await owner.sends('unlink')
  await guest.presses(chats, 'unlink')
}

/** What people ask for that is not done here. */
export async function ask(book: Book): Promise<void> {
  book.chapter('Help, and what is asked for and not done here')
  const customer = await book.customer('10001')
  await customer.says(book.t.common.commands.help)
  for (const words of ASKED[book.locale]) await customer.says(words)
}

/** The balance in each of its states. */
export async function balances(book: Book): Promise<void> {
  const { house, t } = book
  book.chapter('Balance')
  const customer = await book.customer('10002')
  await customer.says(t.common.commands.balance)
  await posts(house.db, '10002', 'recharge', 10_000, '2026-11-20T04:00:00Z', { channel: 'alipay' })
  await customer.says(t.common.commands.balance)
  await posts(house.db, '10002', 'cost', 6_380, '2026-11-24T00:00:00Z', { product: '云服务器', productId: 'rcs-20871' })
  await house.db.identity.updateMany({ where: { customer: { number: '10002' } }, data: { lowBalance: 5_000n } })
  await customer.says(t.common.commands.balance)
  await posts(house.db, '10002', 'cost', 9_000, '2026-11-24T01:00:00Z', { forced: true })
  await customer.says(t.common.commands.balance)
  await house.db.customer.update({ where: { number: '10002' }, data: { status: 'frozen' } })
  await customer.says(t.common.commands.balance)
  await customer.sends('recharge', { amount: '100' })
}

/** Lists: full, paged, narrowed, empty. */
export async function records(book: Book): Promise<void> {
  const { house, t } = book
  book.chapter('Records')
  const customer = await book.customer('10003')
  for (const list of ['costs', 'refunds', 'recharges'] as const) await customer.says(t.common.commands[list])
  for (const list of ['costs', 'refunds', 'recharges'] as const) await customer.sends(list, { period: 'all' })
  await posts(house.db, '10003', 'recharge', 50_000, '2026-11-02T04:00:00Z', { channel: 'alipay', reference: '2026110222001407' })
  const wrong = await posts(house.db, '10003', 'recharge', 10_000, '2026-11-03T04:00:00Z', { reference: '402511031432071048213356' })
  for (let n = 0; n < 12; n++) {
    const at = new Date(Date.parse('2026-11-23T00:00:00Z') - n * 24 * 3600_000)
    const [product, productId] = n % 3 ? ['云服务器 2核4G', 'rcs-20871'] : ['云数据库', 'rds-7']
    await posts(house.db, '10003', 'cost', 150 + n, at, { product, productId })
  }
  await posts(house.db, '10003', 'refund', 4_000, '2026-11-22T09:30:00Z', { product: '云服务器 4核8G', productId: 'rcs-21744' })
  const undone = { key: 'undone', reason: 'wrong amount', actor: 'staff:1', source: 'test', occurredAt: new Date('2026-11-03T06:00:00Z') }
  await createLedger(house.db).reverse(wrong.ids[0] ?? 0n, undone)
  const first = await customer.sends('costs')
  const second = await customer.presses(first, t.records.older)
  await customer.presses(second, 'filter')
  await customer.sends('filter', { list: 'costs', period: 'all', product: 'rds-7' })
  await customer.sends('filter', { list: 'costs', period: '30d', product: '云' })
  await customer.sends('filter', { list: 'costs', period: 'last', product: 'rds-7' })
  await customer.sends('refunds')
  await customer.sends('recharges')
}

/** Language, time zone and the warning. */
export async function settings(book: Book): Promise<void> {
  const { t } = book
  book.chapter('Settings')
  const customer = await book.customer('10004')
  const shown = await customer.says(t.common.commands.settings)
  const zones = await customer.presses(shown, 'zones')
  await customer.presses(zones, t.settings.otherZone)
  await customer.sends('zone', { zone: 'Atlantis' })
  await customer.sends('zone', { zone: 'Asia/Singapore' })
  await customer.presses(shown, 'low-balance')
  await customer.sends('low-balance', { amount: 'a lot' })
  const warned = await customer.sends('low-balance', { amount: '50' })
  await customer.presses(warned, t.settings.turnOff)
  await customer.sends('language')
  await customer.sends('language', { locale: book.locale })
}
