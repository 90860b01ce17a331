import { createHash } from 'node:crypto'
import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LOCALES } from '../../locales/index.ts'
import { readAudit } from '../../src/audit.ts'
import { caseFile } from '../../src/billing/tickets/case.ts'
import { casePdf, onPaper } from '../../src/files/case.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import { testConfig, wordsOf } from '../support/bot.ts'
import { purser, purserJson } from '../support/cli.ts'
import { type Counter, claim, counter, METHODS } from '../support/counter.ts'
import { realFiles } from '../support/files.ts'

const CNY = (amount: string) => ({ amount, currency: 'CNY' })
const SHOT = readFileSync('test/support/fixtures/screenshots/s2_detail_light.png')

let house: Counter
let ticket: string
let folder: string
let env: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'purser-case-'))
  house = await counter()
  env = { DATABASE_URL: house.url, PURSER_STAFF_LOCALE: 'zh-HK' }
  const customer = await house.customer('66001')
  await house.db.customer.update({ where: { number: '66001' }, data: { name: '陳家欣' } })
  const [amy, kit] = [await house.staff('Amy 王小明'), await house.staff('kit', 'lead')]
  ticket = (await claim(customer, { reference: 'CASE000001', note: '雲閃付付款，請盡快入賬 🙏' })).ticket
  const { clean, original } = await readScreenshot(SHOT)
  const picture = { clean: Uint8Array.from(clean.bytes), cleanType: clean.type, original: Uint8Array.from(original) }
  await house.db.attachment.updateMany({ where: { ticketId: BigInt(ticket) }, data: picture })
  await amy.sends('show', { ticket })
  await amy.sends('claim', { ticket })
  await amy.sends('credit', { ticket, version: '1', amount: '1280', reference: 'CASE000001', reason: '商戶後台顯示 1,280.00' })
  const right = { customer: '66001', amount: '128', reference: 'CASE000001', reason: '多打了一個零' }
  await kit.sends('correct', { ticket, version: '2', ...right })
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await house.close()
})

interface Case {
  readonly ticket: { readonly state: string; readonly decidedBy: string; readonly attachments: readonly { readonly sha256: string }[] }
  readonly events: readonly { readonly who: string; readonly action: string; readonly after: unknown; readonly reason?: string }[]
  readonly transfers: readonly Record<string, unknown>[]
  readonly messages: readonly { readonly to: string; readonly lines: readonly string[] }[]
}

test('a case says who saw, took, decided and corrected a claim and why, with every transfer, message and hash', async () => {
  const { code, data } = await purserJson<Case>(env, 'case', ticket)
  expect(code).toBe(0)
  const sha256 = createHash('sha256')
    .update(`shot ${JSON.stringify({ reference: 'CASE000001', note: '雲閃付付款，請盡快入賬 🙏' })}`)
    .digest('hex')
  expect(data.ticket).toMatchObject({ state: 'approved', amount: CNY('128.00'), credited: CNY('128.00'), attachments: [{ sha256 }] })
  const did = data.events.map(({ who, action }) => `${who.replace(/ \(\d+\)/, '')} ${action}`)
  for (const step of [
    'customer:66001 ticket.open',
    'Amy 王小明 sight',
    'Amy 王小明 ticket.claim',
    'Amy 王小明 ticket.approve',
    'kit ticket.correct',
  ])
    expect(did).toContain(step)
  expect(data.events.at(-1)?.reason).toBe('多打了一個零')
  expect(data.transfers.map(({ kind }) => kind)).toEqual(['recharge', 'reversal', 'recharge'])
  for (const transfer of data.transfers) expect(transfer).toMatchObject({ occurredAt: expect.any(String), postedAt: expect.any(String) })
  expect(data.ticket).toMatchObject({ customer: { number: '66001', name: '陳家欣' }, decidedBy: expect.stringMatching(/^kit \(\d+\)$/) })
  expect(data.events.find(({ action }) => action === 'ticket.approve')?.after).toMatchObject({ credited: CNY('1280.00') })
  expect(data.transfers[0]).toMatchObject({ from: 'channel:unionpay', to: 'customer:66001', amount: CNY('1280.00') })
  expect(data.messages.flatMap(({ lines }) => lines).join()).toContain('Correction')
  // Nothing is left in minor units, which a reader would take for a hundred times as much.
  expect(JSON.stringify(data)).not.toMatch(/"minor"|"(amount|credited)":"\d+"/)
})

