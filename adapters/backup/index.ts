import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { type Contents, contentsOf, decode, encode, type Part } from './content.ts'
import { dump } from './dump.ts'
import { load, unknownTo } from './load.ts'
import type { Place } from './place.ts'
import { seal, unseal } from './seal.ts'

export type { Contents } from './content.ts'
export { load, unknownTo, whatIsThere } from './load.ts'
export { makeBackup, scheduledBackups } from './make.ts'
export type { Place } from './place.ts'
export { atPlace, placeOf } from './places.ts'

/** A backup that was made, read again and found whole. */
export interface Backup extends Contents {
  readonly name: string
  readonly bytes: number
}

/** Writes everything in the database to a place. `now` gives it its name; with `key` it is encrypted; `signal` gives it up. */
export async function backUp(
  { url, demo }: { url: string; demo: boolean },
  place: Place,
  { key, now, signal }: { key?: string | undefined; now: Date; signal?: AbortSignal },
): Promise<Backup> {
  const name = `purser-${demo ? 'demo-' : ''}${now.toISOString().replace(/[-:]|\.\d+/g, '')}.backup`
  const written = { bytes: 0 }
  const sealed = seal(through(encode(dump(url, signal)), createGzip({ level: 1 })), key)
  const contents = await place.write(name, counted(sealed, written, signal), (file) => contentsOf(partsOf(file, key)))
  return { name, bytes: written.bytes, ...contents }
}

/** Copies everything from one database into another that holds nothing, as a backup and its restore would. */
export const copy = (from: string, to: string): Promise<void> => load(to, known(dump(from)), { moved: true })

async function* known(parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  for await (const part of parts) {
    const reason = part.kind === 'head' ? unknownTo(part.head) : undefined
    if (reason) throw new Error(reason)
    yield part
  }
}

/** The parts of a backup's file. What is wrong with it is thrown when it is come to: read all of it before you use any. */
export const partsOf = (file: AsyncIterable<Uint8Array>, key: string | undefined): AsyncGenerator<Part> =>
  decode(through(unseal(file, key), createGunzip()))

/** Reads a backup from its beginning to its end. Throws an Error for the operator unless it is whole. */
export const proveBackup = (file: AsyncIterable<Uint8Array>, key: string | undefined): Promise<Contents> => contentsOf(partsOf(file, key))

async function* through(bytes: AsyncIterable<Uint8Array>, transform: Transform): AsyncGenerator<Buffer> {
  const done = pipeline(Readable.from(bytes), transform)
  done.catch(() => undefined)
  for await (const chunk of transform) yield chunk as Buffer
  await done
}

async function* counted(bytes: AsyncIterable<Buffer>, sum: { bytes: number }, signal?: AbortSignal): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    signal?.throwIfAborted()
    sum.bytes += chunk.length
    yield chunk
  }
}
