import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { AppError, type ErrorCode } from '../../../src/errors.ts'
import { readScreenshot } from '../../../src/pictures/index.ts'
import { chunk, fixture, hugePng, zip } from '../../support/images.ts'

/** The code with which a file is refused; "taken" when it is not. */
async function refused(file: Uint8Array): Promise<ErrorCode | 'taken'> {
  try {
    await readScreenshot(file)
    return 'taken'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

const plain = () => sharp({ create: { width: 120, height: 90, channels: 3, background: '#2a7' } })
const png = () => plain().png().toBuffer()
const jpeg = () => plain().jpeg().toBuffer()
const webp = () => plain().webp().toBuffer()
const heic = () => fixture('gps.heic')
const all = async () => [await png(), await jpeg(), await webp(), heic()]

describe('a file that is no still picture', () => {
  it.each([
    ['a drawing in SVG', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a web page called .png', '<!doctype html><title>receipt.png</title><script>alert(1)</script>'],
    ['a PDF', '%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>'],
    ['a GIF', 'GIF89a\x01\x00\x01\x00\x00\x00\x00;'],
    ['a BMP', 'BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00'],
    ['a TIFF', 'II*\x00\x08\x00\x00\x00'],
    ['an AVIF', '\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf'],
    ['a film', '\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2'],
    ['nothing', ''],
    ['text', 'I have paid'],
  ])('is refused: %s', async (_, content) => {
    expect(await refused(Buffer.from(content, 'latin1'))).toBe('file_not_image')
  })

  it('is refused when it moves: frames behind the first would be seen by nobody', async () => {
    const frames = Buffer.alloc(40 * 80 * 3)
    frames.fill(255, frames.length / 2)
    const moving = await sharp(frames, { raw: { width: 40, height: 80, channels: 3, pageHeight: 40 } })
      .webp()
      .toBuffer()
    expect(await refused(moving)).toBe('file_not_image')
    const still = await png()
    const animated = Buffer.concat([still.subarray(0, 33), chunk('acTL', Buffer.from('0000000200000000', 'hex')), still.subarray(33)])
    expect(await refused(animated)).toBe('file_not_image')
  })
})

describe('a file that is two things at once', () => {
  it('is refused with an archive behind the picture', async () => {
    for (const file of await all()) expect(await refused(Buffer.concat([file, zip(file.length)]))).toBe('image_damaged')
  })

  it('is refused with a page or a script behind the picture', async () => {
    for (const file of await all()) {
      expect(await refused(Buffer.concat([file, Buffer.from('<html><script>alert(1)</script>')]))).toBe('image_damaged')
      expect(await refused(Buffer.concat([file, Buffer.from('\n#!/bin/sh\n')]))).toBe('image_damaged')
    }
  })

  it('is refused with an archive inside a part that viewers skip', async () => {
    const file = await png()
    const hidden = Buffer.concat([file.subarray(0, 33), chunk('zzZz', zip(41)), file.subarray(33)])
    expect(await refused(hidden)).toBe('image_damaged')
    const free = Buffer.alloc(8)
    free.writeUInt32BE(8 + zip().length)
    free.write('free', 4)
    expect(await refused(Buffer.concat([heic(), free, zip(heic().length + 8)]))).toBe('image_damaged')
  })

  it('is refused when a reader of documents would open it', async () => {
    const file = await png()
    const hidden = Buffer.concat([file.subarray(0, 33), chunk('tEXt', Buffer.from('Comment\0%PDF-1.4 ...')), file.subarray(33)])
    expect(await refused(hidden)).toBe('image_damaged')
  })

  it('is taken with what phones add: padding, a second JPEG, a short film, a list of facts', async () => {
    const file = await jpeg()
    const film = Buffer.from('\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2\x00\x00\x00\x0cmdat1234', 'latin1')
    const facts = Buffer.from(
      '\x00\x00\x01\x0a\x0e\x00\x00\x00Image_UTC_Data123SEFH\x6b\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x0a\x19\x00\x00\x00\x19\x00\x00\x00\x18\x00\x00\x00SEFT',
      'latin1',
    )
    for (const added of [Buffer.alloc(64), await jpeg(), film, facts]) expect(await refused(Buffer.concat([file, added]))).toBe('taken')
    expect(await refused(Buffer.concat([file, facts.subarray(0, -4), Buffer.from('<!--')]))).toBe('image_damaged')
  })
})

describe('a file that is too much', () => {
  it('is refused above 10 MB before it is looked at', async () => {
    expect(await refused(Buffer.alloc(10 * 1024 * 1024 + 1))).toBe('file_too_large')
    const most = Buffer.concat([await jpeg(), Buffer.alloc(10 * 1024 * 1024)]).subarray(0, 10 * 1024 * 1024)
    expect(await refused(most)).toBe('taken')
  })

  it('is refused above 40 megapixels, and taken up to there', async () => {
    expect(await refused(hugePng(8200, 5000))).toBe('image_too_large')
    expect(await refused(hugePng(8000, 5000))).toBe('taken')
  })

  it('is refused when a few bytes claim a picture of gigabytes', async () => {
    expect(hugePng(60_000, 60_000, false).length).toBeLessThan(200)
    expect(await refused(hugePng(60_000, 60_000, false))).toBe('image_too_large')
    const claim = await jpeg()
    const size = claim.indexOf(Buffer.from('ffc0', 'hex')) + 5
    claim.writeUInt16BE(65_500, size)
    claim.writeUInt16BE(65_500, size + 2)
    expect(await refused(claim)).toBe('image_too_large')
  })

  it('is refused when a HEIC file claims it', async () => {
    for (const [width, height] of [
      [8200, 5000],
      [30_000, 30_000],
    ] as const) {
      const file = heic()
      const size = file.indexOf('ispe') + 8
      file.writeUInt32BE(width, size)
      file.writeUInt32BE(height, size + 4)
      expect(await refused(file)).toBe('image_too_large')
    }
  })

  it('is refused when it would have to be gone over a thousand times', async () => {
    const file = await plain().jpeg({ progressive: true }).toBuffer()
    const start = file.indexOf(Buffer.from('ffda', 'hex'))
    const next = file.indexOf(Buffer.from([0xff, 0xc4]), start)
    const scan = file.subarray(start, next > 0 ? next : file.indexOf(Buffer.from('ffda', 'hex'), start + 2))
    const slow = Buffer.concat([file.subarray(0, start), ...Array(1000).fill(scan), file.subarray(start)])
    expect(await refused(slow)).toBe('image_damaged')
  })
})

describe('a file that is damaged', () => {
  it('is refused when its end is missing', async () => {
    const real = fixture('screenshots/s1_success_light.png')
    for (const file of [...(await all()), real]) {
      expect(await refused(file.subarray(0, Math.floor(file.length * 0.6)))).toBe('image_damaged')
      expect(await refused(file.subarray(0, file.length - 1))).toBe('image_damaged')
    }
  })

  it('is refused when its end was put on a torn picture', async () => {
    const real = fixture('screenshots/s1_success_light.png')
    const torn = Buffer.concat([real.subarray(0, 33), chunk('IDAT', real.subarray(41, 5000)), chunk('IEND', Buffer.alloc(0))])
    expect(await refused(torn)).toBe('image_damaged')
  })

  it('is refused when it is only a beginning', async () => {
    for (const file of await all()) expect(await refused(file.subarray(0, 24))).toMatch(/^(image_damaged|file_not_image)$/)
  })

  it('does not stop the next one', async () => {
    const broken = Array.from({ length: 6 }, () => refused(heic().subarray(0, 1200)))
    expect(new Set(await Promise.all(broken))).toEqual(new Set(['image_damaged']))
    expect(await refused(heic())).toBe('taken')
  })
})
