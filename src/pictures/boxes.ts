/** Brands of ISO media files that hold HEVC stills; AVIF and plain films are not among them. */
const HEVC = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx'])
/** Major brands that only say "some still inside": which kind is in the list of compatible brands. */
const GENERAL = new Set(['mif1', 'msf1'])

/** True when the file is HEIC/HEIF by its first box. */
export function heicBrand(bytes: Buffer): boolean {
  if (bytes.length < 16 || bytes.toString('latin1', 4, 8) !== 'ftyp') return false
  const size = Math.min(bytes.readUInt32BE(0), 256, bytes.length)
  const brand = (at: number) => bytes.toString('latin1', at, at + 4)
  if (HEVC.has(brand(8))) return true
  if (!GENERAL.has(brand(8))) return false
  for (let at = 16; at + 4 <= size; at += 4) if (HEVC.has(brand(at))) return true
  return false
}

/** Walks the boxes from `from`: the file's length when they end exactly there, undefined when one is cut short or is no box. */
export function boxesEnd(bytes: Buffer, from: number): number | undefined {
  let at = from
  while (at + 8 <= bytes.length) {
    if (!/^[\w \xa9]{4}$/.test(bytes.toString('latin1', at + 4, at + 8))) return undefined
    const size = bytes.readUInt32BE(at)
    const long = size === 1 && at + 16 <= bytes.length
    // 0: this box reaches to the end of the file.
    const whole = size === 0 ? bytes.length - at : long ? Number(bytes.readBigUInt64BE(at + 8)) : size
    if (whole < (long ? 16 : 8) || at + whole > bytes.length) return undefined
    at += whole
  }
  return at === bytes.length ? at : undefined
}
