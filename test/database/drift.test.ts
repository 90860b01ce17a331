import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { type Described, describeDatabase, describeSchema, differences } from '../support/drift.ts'

let client: pg.Client
let close: () => Promise<void>
let schema: Described

beforeAll(async () => {
  const database = await testDatabase(1)
  close = database.close
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  schema = describeSchema(readFileSync('prisma/schema.prisma', 'utf8'))
})

afterAll(async () => {
  await client.end()
  await close()
})

const deliberate = [
  // Of triggers alone, and of a type that Prisma does not tell: it cannot read a list of bigint through a relation.
  'only in the migrations: column account.warn_below bigint[] null default none',
  // Prisma would turn this reference into a field by which code that handles tickets could write transfers.
  'only in the migrations: reference ticket(transfer_id) to transfer(id) on delete no action on update no action',
]

test('the migrations make the tables that schema.prisma describes', async () => {
  expect(schema.length).toBeGreaterThan(150)
  expect(differences(schema, await describeDatabase(client))).toEqual(deliberate)
})

const planted: [string, string, string][] = [
  ['a table', 'create table extra (id bigint primary key)', 'only in the migrations: table extra'],
  ['a missing table', 'drop table web_message', 'only in schema.prisma: table web_message'],
  ['a column', 'alter table ticket add extra text', 'only in the migrations: column ticket.extra text null default none'],
  ['a missing column', 'alter table ticket drop note', 'only in schema.prisma: column ticket.note text null default none'],
  ['a type', 'alter table ticket alter version type bigint', 'only in the migrations: column ticket.version bigint not null default 1'],
  ['a length', 'alter table ticket alter currency type char(4)', 'only in the migrations: column ticket.currency character(4)'],
  ['a nullability', 'alter table ticket alter method drop not null', 'only in the migrations: column ticket.method text null'],
  ['a missing default', 'alter table ticket alter version drop default', 'column ticket.version integer not null default none'],
  ['another default', `alter table ticket alter state set default 'shut'`, 'column ticket.state text not null default shut'],
  ['a missing primary key', 'alter table setting drop constraint setting_pkey', 'only in schema.prisma: primary key setting(key)'],
  ['a missing unique', 'drop index customer_number_key', 'only in schema.prisma: unique customer(number)'],
  ['a unique of other columns', 'create unique index on ticket (note)', 'only in the migrations: unique ticket(note)'],
  ['a missing index', 'drop index attachment_sha256_idx', 'only in schema.prisma: index attachment(sha256)'],
  [
    'a missing reference',
    'alter table card drop constraint card_ticket_id_fkey',
    'only in schema.prisma: reference card(ticket_id) to ticket(id) on delete restrict on update restrict',
  ],
  [
    'a reference that deletes',
    `alter table card drop constraint card_ticket_id_fkey,
      add foreign key (ticket_id) references ticket on delete cascade on update restrict`,
    'only in the migrations: reference card(ticket_id) to ticket(id) on delete cascade on update restrict',
  ],
]

test.each(planted)('%s that only one side has is found', async (_, sql, finding) => {
  await client.query('begin')
  try {
    await client.query(sql)
    expect(differences(schema, await describeDatabase(client)).join('\n')).toContain(finding)
  } finally {
    await client.query('rollback')
  }
})
