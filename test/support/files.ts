import pino from 'pino'
import type { Database } from '../../src/db.ts'
import { createFiles, type Files } from '../../src/files/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testConfig } from './bot.ts'
import { METHODS } from './counter.ts'

/** The files of a house over this database. */
export const realFiles = (db: Database): Files =>
  createFiles({ db, config: testConfig(), ledger: createLedger, methods: METHODS, log: pino({ level: 'silent' }), clock: () => new Date() })

/** Every byte there is, and what parts of a form end with: as large as a document. */
export const EVERY_BYTE = Uint8Array.from({ length: 100_000 }, (_, at) =>
  at % 997 < 4 ? (Buffer.from('\r\n--')[at % 997] ?? 0) : at % 256,
)

/** The same of a house whose only file is these bytes, for staff. */
export const bytesForStaff: Files = {
  file: async (_source, { staff }) => (staff ? { name: 'case-3058.pdf', type: 'application/pdf', bytes: EVERY_BYTE } : undefined),
}