test('the case is a PDF with its picture, in the language asked for', async () => {
  for (const locale of ['en', 'zh-CN', 'zh-HK']) {
    const file = join(folder, `${locale}.pdf`)
    if (locale === 'en') {
      writeFileSync(file, 'an older one, readable by all', { mode: 0o644 })
      linkSync(file, join(folder, 'read by another'))
    }
    expect(await purser(env, 'case', ticket, '--pdf', file, '--locale', locale)).toMatchObject({ code: 0, out: `Written: ${file}\n` })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const bytes = readFileSync(file)
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
    // Fonts are embedded, whatever machine it is read on.
    expect(bytes.toString('latin1')).toContain('/FontFile2')
    expect(bytes.toString('latin1')).toContain('/Subtype /Image')
  }
  // Another file took its place: whoever had the older one open reads nothing of the case, and no half of one ever stands there.
  expect(readFileSync(join(folder, 'read by another'), 'utf8')).toBe('an older one, readable by all')
  expect(readdirSync(folder).sort()).toEqual(['en.pdf', 'read by another', 'zh-CN.pdf', 'zh-HK.pdf'])
})

test('on paper nothing is of today: every time has its year, and it says as of when it stood so', async () => {
  const file = await caseFile(
    { db: house.db, config: testConfig(), ledger: createLedger(house.db), history: async () => [] },
    BigInt(ticket),
  )
  if (!file) throw new Error('no case')
  for (const locale of LOCALES) {
    const { reply, viewer } = onPaper(file, { locale, zone: 'Asia/Shanghai', now: house.now }, METHODS)
    const words = wordsOf(reply, viewer)
    expect(words).not.toMatch(/today|今天|今日/i)
    expect(words).toMatch(/24 Nov 2026 13:50|2026年11月24日 13:50/)
    expect(words).toContain('2026-11-24 14:05:00')
  }
})

test('on paper a message says what its reader read, each transfer whose balance it changed, and nothing is a program’s word', async () => {
  const { db } = house
  await db.identity.updateMany({ where: { userId: 'c66001' }, data: { locale: 'zh-HK', zone: 'Asia/Tokyo' } })
  await house.customer('66002')
  const wrong = { ticket, version: '3', customer: '66002', amount: '128', reference: 'CASE000001', reason: '填錯客戶' }
  expect((await house.chatter('kit').sends('correct', wrong)).text).toContain('66002')
  const scene = { db, config: testConfig(), ledger: createLedger(db), history: (subject: string) => readAudit(db, subject) }
  const file = await caseFile(scene, BigInt(ticket))
  if (!file) throw new Error('no case')
  const { reply, viewer } = onPaper(file, { locale: 'zh-CN', zone: 'Asia/Shanghai', now: house.now }, METHODS)
  const words = wordsOf(reply, viewer)
  expect(words).toMatch(/CN¥1,280\.00|CN¥128\.00/)
  expect(words).toMatch(/充值 \| UID 66001 \| \+¥1,280\.00[\s\S]*UID 66001 \| -¥128\.00[\s\S]*充值 \| UID 66002 \| \+¥128\.00/)
  expect(words).toMatch(/更正 · ¥128\.00 · .*客户 UID 66002 · 编号 CASE000001 · .*「填錯客戶」/)
  expect(words).toContain('所用时区：北京时间。')
  expect(words.slice(0, words.indexOf('消息\n'))).not.toMatch(
    /customer:|staff:|channel:|wallet:|\b(version|transfer|reference|remedy|reversal) |“/,
  )
})

