import { AppError } from '../errors.ts'
import { boxesEnd, heicBrand } from './boxes.ts'
import type { Screenshot } from './types.ts'
import { hidesArchive } from './zip.ts'

/**
 * What kind of picture a file is, by its content. The whole file must be that picture and nothing else: something
 * appended to it (an archive, a page, a script) would make it two things at once.
 * Throws AppError: file_not_image, image_damaged (cut short, or with something behind its end).
 */
export function inspect(file: Uint8Array): Screenshot['type'] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const type = typeOf(bytes)
  if (!type) throw new AppError('file_not_image', {})
  const end = ENDS[type](bytes, 0)
  if (end === undefined || !onlyCamerasAdditions(bytes, end))
    throw new AppError('image_damaged', {}, new Error('cut short, or data behind its end'))
  if (hidesArchive(bytes) || bytes.subarray(0, 1024).includes('%PDF-')) {
    throw new AppError('image_damaged', {}, new Error('readable as an archive or a document too'))
  }
  return type
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

function typeOf(bytes: Buffer): Screenshot['type'] | undefined {
  if (bytes.subarray(0, 8).equals(PNG)) return 'image/png'
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return 'image/webp'
  return heicBrand(bytes) ? 'image/heic' : undefined
}

/** Where the picture that starts at `from` ends; undefined when it is cut short. Moving pictures are refused. */
const ENDS: Readonly<Record<Screenshot['type'], (bytes: Buffer, from: number) => number | undefined>> = {
  'image/png': pngEnd,
  'image/jpeg': jpegEnd,
  'image/webp': webpEnd,
  'image/heic': boxesEnd,
}

function pngEnd(bytes: Buffer, from: number): number | undefined {
  for (let at = from + 8; at + 12 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at)
    const chunk = bytes.toString('latin1', at + 4, at + 8)
    if (chunk === 'acTL') throw new AppError('file_not_image', {})
    at += 12 + size
    if (chunk === 'IEND') return at <= bytes.length ? at : undefined
  }
  return undefined
}

/** More scans than any camera writes: each one costs a pass over the whole picture, so a small file could keep us busy for minutes. */
const SCANS = 64

function jpegEnd(bytes: Buffer, from: number): number | undefined {
  let scans = 0
  for (let at = from + 2; at + 1 < bytes.length; ) {
    at = bytes.indexOf(0xff, at)
    if (at < 0 || at + 1 >= bytes.length) return undefined
    const marker = bytes[at + 1] as number
    if (marker === 0xd9) return at + 2
    if (marker === 0xda && ++scans > SCANS) throw new AppError('image_damaged', {}, new Error(`more than ${SCANS} scans`))
    // 00: a data byte; ff: filling; 01 and d0-d7: markers without a length.
    if (marker === 0xff) at += 1
    else if (marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2
    else if (at + 4 > bytes.length) return undefined
    else at += 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}

function webpEnd(bytes: Buffer, from: number): number | undefined {
  if (bytes.length < from + 21) return undefined
  const moving = bytes.toString('latin1', from + 12, from + 16) === 'VP8X' && ((bytes[from + 20] as number) & 2) !== 0
  if (moving) throw new AppError('file_not_image', {})
  const size = bytes.readUInt32LE(from + 4)
  const end = from + 8 + size + (size % 2)
  return end <= bytes.length ? end : undefined
}

/**
 * Phones add to honest pictures: padding, further JPEGs (brightness and depth maps), a short film, and Samsung's own
 * list of facts. Each of them is walked to its end; anything else is not a camera's.
 */
function onlyCamerasAdditions(bytes: Buffer, from: number): boolean {
  let at = from
  for (let parts = 0; parts < 8; parts++) {
    const facts = samsungTrailer(bytes)
    const padding = at
    while (bytes[at] === 0) at++
    if (at === bytes.length || (facts !== undefined && facts >= padding && facts <= at)) return true
    // A film begins with its first box's size, whose leading zeros were taken for padding just now.
    const film = at - 3 >= padding && bytes.toString('latin1', at + 1, at + 5) === 'ftyp'
    const next = film ? boxesEnd(bytes, at - 3) : bytes[at] === 0xff && bytes[at + 1] === 0xd8 ? jpegEnd(bytes, at) : undefined
    if (next === undefined) return false
    at = next
  }
  return false
}

/** Where Samsung's trailer begins: data, then "SEFH", a list of blocks counted back from there, the list's size, "SEFT". */
function samsungTrailer(bytes: Buffer): number | undefined {
  if (bytes.length < 20 || bytes.toString('latin1', bytes.length - 4) !== 'SEFT') return undefined
  const head = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8)
  if (head < 0 || bytes.toString('latin1', head, head + 4) !== 'SEFH') return undefined
  const count = bytes.readUInt32LE(head + 8)
  if (count > 256 || head + 12 + count * 12 > bytes.length) return undefined
  const back = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(head + 12 + i * 12 + 4))
  return head - Math.max(0, ...back)
}
