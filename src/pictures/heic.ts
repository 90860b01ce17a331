import { AppError } from '../errors.ts'
import { inThread } from '../thread.ts'
import type { HeicAnswer } from './heic-worker.ts'
import { PICTURE_PIXELS } from './limits.ts'
import type { Pixels } from './loaders.ts'

/** `megabytes`: what the decoder may take for itself: a picture of 40 megapixels needs about 600. */
const LIMITS = { maxPixels: PICTURE_PIXELS, megabytes: 1024 }

/**
 * Decodes a HEIC picture, upright, in a thread of its own that ends with it: the decoder is synchronous, and a file made
 * to exhaust it takes down that thread alone. Throws AppError: image_damaged, image_too_large.
 */
export async function decodeHeic(bytes: Uint8Array): Promise<Pixels> {
  const answer = await inThread<HeicAnswer>(import.meta.url, 'heic-worker', { bytes, ...LIMITS }, { seconds: 20, megabytes: 256 })
  if ('pixels' in answer) return answer.pixels
  if (answer.failed === 'too large') throw new AppError('image_too_large', { limitMegapixels: PICTURE_PIXELS / 1_000_000 })
  throw new AppError('image_damaged', {}, new Error(answer.failed))
}
