import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where an upgrade makes the new data, a data folder of its own; they are renamed to their place when they are whole. */
export const nextFolder = (dataDir: string): string => join(dataDir, 'upgrade')

/** Written when the new data are whole and proved; it names the version that they came from. */
export const provedFile = (dataDir: string): string => join(nextFolder(dataDir), 'proved')

/** Where the old data stay. */
export const keptFolder = (dataDir: string, major: string): string => join(dataDir, `postgres-${major}`)

/** From which version an upgrade was cut off between its two renames: no data are under their own name, and the new ones are proved. */
export function cutOff(dataDir: string): string | undefined {
  const proved = provedFile(dataDir)
  return existsSync(join(dataDir, 'postgres')) || !existsSync(proved) ? undefined : readFileSync(proved, 'utf8')
}
