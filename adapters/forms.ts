import type { Database } from '../src/db.ts'
import { unreached } from './unreached.ts'

const HOURS = 24

/** What a chat keeps of a form, and the count of its changes. */
export interface KeptForm {
  readonly body: unknown
  readonly version: number
}

/**
 * Forms that people are filling in on one platform, in the database: they outlive a restart, for a day after their last change. A chat that
 * asks one thing after the other has one for each person, without a name; one with windows gives each a name.
 */
export interface KeptForms {
  /** Undefined where there is none, it is somebody else's, or its day is over. */
  of(user: string, name: string): Promise<KeptForm | undefined>
  /** Puts it in the place of any other of that name; resolves with its count. */
  put(user: string, name: string, body: object): Promise<number>
  /** Changes it where it is there still, whatever its count. */
  replace(user: string, name: string, body: object): Promise<void>
  /** Changes it and its count, unless somebody else did meanwhile: then undefined. */
  change(user: string, name: string, body: object, version: number): Promise<number | undefined>
  /** Adds something that is no change, unless there was one meanwhile. */
  note(user: string, name: string, body: object, version: number): Promise<void>
  remove(user: string, name: string): Promise<void>
}

export function keptForms(db: Database, platform: string, clock: () => Date): KeptForms {
  const expiresAt = (): Date => new Date(clock().getTime() + HOURS * 3600_000)
  const json = (body: object) => JSON.parse(JSON.stringify(body))
  const key = (userId: string, name: string) => ({ platform, userId, name })
  return {
    of: async (user, name) => {
      const where = { ...key(user, name), expiresAt: { gt: clock() } }
      const row = await db.chatForm.findFirst({ where, select: { body: true, version: true } }).catch(unreached)
      return row ?? undefined
    },
    put: async (user, name, body) => {
      const data = { body: json(body), expiresAt: expiresAt() }
      const { version } = await db.chatForm.upsert({
        where: { platform_userId_name: key(user, name) },
        create: { ...key(user, name), ...data },
        update: { ...data, version: { increment: 1 } },
      })
      return version
    },
    replace: async (user, name, body) => {
      const data = { body: json(body), expiresAt: expiresAt(), version: { increment: 1 } }
      await db.chatForm.updateMany({ where: key(user, name), data })
    },
    change: async (user, name, body, version) => {
      const data = { body: json(body), expiresAt: expiresAt(), version: version + 1 }
      const { count } = await db.chatForm.updateMany({ where: { ...key(user, name), version }, data })
      return count === 0 ? undefined : version + 1
    },
    note: async (user, name, body, version) => {
      await db.chatForm.updateMany({ where: { ...key(user, name), version }, data: { body: json(body) } })
    },
    remove: async (user, name) => {
      await db.chatForm.deleteMany({ where: key(user, name) })
    },
  }
}
