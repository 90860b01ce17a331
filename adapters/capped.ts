import { fail } from '../src/errors.ts'

/** The bytes of a download, no more of them than `limit`: then it rejects with AppError('file_too_large'), and takes no more. */
export async function capped(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > limit) return tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Refuses a file that is said to be larger before any of it is fetched. */
export const tooLarge = (limit: number): never => fail('file_too_large', { limitMegabytes: Math.floor(limit / 1024 / 1024) })
