import { openPixels, type Pixels } from './loaders.ts'
import type { Picture, Screenshot } from './types.ts'

/** A long side beyond this is reduced, unless that would make the text of a long screenshot too small to read. */
const LONG = 2400
const SHORT = 1080
/** Beyond this chat platforms refuse or mangle a picture, however narrow it is. */
const LONGEST = 8000
/** A PNG above this is sent as JPEG: chats limit what a bot may send. */
const PNG_BYTES = 4 * 1024 * 1024

/**
 * The copy that people are shown: new pixels in a new file, so nothing of the upload's metadata or hidden data is left.
 * Screenshots stay sharp as PNG where that is small enough; the rest becomes JPEG with full colour resolution.
 */
export async function cleanCopy(pixels: Pixels, type: Screenshot['type']): Promise<Picture> {
  const { width, height } = shownSize(pixels)
  // Made anew for each format: sharp's clone() copies all the pixels, on the main thread.
  const image = () => openPixels(pixels).resize({ width, height, fit: 'fill' })
  if (type === 'image/png') {
    const png = await image().png({ compressionLevel: 7, adaptiveFiltering: true }).toBuffer()
    if (png.length <= PNG_BYTES) return { bytes: png, type: 'image/png' }
  }
  return { bytes: await image().jpeg({ quality: 88, chromaSubsampling: '4:4:4' }).toBuffer(), type: 'image/jpeg' }
}

/** The size at which a picture is shown, in pixels. */
export function shownSize({ width, height }: { readonly width: number; readonly height: number }): { width: number; height: number } {
  const long = Math.max(width, height)
  const short = Math.min(width, height)
  const scale = Math.min(1, Math.max(LONG / long, SHORT / short), LONGEST / long)
  const scaled = (side: number) => Math.max(1, Math.round(side * scale))
  return { width: scaled(width), height: scaled(height) }
}
