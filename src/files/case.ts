import { locales } from '../../locales/index.ts'
import { type Methods, methodById } from '../billing/methods.ts'
import type { CaseFile } from '../billing/tickets/case.ts'
import { caseReply } from '../billing/tickets/case-view.ts'
import type { Db } from '../db.ts'
import type { Viewer } from '../format.ts'
import { open } from '../pictures/loaders.ts'
import { inThread } from '../thread.ts'
import type { PdfWork } from './pdf-worker.ts'

/** Beyond this, in bytes, a case's pictures are put in smaller: on paper each is as wide as a hand. */
const PICTURES = 5 * 1024 * 1024
const LONG = 2_400

/** A case as it is put on paper. */
export function onPaper(file: CaseFile, reader: Viewer, methods: Methods): Pick<PdfWork, 'reply' | 'viewer'> {
  const { locale, zone, now } = reader
  const methodName = (channel: string): string => methodById(methods, channel)?.name[locale] ?? channel
  // Paper is read on another day: nothing in it is "today", and every time has its year.
  const viewer = { ...reader, now: new Date(0) }
  return { reply: caseReply(locales[locale], file, { zone, methodName, whole: true, asOf: now }), viewer }
}

/** A case as a PDF for one reader, its pictures included: made in a thread, since a long one takes seconds of a core. */
export async function casePdf(
  { db, methods }: { readonly db: Db; readonly methods: Methods },
  file: CaseFile,
  reader: Viewer,
): Promise<Uint8Array> {
  const { reply, viewer } = onPaper(file, reader, methods)
  const ids = reply.blocks.flatMap((block) => (block.type === 'image' && block.source.from === 'attachment' ? [block.source.id] : []))
  const work: PdfWork = { reply, viewer, pictures: await picturesOf(db, ids) }
  const made = await inThread<Uint8Array>(import.meta.url, 'pdf-worker', work, { seconds: 60, megabytes: 256 })
  if ('failed' in made) throw new Error(`the case ${file.ticket.id} is no PDF: ${made.failed}`)
  return made
}

/** By attachment. What is gone meanwhile is left out. */
async function picturesOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const rows = await db.attachment.findMany({ where: { id: { in: ids.map(BigInt) } }, select: { id: true, clean: true } })
  const there = rows.flatMap(({ id, clean }) => (clean ? [[String(id), clean] as const] : []))
  const small = there.reduce((sum, [, { length }]) => sum + length, 0) <= PICTURES
  return new Map(small ? there : await Promise.all(there.map(async ([id, clean]) => [id, await smaller(clean)] as const)))
}

const smaller = (picture: Uint8Array): Promise<Uint8Array> =>
  open(picture).resize({ width: LONG, height: LONG, fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 75 }).toBuffer()
