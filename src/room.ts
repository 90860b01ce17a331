import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from './config.ts'

/** The disk that everything is kept on. */
export interface Room {
  /** How many bytes are free on it now. */
  free(): Promise<number>
  /** With less than that, no pictures are taken. */
  readonly least: number
}

/** The disk of Purser's own PostgreSQL; undefined where the database is elsewhere, and its disk is not ours to look at. */
export function roomOf({ databaseUrl, dataDir, leastFree }: Pick<Config, 'databaseUrl' | 'dataDir' | 'leastFree'>): Room | undefined {
  if (databaseUrl !== undefined) return undefined
  const free = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(nearest(dataDir))
    return bavail * bsize
  }
  return { free, least: leastFree }
}

/** Whether there is room for pictures. A disk that cannot be asked is no reason to refuse any. */
export const hasRoom = async (room: Room | undefined): Promise<boolean> =>
  !room || (await room.free().catch(() => Number.POSITIVE_INFINITY)) >= room.least

/** The folder, or the nearest above it that is there. */
export function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))
}
