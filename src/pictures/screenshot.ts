import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { createSlots } from '../slots.ts'
import { cleanCopy } from './clean.ts'
import { inspect } from './container.ts'
import { decode } from './decode.ts'
import { PICTURE_BYTES } from './limits.ts'
import type { Screenshot } from './types.ts'

/** Pictures are decoded two at a time, because each may need hundreds of megabytes and a core. */
const inSlot = createSlots(2, 32)

/**
 * Checks an upload by its content, never by its name, and makes the copy that people are shown. PNG, JPEG, WebP and
 * HEIC/HEIF, one still picture, at most 10 MB and 40 megapixels.
 * Throws AppError: file_too_large, file_not_image, image_too_large, image_damaged, busy.
 */
export async function readScreenshot(bytes: Uint8Array): Promise<Screenshot> {
  if (bytes.length > PICTURE_BYTES) throw new AppError('file_too_large', { limitMegabytes: PICTURE_BYTES / 1024 / 1024 })
  const type = inspect(bytes)
  return inSlot(async () => {
    const pixels = await decode(bytes, type)
    const { width, height } = pixels
    return {
      type,
      size: bytes.length,
      width,
      height,
      sha256: await sha256('', bytes),
      pixels: await sha256(`${width}x${height}:`, pixels.data),
      original: bytes,
      clean: await cleanCopy(pixels, type),
    }
  })
}

/** In slices, so that others are answered in between: 120 MB of pixels take a tenth of a second or more. */
async function sha256(prefix: string, bytes: Uint8Array): Promise<Uint8Array> {
  const hash = createHash('sha256').update(prefix)
  for (let at = 0; at < bytes.length; at += 4 * 1024 * 1024) {
    hash.update(bytes.subarray(at, at + 4 * 1024 * 1024))
    await setImmediate()
  }
  return hash.digest()
}
