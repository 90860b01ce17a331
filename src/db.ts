import { Prisma, type PrismaClient } from '../prisma/generated/client.js'

export type {
  Customer,
  Dialog,
  Identity,
  LinkRequest,
  Notice,
  PrismaClient,
  Recharge,
  Remedy,
  Staff,
  Ticket,
} from '../prisma/generated/client.js'

/** A client or a transaction with every table and raw SQL: for the ledger, the jobs, the bot's own bookkeeping and adapters of the database. */
export type FullDb = Prisma.TransactionClient

/** What commands get: accounts, transfers, the audit chain and raw SQL are missing, since only src/ledger and src/audit.ts write them. */
export type Db = Omit<FullDb, 'account' | 'transfer' | 'audit' | '$queryRaw' | '$queryRawUnsafe' | '$executeRaw' | '$executeRawUnsafe'>

/** The client that main.ts made: transactions are opened here. */
export type Database = PrismaClient

/** Parts of a raw query, with their values kept apart: for whoever has a `FullDb`. */
export const { sql, empty: nothing, join: list } = Prisma
export type Sql = Prisma.Sql

/** Waits for and holds a named lock until the transaction ends. */
export const holdLock = async (db: FullDb, subject: string): Promise<void> =>
  void (await db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${subject}, 0))`)

const FIELDS = { identity: Prisma.IdentityScalarFieldEnum, customer: Prisma.CustomerScalarFieldEnum, staff: Prisma.StaffScalarFieldEnum }

/**
 * The columns of a table for a raw query over several: `list` for its SELECT, `of` takes the table's part out of a row. Prisma's own way
 * to read relations costs two or three times as much.
 */
export function columnsOf<T>(table: keyof typeof FIELDS): { readonly list: Sql; of(row: Readonly<Record<string, unknown>>): T } {
  const fields = Object.keys(FIELDS[table]).map((field) => ({ field, as: `${table}_${field}` }))
  const column = (field: string): string => `${table}."${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`
  return {
    list: Prisma.raw(fields.map(({ field, as }) => `${column(field)} as "${as}"`).join(', ')),
    of: (row) => {
      const part: Record<string, unknown> = {}
      for (const { field, as } of fields) part[field] = row[as]
      return part as T
    },
  }
}
