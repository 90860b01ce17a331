const END = Buffer.from('PK\x05\x06', 'latin1')
const DIRECTORY = Buffer.from('PK\x01\x02', 'latin1')

/**
 * True when an unpacker would find a ZIP archive in these bytes, wherever it hides: its closing record stands in the
 * last 65,557 bytes and leads back to a directory. The four letters alone come about by chance; a chain does not.
 */
export function hidesArchive(bytes: Buffer): boolean {
  const first = Math.max(0, bytes.length - 65_557)
  for (let at = bytes.lastIndexOf(END); at >= first && at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(END, at - 1)) {
    if (at + 22 > bytes.length) continue
    const directory = at - bytes.readUInt32LE(at + 12)
    if (directory >= 0 && directory < at && bytes.subarray(directory, directory + 4).equals(DIRECTORY)) return true
  }
  return false
}
