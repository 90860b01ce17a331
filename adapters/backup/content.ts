import { createHash } from 'node:crypto'
import { createReader, type Reader } from './reader.ts'

/** What a backup says of itself before everything else. */
export interface Head {
  /** When the snapshot was taken, in ISO 8601. */
  readonly at: string
  readonly demo: boolean
  /** The migrations that made the tables, in their order, each with its checksum. */
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[]
  /** The last value that each sequence gave; null where it gave none. */
  readonly sequences: Readonly<Record<string, string | null>>
}

/** A database in parts, in the order in which they can be put back: the head, and each table with its rows in COPY's text form. */
export type Part =
  | { readonly kind: 'head'; readonly head: Head }
  | { readonly kind: 'table'; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: 'rows'; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly rows: number }

/** What a whole backup holds. */
export interface Contents {
  readonly head: Head
  /** Rows by table. */
  readonly tables: Readonly<Record<string, number>>
}

const SIGNS = { head: 0x48, table: 0x54, rows: 0x52, end: 0x45, whole: 0x57 } as const
const MOST = 64 * 1024 * 1024

/** Parts as bytes: each with its kind and size; each table ends with its rows counted and hashed, and the whole with its tables counted. */
export async function* encode(parts: AsyncIterable<Part>): AsyncGenerator<Buffer> {
  let hash = createHash('sha256')
  let tables = 0
  for await (const part of parts) {
    if (part.kind === 'head') yield record('head', json(part.head))
    if (part.kind === 'table') {
      hash = createHash('sha256')
      tables++
      yield record('table', json({ table: part.table, columns: part.columns }))
    }
    if (part.kind === 'rows') {
      hash.update(part.bytes)
      yield record('rows', part.bytes)
    }
    if (part.kind === 'end') yield record('end', json({ rows: part.rows, sha256: hash.digest('hex') }))
  }
  yield record('whole', json({ tables }))
}

/** Parts again, proved while they are read: a table whose rows are not those that were written, or a missing one, is an Error. */
export async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  const reader = createReader(bytes)
  try {
    yield* proved(reader)
    // What follows is nothing; and the bytes themselves are proved to their end.
    if ((await reader.take(1)) !== undefined) throw new Error(WRONG)
  } finally {
    await reader.close()
  }
}

async function* proved(reader: Reader): AsyncGenerator<Part> {
  let hash = createHash('sha256')
  let [rows, tables] = [0, 0]
  for (;;) {
    const { kind, body } = await next(reader)
    if (kind === 'head') yield { kind, head: JSON.parse(String(body)) as Head }
    if (kind === 'table') {
      hash = createHash('sha256')
      rows = 0
      tables++
      yield { kind, ...(JSON.parse(String(body)) as { table: string; columns: readonly string[] }) }
    }
    if (kind === 'rows') {
      hash.update(body)
      rows += lines(body)
      yield { kind, bytes: body }
    }
    if (kind === 'end') {
      const said = JSON.parse(String(body)) as { rows: number; sha256: string }
      if (said.rows !== rows || said.sha256 !== hash.digest('hex')) throw new Error(WRONG)
      yield { kind, rows }
    }
    if (kind === 'whole') {
      if ((JSON.parse(String(body)) as { tables: number }).tables !== tables) throw new Error(WRONG)
      return
    }
  }
}

/** Reads everything, and says what it holds: whoever gets an answer has a backup that is whole. */
export async function contentsOf(parts: AsyncIterable<Part>): Promise<Contents> {
  let head: Head | undefined
  let table = ''
  const tables: Record<string, number> = {}
  for await (const part of parts) {
    if (part.kind === 'head') head = part.head
    if (part.kind === 'table') table = part.table
    if (part.kind === 'end') tables[table] = part.rows
  }
  if (!head) throw new Error(WRONG)
  return { head, tables }
}

const WRONG = 'This backup does not hold what it says it holds, and nothing of it is used. Use another one.'

async function next(reader: Reader): Promise<{ kind: keyof typeof SIGNS; body: Buffer }> {
  const start = await reader.take(5)
  const kind = (Object.keys(SIGNS) as (keyof typeof SIGNS)[]).find((one) => SIGNS[one] === start?.[0])
  const size = start?.readUInt32BE(1) ?? 0
  const body = kind && size <= MOST ? await reader.take(size) : undefined
  if (!kind || !body) throw new Error(WRONG)
  return { kind, body }
}

function record(kind: keyof typeof SIGNS, body: Uint8Array): Buffer {
  const start = Buffer.alloc(5)
  start[0] = SIGNS[kind]
  start.writeUInt32BE(body.length, 1)
  return Buffer.concat([start, body])
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** In COPY's text form each row ends with a line break, and no value holds one. */
function lines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}
