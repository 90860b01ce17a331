import type { Logger } from 'pino'
import type { Methods } from '../billing/methods.ts'
import type { Db } from '../db.ts'
import { codePicture } from './code.ts'
import { drawQr } from './qr.ts'
import { readScreenshot } from './screenshot.ts'
import type { Asker, Picture, Pictures } from './types.ts'

export { decodeQr } from './qr.ts'
export { readScreenshot } from './screenshot.ts'
export type { Pictures, Screenshot } from './types.ts'

/** The pictures of one installation: its uploads in the database, its methods' collection codes, and QR codes drawn on demand. */
export function createPictures(deps: { readonly db: Db; readonly methods: Methods; readonly log: Pick<Logger, 'error'> }): Pictures {
  const { db, methods, log } = deps
  const codes = new Map<string, Promise<Picture>>()
  return {
    screenshot: readScreenshot,
    picture: async (source, asker) => {
      switch (source.from) {
        case 'attachment':
          return attachment(db, source.id, asker)
        case 'qr':
          return drawQr(source.content)
        case 'code': {
          const code = methods.find((method) => method.id === source.method)?.codes[source.index]
          if (!code) return undefined
          const ready = codes.get(code.picture) ?? codePicture(code.picture)
          codes.set(code.picture, ready)
          return ready.catch((error: unknown) => {
            // It is tried again next time: the operator may have put it right. Until then people read the rest of the page.
            codes.delete(code.picture)
            log.error({ err: error, method: source.method }, 'a collection code cannot be shown: see "purser doctor"')
            return undefined
          })
        }
      }
    },
  }
}

async function attachment(db: Db, id: string, { identityId, staff }: Asker): Promise<Picture | undefined> {
  if (!/^\d{1,18}$/.test(id)) return undefined
  const found = await db.attachment.findUnique({
    where: { id: BigInt(id) },
    select: { clean: true, cleanType: true, identityId: true, ticket: { select: { customerId: true } } },
  })
  if (!found?.clean) return undefined
  const seen = { bytes: found.clean, type: found.cleanType }
  if (staff) return seen
  if (identityId === undefined) return undefined
  if (found.identityId === identityId) return seen
  if (!found.ticket) return undefined
  const asker = await db.identity.findUnique({ where: { id: identityId }, select: { customerId: true } })
  return asker?.customerId === found.ticket.customerId ? seen : undefined
}
