import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Method } from '../../../src/billing/methods.ts'
import { createPictures, decodeQr, type Pictures } from '../../../src/pictures/index.ts'
import { testDatabase } from '../../support/database.ts'
import { fixture } from '../../support/images.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
let folder: string
let pictures: Pictures

const manual = (picture: string): Method => ({
  id: 'unionpay',
  kind: 'manual',
  name: { en: 'UnionPay', 'zh-CN': '云闪付', 'zh-HK': '雲閃付' },
  guidance: { en: '', 'zh-CN': '', 'zh-HK': '' },
  words: [],
  through: [],
  codes: [{ picture, payee: 'Raindrop' }],
})

beforeAll(async () => {
  database = await testDatabase()
  folder = await mkdtemp(join(tmpdir(), 'purser-codes-'))
  pictures = createPictures({ db: database.db, methods: [manual(join(folder, 'code.png'))], log: pino({ level: 'silent' }) })
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

const person = async (customerId?: bigint) =>
  (
    await database.db.identity.create({
      data: { platform: 'test', userId: randomBytes(6).toString('hex'), ...(customerId ? { customerId } : {}) },
    })
  ).id
const customer = async () => (await database.db.customer.create({ data: { number: randomBytes(4).toString('hex') } })).id

async function upload(identityId: bigint, customerId?: bigint): Promise<string> {
  const { clean, ...shot } = await pictures.screenshot(fixture('gps.heic'))
  const bytes = { sha256: Uint8Array.from(shot.sha256), pixels: Uint8Array.from(shot.pixels), original: Uint8Array.from(shot.original) }
  const ticket = customerId
    ? await database.db.ticket.create({
        data: { customerId, identityId, method: 'unionpay', currency: 'CNY', amount: 100n, paidAt: new Date(0) },
      })
    : undefined
  const data = { ...shot, ...bytes, identityId, ticketId: ticket?.id ?? null, clean: Uint8Array.from(clean.bytes), cleanType: clean.type }
  return String((await database.db.attachment.create({ data })).id)
}

describe('an uploaded picture', () => {
  it('is shown to who sent it, to the other chats of the customer whose claim it is on, and to staff; to nobody else', async () => {
    const one = await customer()
    const sender = await person(one)
    const own = await upload(sender)
    const claimed = await upload(sender, one)
    const sees = async (id: string, identityId?: bigint, staff = false) =>
      (await pictures.picture({ from: 'attachment', id }, { staff, ...(identityId ? { identityId } : {}) })) !== undefined
    expect([await sees(own, sender), await sees(claimed, sender)]).toEqual([true, true])
    const partner = await person(one)
    expect([await sees(own, partner), await sees(claimed, partner)]).toEqual([false, true])
    for (const stranger of [await person(await customer()), await person()]) {
      expect([await sees(own, stranger), await sees(claimed, stranger)]).toEqual([false, false])
    }
    expect([await sees(own), await sees(claimed)]).toEqual([false, false])
    expect([await sees(own, undefined, true), await sees(claimed, undefined, true)]).toEqual([true, true])
  })

  it('is never shown as it came', async () => {
    const sender = await person()
    const shown = await pictures.picture({ from: 'attachment', id: await upload(sender) }, { identityId: sender, staff: false })
    expect(shown?.type).toBe('image/jpeg')
    expect((await sharp(shown?.bytes).metadata()).exif).toBeUndefined()
  })

  it('is not there when the id is none', async () => {
    for (const id of ['999999', '-1', '1; drop table attachment', '', '99999999999999999999999']) {
      expect(await pictures.picture({ from: 'attachment', id }, { staff: true })).toBeUndefined()
    }
  })
})

describe('a QR code', () => {
  it('leads where it says, long link or short, in Chinese or not', async () => {
    const links = ['https://pay.example.com/a', `https://pay.example.com/支付?amount=100.00&customer=10428&note=${'x'.repeat(300)}`]
    for (const content of links) {
      const drawn = await pictures.picture({ from: 'qr', content }, { staff: false })
      expect(drawn?.type).toBe('image/png')
      expect(await decodeQr(drawn?.bytes ?? Buffer.alloc(0))).toBe(content)
    }
  })

  it('has a white margin of four modules, and is large enough to scan from a screen', async () => {
    const drawn = await pictures.picture({ from: 'qr', content: 'https://pay.example.com/alipay?amount=1.00' }, { staff: false })
    const { data, info } = await sharp(drawn?.bytes).greyscale().raw().toBuffer({ resolveWithObject: true })
    expect(info.width).toBeGreaterThanOrEqual(400)
    expect(info.width).toBeLessThanOrEqual(560)
    const dark = [...data].flatMap((value, i) => (value < 128 ? [i % info.width] : []))
    const margin = dark.reduce((least, x) => Math.min(least, x))
    // A finder pattern is seven modules wide, and begins the first row that has anything dark.
    const first = data.findIndex((value) => value < 128)
    const finder = data.subarray(first).findIndex((value) => value >= 128)
    expect(margin).toBe((finder / 7) * 4)
    expect(dark.reduce((most, x) => Math.max(most, x))).toBe(info.width - margin - 1)
  })

  it('is not found in a picture that has none', async () => {
    expect(await decodeQr(fixture('screenshots/s1_success_light.png'))).toBeUndefined()
  })
})

describe('a collection code', () => {
  it('is shown from the configured file, cleaned, and again after the operator put a wrong file right', async () => {
    const source = { from: 'code', method: 'unionpay', index: 0 } as const
    await writeFile(join(folder, 'code.png'), '<svg/>')
    expect(await pictures.picture(source, { staff: false })).toBeUndefined()
    const drawn = await pictures.picture({ from: 'qr', content: 'https://example.com/sample' }, { staff: false })
    const file = await sharp(drawn?.bytes)
      .jpeg()
      .withExif({ IFD0: { Make: 'Fixture' } })
      .toBuffer()
    await writeFile(join(folder, 'code.png'), file)
    const shown = await pictures.picture(source, { staff: false })
    expect(await decodeQr(shown?.bytes ?? Buffer.alloc(0))).toBe('https://example.com/sample')
    expect(Buffer.from(shown?.bytes ?? []).includes('Fixture')).toBe(false)
  })

  it('is not there for another method or index', async () => {
    expect(await pictures.picture({ from: 'code', method: 'unionpay', index: 1 }, { staff: true })).toBeUndefined()
    expect(await pictures.picture({ from: 'code', method: 'alipay', index: 0 }, { staff: true })).toBeUndefined()
  })
})
