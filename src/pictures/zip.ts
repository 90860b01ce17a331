const END = Buffer.from('PK\x05\x06', 'latin1')
const DIRECTORY = Buffer.from('PK\x01\x02', 'latin1')

/**
 * True when an unpacker would find a ZIP archive in these bytes, wherever it hides: its closing record stands in the
 * last 65,557 bytes and leads back to a directory. The four letters alone come about by chance; a chain does not.
 */
export function hidesArchive(bytes: Buffer): boolean {
  const before = Math.max(0, bytes.length - 65_557)
  const tail = bytes.subarray(before)
  for (let at = tail.indexOf(END); at >= 0; at = tail.indexOf(END, at + 1)) {
    if (at + 22 > tail.length) return false
    const directory = before + at - tail.readUInt32LE(at + 12)
    if (directory >= 0 && bytes.subarray(directory, directory + 4).equals(DIRECTORY)) return true
  }
  return false
}
