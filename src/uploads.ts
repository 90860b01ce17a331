import { type Database, type FullDb, holdLock, type Identity } from './db.ts'
import { AppError } from './errors.ts'
import type { Screenshot } from './pictures/index.ts'
import { PICTURE_BYTES } from './pictures/limits.ts'
import type { IncomingFile } from './update.ts'
import { storable } from './words/storable.ts'

/** How many pictures one update may bring. */
export const PICTURES_AT_ONCE = 3
/** What one chat account may hand in within 24 hours, linked or not. */
const DAY_BYTES = 100n * 1024n * 1024n
const DAY_PICTURES = 30

/**
 * Fetches, checks and stores pictures before the command's transaction, so that no download happens inside it and
 * nothing a person sent is lost when the command is refused. Resolves with attachment ids in the order given.
 */
export async function takeUploads(
  deps: { db: Database; screenshot: (bytes: Uint8Array) => Promise<Screenshot>; now: Date },
  identity: Identity,
  files: readonly IncomingFile[],
): Promise<readonly string[]> {
  if (files.length > PICTURES_AT_ONCE) throw new AppError('too_many_pictures', { most: PICTURES_AT_ONCE })
  const ids: string[] = []
  for (const file of files) {
    await withinDay(deps.db, identity, deps.now)
    const bytes = await fetched(file)
    await count(deps.db, identity, bytes.length, deps.now)
    const { clean, ...shot } = await deps.screenshot(bytes)
    const row = await deps.db.attachment.create({
      data: {
        ...shot,
        identityId: identity.id,
        name: storable(file.name, 200),
        sha256: Uint8Array.from(shot.sha256),
        pixels: Uint8Array.from(shot.pixels),
        original: Uint8Array.from(shot.original),
        clean: Uint8Array.from(clean.bytes),
        cleanType: clean.type,
        createdAt: deps.now,
      },
      select: { id: true },
    })
    ids.push(String(row.id))
  }
  return ids
}

/** What a platform does not hand out may be there a moment later: its sender is told to send it again. */
async function fetched(file: IncomingFile): Promise<Uint8Array> {
  try {
    return await file.read(PICTURE_BYTES)
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('file_unfetched', {}, error)
  }
}

/** Counts one more, where there is room for it: uploads of one chat or customer at the same moment take turns here. */
const count = (db: Database, { id, customerId }: Identity, bytes: number, now: Date): Promise<unknown> =>
  db.$transaction(async (tx) => {
    for (const who of customerId === null ? [`chat ${id}`] : [`customer ${customerId}`, `chat ${id}`])
      await holdLock(tx, `uploads of ${who}`)
    await withinDay(tx, { id, customerId }, now)
    await tx.attempt.create({ data: { identityId: id, customerId, kind: 'upload', bytes: BigInt(bytes), at: now } })
  })

async function withinDay(db: FullDb, identity: Pick<Identity, 'id' | 'customerId'>, now: Date): Promise<void> {
  const since = new Date(now.getTime() - 24 * 3600_000)
  const who =
    identity.customerId === null ? [{ identityId: identity.id }] : [{ identityId: identity.id }, { customerId: identity.customerId }]
  const where = { kind: 'upload', at: { gt: since }, OR: who }
  const { _sum, _count, _min } = await db.attempt.aggregate({ where, _sum: { bytes: true }, _count: true, _min: { at: true } })
  if (_count < DAY_PICTURES && (_sum.bytes ?? 0n) < DAY_BYTES) return
  throw new AppError('too_many', { retryAt: new Date((_min.at ?? now).getTime() + 24 * 3600_000) })
}
