import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAudit } from '../audit.ts'
import type { Doer } from '../billing/customers.ts'
import type { Database, FullDb } from '../db.ts'
import { csvLine } from './csv.ts'
import { writeCustomers, writeRecords } from './export-import.ts'

/** Whoever leaves takes along what is theirs: not what only keeps the machine going, and no code that opens a door. */
const TABLES = [
  ...['customer', 'identity', 'link_request', 'staff', 'account', 'transfer', 'audit', 'recharge', 'ticket', 'sight', 'remedy'],
  ...['attachment', 'card', 'notice', 'attempt'],
] as const

const STEP = 1000
const ALONE = { mode: 0o600 } as const

/** Lines to one file. */
export interface Sheet {
  line(cells: readonly string[]): Promise<void>
}

/**
 * Writes everything into an empty folder, as of one moment, piece by piece: customers.csv and records.csv as an import reads them, every
 * table for people, and the pictures as they were handed in. Resolves with the lines of each file; undefined when the folder is not empty.
 */
export async function exportAll(db: Database, folder: string, by: Doer): Promise<Readonly<Record<string, number>> | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0) return undefined
  await mkdir(join(folder, 'tables'), { mode: 0o700 })
  await mkdir(join(folder, 'pictures'), { mode: 0o700 })
  const counts: Record<string, number> = {}
  const sheet = async (name: string, write: (sheet: Sheet) => Promise<void>): Promise<void> => {
    const file = createWriteStream(join(folder, name), ALONE)
    const failed = once(file, 'error').then(([error]) => Promise.reject(error))
    let lines = -1
    const line = async (cells: readonly string[]): Promise<void> => {
      lines++
      if (!file.write(csvLine(cells))) await Promise.race([once(file, 'drain'), failed])
    }
    await Promise.race([write({ line }), failed])
    file.end()
    await Promise.race([once(file, 'close'), failed])
    failed.catch(() => undefined)
    counts[name] = lines
  }
  await db.$transaction(
    async (tx) => {
      await sheet('customers.csv', (to) => writeCustomers(tx, to))
      await sheet('records.csv', (to) => writeRecords(tx, to))
      for (const table of TABLES) await sheet(`tables/${table}.csv`, (to) => writeTable(tx, table, to))
      counts.pictures = await writePictures(tx, join(folder, 'pictures'))
    },
    { isolationLevel: 'RepeatableRead', timeout: 24 * 3600_000 },
  )
  const entry = { at: by.now, actor: by.actor, action: 'export', subject: 'export', after: counts }
  await db.$transaction((tx) => writeAudit(tx, [entry]))
  return counts
}

/** A table as it is, without the bytes of pictures, which are files of their own. Times are in UTC. */
async function writeTable(db: FullDb, table: (typeof TABLES)[number], to: Sheet): Promise<void> {
  const columns = await db.$queryRaw<{ name: string; type: string }[]>`
    select column_name as name, data_type as type from information_schema.columns
    where table_schema = current_schema() and table_name = ${table} and column_name not in ('original', 'clean') order by ordinal_position`
  const cells = columns.map(({ name, type }) =>
    type.startsWith('timestamp') ? `to_char("${name}" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : `"${name}"::text`,
  )
  await to.line(columns.map(({ name }) => name))
  const select = `select array[${cells.join(', ')}] as cells from "${table}"`
  const keyed = columns.some(({ name }) => name === 'id')
  for (let after = '0'; ; ) {
    const paged = `${select} where id > $1::bigint order by id limit ${STEP}`
    const rows = await (keyed ? db.$queryRawUnsafe<Row[]>(paged, after) : db.$queryRawUnsafe<Row[]>(select))
    for (const row of rows) await to.line(row.cells.map((cell) => cell ?? ''))
    const last = rows.at(-1)?.cells[columns.findIndex(({ name }) => name === 'id')]
    if (!keyed || rows.length < STEP || !last) return
    after = last
  }
}

interface Row {
  readonly cells: readonly (string | null)[]
}

/** The originals that are kept, named by their number; the table says which were removed, and when. */
async function writePictures(db: FullDb, folder: string): Promise<number> {
  let count = 0
  for (let after = 0n; ; count++) {
    const picture = await db.attachment.findFirst({ where: { id: { gt: after }, removedAt: null }, orderBy: { id: 'asc' } })
    if (!picture?.original) return count
    const kind = /^image\/([a-z]+)$/.exec(picture.type)?.[1] ?? 'bin'
    await writeFile(join(folder, `${picture.id}.${kind}`), picture.original, ALONE)
    after = picture.id
  }
}
