import type { Logger } from 'pino'
import { readAudit } from '../audit.ts'
import type { Methods } from '../billing/methods.ts'
import { caseFile } from '../billing/tickets/case.ts'
import { noteSight } from '../billing/tickets/hands.ts'
import type { Config } from '../config.ts'
import type { Database, FullDb } from '../db.ts'
import { AppError } from '../errors.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Asker } from '../pictures/types.ts'
import type { FileSource } from '../reply.ts'
import { createSlots } from '../slots.ts'
import { casePdf } from './case.ts'
import { safeName } from './name.ts'
import type { FileBytes, Files } from './types.ts'

export type { Files } from './types.ts'

export interface FilesDeps {
  readonly db: Database
  readonly ledger: (db: FullDb) => Ledger
  readonly config: Config
  readonly methods: Methods
  readonly log: Pick<Logger, 'warn'>
  readonly clock: () => Date
}

/** The least that a platform takes of a file is 10 MB. */
const MOST_BYTES = 9 * 1024 * 1024
/** Each is made in a thread, which takes a core and a hundred megabytes for about a second. */
const AT_ONCE = 1
const WAITING = 8

/** The files of one installation, made when somebody fetches them. */
export function createFiles(deps: FilesDeps): Files {
  const inSlot = createSlots(AT_ONCE, WAITING)
  return {
    file: async (source, asker) => {
      try {
        const made = await inSlot(() => make(deps, source, asker))
        if (!made) return undefined
        if (made.bytes.length > MOST_BYTES) throw new Error(`it has ${made.bytes.length} bytes, more than a chat takes`)
        return { ...made, name: safeName(made.name) }
      } catch (error) {
        deps.log.warn({ err: error, source }, 'a file could not be made for somebody who asked for it')
        return error instanceof AppError && error.is('busy') ? 'busy' : undefined
      }
    },
  }
}

function make(deps: FilesDeps, source: FileSource, asker: Asker): Promise<FileBytes | undefined> {
  switch (source.from) {
    case 'case':
      return caseOf(deps, source, asker)
  }
}

/** For a member of staff who still is one, and who has seen the case by it. */
async function caseOf(
  { db, ledger, config, methods, clock }: FilesDeps,
  { ticket, locale, zone }: Extract<FileSource, { from: 'case' }>,
  { identityId, staff }: Asker,
): Promise<FileBytes | undefined> {
  if (!staff || identityId === undefined) return undefined
  const member = (await db.identity.findUnique({ where: { id: identityId }, select: { staff: true } }))?.staff
  if (!member || member.removedAt) return undefined
  const file = await caseFile({ db, config, ledger: ledger(db), history: (subject) => readAudit(db, subject) }, BigInt(ticket))
  if (!file) return undefined
  const now = clock()
  const bytes = await casePdf({ db, methods }, file, { locale, zone, now })
  await noteSight({ db, staff: member, now }, file.ticket)
  return { name: `case-${ticket}.pdf`, type: 'application/pdf', bytes }
}
