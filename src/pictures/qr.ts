import jsqr from 'jsqr'
import qrcode from 'qrcode'
import { inspect } from './container.ts'
import { decode } from './decode.ts'
import { openPixels } from './loaders.ts'
import type { Picture } from './types.ts'

/** Modules of white around the code: scanners need four to find it. */
const QUIET = 4

/** A QR code of this content: level M, every module a whole number of pixels, about 480 across. */
export async function drawQr(content: string): Promise<Picture> {
  const { size, data } = qrcode.create(content, { errorCorrectionLevel: 'M' }).modules
  const width = size + 2 * QUIET
  const module = Math.max(4, Math.round(480 / width))
  const rows = new Uint8Array(width * width * 3).fill(255)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = ((y + QUIET) * width + x + QUIET) * 3
      if (data[y * size + x]) rows.fill(0, at, at + 3)
    }
  }
  const bytes = await openPixels({ data: rows, width, height: width, channels: 3 })
    .resize({ width: width * module, kernel: 'nearest' })
    .png({ palette: true, colours: 2 })
    .toBuffer()
  return { bytes, type: 'image/png' }
}

/** What the QR code in a picture says; undefined when there is none, or none that can be read. For checks, not for requests: it takes a second. */
export async function decodeQr(picture: Uint8Array): Promise<string | undefined> {
  const pixels = await decode(picture, inspect(picture))
  for (const side of [800, 1600, 400]) {
    const { data, info } = await openPixels(pixels)
      .resize({ width: side, height: side, fit: 'inside' })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const found = jsqr.default(new Uint8ClampedArray(data), info.width, info.height)
    if (found?.data) return found.data
  }
  return undefined
}
