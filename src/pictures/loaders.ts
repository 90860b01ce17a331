import sharp from 'sharp'
import { PICTURE_PIXELS } from './limits.ts'

// Everything that libvips can read (SVG, PDF, GIF, TIFF ...) is attack surface: nothing is read but these, and only from memory.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer', 'VipsForeignLoadWebpBuffer'] })
// Uploads are not read twice, and a picture kept in a cache is memory that nobody asked for.
sharp.cache(false)
sharp.concurrency(1)

/** A picture decoded into memory: rows of 8-bit samples, top to bottom. */
export interface Pixels {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
}

/** Opens a PNG, JPEG or WebP from memory, upright. Damage makes every later step fail; a camera's odd but harmless marker does not. */
export const open = (bytes: Uint8Array, limitInputPixels: number | false = PICTURE_PIXELS) =>
  sharp(bytes, { limitInputPixels, failOn: 'error', autoOrient: true, animated: false }).timeout({ seconds: 20 })

/** Opens pixels that are decoded already. */
export const openPixels = ({ data, width, height, channels }: Pixels) =>
  sharp(data, { raw: { width, height, channels }, limitInputPixels: PICTURE_PIXELS }).timeout({ seconds: 20 })
