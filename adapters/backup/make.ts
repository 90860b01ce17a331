import { rememberBackup } from '../../src/backups.ts'
import type { Config } from '../../src/config.ts'
import type { Database } from '../../src/db.ts'
import { type Backup, backUp } from './index.ts'
import type { Place } from './place.ts'
import { placeOf } from './places.ts'

/** What backups are made of. */
interface House {
  readonly db: Database
  readonly databaseUrl: string
  readonly config: Config
}

/** Makes a backup, and remembers in the database that there is one. */
export async function makeBackup(house: House, place: Place, { now, signal }: { now: Date; signal?: AbortSignal }): Promise<Backup> {
  const { db, databaseUrl: url, config } = house
  const { key } = config.backup
  const made = await backUp({ url, demo: config.demo }, place, { key, now, ...(signal ? { signal } : {}) })
  const { name, bytes, head } = made
  await rememberBackup(db, { at: head.at, name, place: place.called, bytes, encrypted: key !== undefined })
  return made
}

/** The backups that are made by themselves, as configured; undefined where none are. Throws where the place cannot be used. */
export function scheduledBackups(house: House & { readonly log: { info(message: string): void } }) {
  const { to, keep, s3 } = house.config.backup
  if (to === undefined) return undefined
  const place = placeOf(to, s3)
  return {
    called: place.called,
    make: async (now: Date, signal: AbortSignal): Promise<void> => {
      const { name, bytes } = await makeBackup(house, place, { now, signal })
      house.log.info(`Backup ${name} was written to ${place.called} (${bytes} bytes) and proved`)
      const kind = (one: string) => one.startsWith('purser-demo-')
      const older = (await place.list()).filter((one) => kind(one) === kind(name)).slice(0, -keep)
      for (const one of older) await place.remove(one)
    },
  }
}