test('on paper a message that was not sent says why in the reader’s language, or only that it was not', async () => {
  const { db } = house
  const { id: identityId } = await db.identity.findFirstOrThrow({ where: { userId: 'c66001' } })
  const reply = { audience: 'asker', blocks: [{ type: 'text', text: ['已入账'] }], actions: [] }
  const of = { ticketId: BigInt(ticket), reply, createdAt: house.now }
  const errors = ['chat_closed', 'unlinked', 'outdated', 'HttpError', null]
  await db.notice.createMany({ data: errors.map((error) => ({ ...of, identityId, error })) })
  await db.notice.create({ data: { ...of, platform: 'test', chat: 'staff', error: 'staff_chat_closed' } })
  const file = await caseFile({ db, config: testConfig(), ledger: createLedger(db), history: async () => [] }, BigInt(ticket))
  if (!file) throw new Error('no case')
  const words = onPaper(file, { locale: 'zh-CN', zone: 'Asia/Shanghai', now: house.now }, METHODS)
  const shown = wordsOf(words.reply, words.viewer)
  const unsent = shown.split('\n').filter((line) => line.includes('未发送'))
  const why = ['：对方不接收消息', '：该聊天账号已解除绑定', '：内容已过时', '', '']
  expect(unsent.slice(-6)).toEqual([...why.map((reason) => `未发送${reason} | test c66001 | 已入账`), '未发送 | 客服 | 已入账'])
})

test('a picture too large for a chat is put in smaller', async () => {
  const { db } = house
  const noise = {
    create: { width: 1600, height: 1600, channels: 3, background: 'white', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  } as const
  const large = await sharp(noise).png({ compressionLevel: 0 }).toBuffer()
  await db.attachment.updateMany({ where: { ticketId: BigInt(ticket) }, data: { clean: Uint8Array.from(large), cleanType: 'image/png' } })
  const file = await caseFile({ db, config: testConfig(), ledger: createLedger(db), history: async () => [] }, BigInt(ticket))
  if (!file) throw new Error('no case')
  const pdf = Buffer.from(await casePdf({ db, methods: METHODS }, file, { locale: 'en', zone: 'UTC', now: house.now }))
  expect(large.length).toBeGreaterThan(7_000_000)
  expect(pdf.length).toBeLessThan(3_000_000)
  expect(pdf.toString('latin1')).toContain('/DCTDecode')
})

test('staff get the same document from the case in the chat, as they may have it now, and it is written down that they saw it', async () => {
  const { db } = house
  const max = await house.staff('max')
  const identityOf = (userId: string) => db.identity.findFirstOrThrow({ where: { userId } })
  const paper = await house.chatter('Amy 王小明').presses(await house.chatter('Amy 王小明').sends('case', { ticket }), 'As a PDF')
  const [block] = paper.reply.blocks
  if (block?.type !== 'file') throw new Error(`no file in: ${paper.text}`)
  expect(paper.reply).toMatchObject({ audience: 'asker', aside: true })
  const { source } = block
  const files = realFiles(db)
  const { id, staffId } = await identityOf('max')
  const seen = () => db.sight.count({ where: { ticketId: BigInt(ticket), staffId: staffId ?? 0n } })
  const got = await files.file(source, { identityId: id, staff: true })
  if (got === undefined || got === 'busy') throw new Error('there is no paper')
  expect(got).toMatchObject({ name: `case-${ticket}.pdf`, type: 'application/pdf' })
  const bytes = Buffer.from(got.bytes).toString('latin1')
  for (const part of ['%PDF-', '/FontFile2', '/Subtype /Image', '%%EOF']) expect(bytes).toContain(part)
  expect(await seen()).toBe(1)

  const customer = (await identityOf('c66001')).id
  for (const asker of [{ staff: true }, { identityId: id, staff: false }, { identityId: customer, staff: true }])
    expect(await files.file(source, asker)).toBeUndefined()
  expect(await files.file({ ...source, ticket: '999999' }, { identityId: id, staff: true })).toBeUndefined()
  await db.staff.update({ where: { id: staffId ?? 0n }, data: { removedAt: house.now } })
  expect(await files.file(source, { identityId: id, staff: true })).toBeUndefined()
  for (const stranger of [max, house.chatter('c66001'), house.chatter('nobody')])
    expect((await stranger.sends('case-pdf', { ticket })).reply.blocks.map(({ type }) => type)).not.toContain('file')
  expect(await seen()).toBe(1)
  const many = await Promise.all(Array.from({ length: 12 }, () => files.file(source, { identityId: id, staff: true })))
  expect(many.filter((each) => each === 'busy')).toHaveLength(3)
})

test('there is no case of a claim that does not exist', async () => {
  expect(await purserJson(env, 'case', '999999')).toMatchObject({ code: 3, data: { error: { code: 'no_ticket' } } })
})
