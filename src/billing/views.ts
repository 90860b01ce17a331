import { z } from 'zod'
import type { Db } from '../db.ts'

/** A filter that a button cannot carry: it is stored, and the button names it. */
const viewInput = z.object({ product: z.string() })
type View = z.output<typeof viewInput>

/** Views kept for one chat; buttons of older ones are outdated. */
const MOST = 100

/** Stores a view for one chat; the same view again is the same row. */
export async function keepView(db: Db, identityId: bigint, view: View, now: Date): Promise<bigint> {
  const known = await db.view.findFirst({ where: { identityId, input: { equals: view } }, select: { id: true } })
  if (known) return known.id
  const { id } = await db.view.create({ data: { identityId, input: view, createdAt: now }, select: { id: true } })
  const older = await db.view.findMany({ where: { identityId }, orderBy: { id: 'desc' }, skip: MOST, select: { id: true } })
  if (older.length > 0) await db.view.deleteMany({ where: { id: { in: older.map((row) => row.id) } } })
  return id
}

/** A view by id; undefined when there is none or it is another chat's. */
export async function openView(db: Db, identityId: bigint, id: bigint): Promise<View | undefined> {
  const row = await db.view.findFirst({ where: { id, identityId }, select: { input: true } })
  return viewInput.safeParse(row?.input).data
}
