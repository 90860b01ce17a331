/** Reads pieces of a known size from bytes that arrive in pieces of any. */
export interface Reader {
  /** The next `size` bytes; undefined where fewer are left. */
  take(size: number): Promise<Buffer | undefined>
  /** Up to and with the next line break, within `most` bytes; otherwise what was there. */
  line(most: number): Promise<string>
  /** Lets go of the source: whoever stops before its end. */
  close(): Promise<void>
}

/** Holds what arrived and was not taken, and no more. */
export function createReader(bytes: AsyncIterable<Uint8Array>): Reader {
  const source = bytes[Symbol.asyncIterator]()
  let held: Buffer[] = []
  let size = 0

  async function fill(wanted: number): Promise<boolean> {
    while (size < wanted) {
      const { done, value } = await source.next()
      if (done) return false
      held.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
      size += value.byteLength
    }
    return true
  }

  function cut(wanted: number): Buffer {
    const all = held.length === 1 && held[0] ? held[0] : Buffer.concat(held)
    held = [all.subarray(wanted)]
    size -= wanted
    return all.subarray(0, wanted)
  }

  return {
    take: async (wanted) => ((await fill(wanted)) ? cut(wanted) : undefined),
    line: async (most) => {
      let text = ''
      while (text.length < most && !text.endsWith('\n') && (await fill(1))) text += cut(1).toString('latin1')
      return text
    },
    close: async () => void (await source.return?.()),
  }
}
