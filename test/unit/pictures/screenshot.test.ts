import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readScreenshot } from '../../../src/pictures/index.ts'
import { fixture } from '../../support/images.ts'

/** Left half red, right half blue, in any size. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#00f' } }).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: '#f00' } }, left: 0, top: 0 },
  ])

/** The colour at a point of an encoded picture. */
async function colourAt(picture: Uint8Array, x: number, y: number): Promise<'red' | 'blue' | 'white' | 'other'> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const [r = 0, g = 0, b = 0] = data.subarray((y * info.width + x) * info.channels)
  if (r > 200 && g > 200 && b > 200) return 'white'
  if (r > 150 && g < 80 && b < 80) return 'red'
  return b > 150 && g < 80 && r < 80 ? 'blue' : 'other'
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('a screenshot that is taken', () => {
  it.each(['s1_success_light.png', 's2_detail_light.png', 's3_detail_dark.png'])(
    'keeps %s as it came and shows every pixel of it',
    async (name) => {
      const file = fixture(`screenshots/${name}`)
      const shot = await readScreenshot(file)
      expect(shot).toMatchObject({ type: 'image/png', size: file.length, width: 1080, height: 2400 })
      expect(Buffer.from(shot.original).equals(file)).toBe(true)
      expect(hex(shot.sha256)).toBe(sha256(file))
      expect(shot.clean.type).toBe('image/png')
      const pixels = (bytes: Uint8Array) => sharp(bytes).flatten({ background: '#fff' }).raw().toBuffer()
      expect((await pixels(shot.clean.bytes)).equals(await pixels(file))).toBe(true)
    },
  )

  it('is told by its content, whatever it is called and whoever wrote it', async () => {
    const picture = halves(300, 200)
    expect((await readScreenshot(await picture.clone().png().toBuffer())).type).toBe('image/png')
    expect((await readScreenshot(await picture.clone().jpeg().toBuffer())).type).toBe('image/jpeg')
    expect((await readScreenshot(await picture.clone().jpeg({ progressive: true }).toBuffer())).type).toBe('image/jpeg')
    expect((await readScreenshot(await picture.clone().webp().toBuffer())).type).toBe('image/webp')
    expect((await readScreenshot(await picture.clone().webp({ lossless: true }).toBuffer())).type).toBe('image/webp')
    expect((await readScreenshot(fixture('gps.heic'))).type).toBe('image/heic')
  })

  it('is shown as PNG or JPEG, which every chat can show', async () => {
    const picture = halves(300, 200)
    for (const file of [await picture.clone().webp().toBuffer(), fixture('gps.heic'), await picture.clone().png().toBuffer()]) {
      expect((await readScreenshot(file)).clean.type).toMatch(/^image\/(png|jpeg)$/)
    }
  })

  it('has one pixel hash for one picture, however it was saved, and another for another', async () => {
    const picture = halves(300, 200)
    const one = await readScreenshot(await picture.clone().png({ compressionLevel: 1 }).toBuffer())
    const two = await readScreenshot(await picture.clone().ensureAlpha().png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer())
    const three = await readScreenshot(await picture.clone().webp({ lossless: true }).toBuffer())
    const other = await readScreenshot(await halves(200, 300).png().toBuffer())
    expect(hex(one.sha256)).not.toBe(hex(two.sha256))
    expect([hex(two.pixels), hex(three.pixels)]).toEqual([hex(one.pixels), hex(one.pixels)])
    expect(hex(other.pixels)).not.toBe(hex(one.pixels))
  })

  it('loses its place and camera in the copy that people are shown', async () => {
    const gps = { IFD0: { Make: 'Fixture' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 15/1 0/1' } }
    const jpeg = await halves(300, 200).jpeg().withExif(gps).withIccProfile('p3').toBuffer()
    expect((await sharp(jpeg).metadata()).exif).toBeDefined()
    for (const file of [jpeg, fixture('gps.heic')]) {
      expect(file.includes('GPS') || file.includes('Fixture')).toBe(true)
      const { clean } = await readScreenshot(file)
      const left = await sharp(clean.bytes).metadata()
      expect([left.exif, left.xmp, left.iptc, left.icc, left.orientation, left.comments]).toEqual(Array(6).fill(undefined))
      expect(Buffer.from(clean.bytes).includes('Fixture')).toBe(false)
    }
  })

  it('stands upright when the phone only noted that it was turned', async () => {
    const { width, height, clean } = await readScreenshot(
      await halves(300, 200).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer(),
    )
    expect([width, height]).toEqual([200, 300])
    expect([await colourAt(clean.bytes, 100, 20), await colourAt(clean.bytes, 100, 280)]).toEqual(['red', 'blue'])
  })

  it('stands upright when it is a HEIC file with a turn in it', async () => {
    const plain = await readScreenshot(fixture('gps.heic'))
    expect([plain.width, plain.height]).toEqual([240, 160])
    expect([await colourAt(plain.clean.bytes, 30, 30), await colourAt(plain.clean.bytes, 210, 130)]).toEqual(['red', 'blue'])
    const turned = await readScreenshot(fixture('turned.heic'))
    expect([turned.width, turned.height]).toEqual([160, 240])
    expect([await colourAt(turned.clean.bytes, 130, 30), await colourAt(turned.clean.bytes, 30, 210)]).toEqual(['red', 'blue'])
    expect(await colourAt(turned.clean.bytes, 30, 30)).toBe('white')
  })

  it('is reduced when it is a photo, but a long screenshot keeps its text readable', async () => {
    const size = async (width: number, height: number) => {
      const { clean } = await readScreenshot(await halves(width, height).jpeg().toBuffer())
      const shown = await sharp(clean.bytes).metadata()
      return [shown.width, shown.height]
    }
    expect(await size(4000, 3000)).toEqual([2400, 1800])
    expect(await size(1080, 6000)).toEqual([1080, 6000])
    expect(await size(1080, 16000)).toEqual([540, 8000])
    expect(await size(2, 20000)).toEqual([1, 8000])
  })

  it('may be grey, transparent, deep or printed in four colours', async () => {
    const picture = halves(60, 40)
    const files = [
      await picture.clone().greyscale().png().toBuffer(),
      await picture.clone().ensureAlpha(0.5).png().toBuffer(),
      await picture.clone().toColourspace('rgb16').png().toBuffer(),
      await picture.clone().toColourspace('cmyk').jpeg().toBuffer(),
      await picture.clone().png({ palette: true }).toBuffer(),
    ]
    for (const file of files) expect(await readScreenshot(file)).toMatchObject({ width: 60, height: 40 })
  })

  it('lets others be answered while it is worked on', async () => {
    const noise = Buffer.alloc(6000 * 6000 * 3, 'the same again ')
    const file = await sharp(noise, { raw: { width: 6000, height: 6000, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toBuffer()
    let turns = 0
    const others = setInterval(() => turns++, 1)
    await readScreenshot(file)
    clearInterval(others)
    expect(turns).toBeGreaterThan(20)
  })
})
