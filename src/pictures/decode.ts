import { AppError } from '../errors.ts'
import { decodeHeic } from './heic.ts'
import { PICTURE_PIXELS } from './limits.ts'
import { open, openPixels, type Pixels } from './loaders.ts'
import type { Screenshot } from './types.ts'

/** Upright pixels in sRGB without transparency, so that the same picture saved in two ways is the same. */
export async function decode(bytes: Uint8Array, type: Screenshot['type']): Promise<Pixels> {
  const image = type === 'image/heic' ? openPixels(await decodeHeic(bytes)) : await openChecked(bytes)
  const { data, info } = await whole(
    image.flatten({ background: '#fff' }).toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }),
  )
  return { data, width: info.width, height: info.height, channels: 3 }
}

/** The header is enough to refuse what is too large: not one pixel of it is decoded. */
async function openChecked(bytes: Uint8Array): Promise<ReturnType<typeof open>> {
  const { width, height, pages } = await whole(open(bytes, false).metadata())
  if (width * height > PICTURE_PIXELS) throw new AppError('image_too_large', { limitMegapixels: PICTURE_PIXELS / 1_000_000 })
  if ((pages ?? 1) > 1) throw new AppError('file_not_image', {})
  return open(bytes)
}

/** The decoder's complaints are about the picture. */
const whole = <T>(decoded: Promise<T>): Promise<T> =>
  decoded.catch((error: unknown) => {
    throw new AppError('image_damaged', {}, error)
  })
