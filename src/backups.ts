import { z } from 'zod'
import type { Db } from './db.ts'

const backup = z.object({
  /** Of when the books are that it holds, in ISO 8601. */
  at: z.iso.datetime(),
  name: z.string(),
  place: z.string(),
  bytes: z.number(),
  encrypted: z.boolean(),
})

/** What is remembered of the latest backup that was made and proved. */
export type LatestBackup = Readonly<z.infer<typeof backup>>

const KEY = 'backup'

/** Remembers a backup as the latest. */
export async function rememberBackup(db: Db, latest: LatestBackup): Promise<void> {
  await db.setting.upsert({ where: { key: KEY }, create: { key: KEY, value: latest }, update: { value: latest } })
}

/** The latest backup; undefined when none was made from this database. */
export async function latestBackup(db: Db): Promise<LatestBackup | undefined> {
  const row = await db.setting.findUnique({ where: { key: KEY } })
  return row ? backup.parse(row.value) : undefined
}
