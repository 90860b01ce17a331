import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { removeLeftovers, temporaryName } from '../postgres/embedded/leftovers.ts'
import type { Place } from './place.ts'
import { BACKUP_NAME } from './seal.ts'

/** A folder of this machine, made if it is missing. Its files are for their owner alone. */
export function folderPlace(folder: string): Place {
  return {
    called: folder,
    write: async (name, bytes, prove) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      removeLeftovers(folder, 'purser-')
      const target = join(folder, name)
      if (existsSync(target)) throw new Error(`${target} is there already.`)
      const making = temporaryName(target)
      try {
        await pipeline(Readable.from(bytes), createWriteStream(making, { flags: 'wx', mode: 0o600, flush: true }))
        const proved = await prove(createReadStream(making))
        await rename(making, target)
        await sync(folder)
        return proved
      } catch (error) {
        await rm(making, { force: true })
        throw error
      }
    },
    read: (name) => readExisting(join(folder, name)),
    list: async () =>
      existsSync(folder)
        ? readdirSync(folder)
            .filter((name) => BACKUP_NAME.test(name))
            .sort()
        : [],
    remove: (name) => rm(join(folder, name)),
  }
}

async function* readExisting(file: string): AsyncGenerator<Uint8Array> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => error)
  if (found instanceof Error) throw found.code === 'ENOENT' ? new Error(`There is no backup ${file}.`) : found
  yield* createReadStream(file)
}

/** The new name too is on disk then. Windows cannot open folders; it has no need to. */
async function sync(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
