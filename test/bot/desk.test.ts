import { afterAll, beforeAll, expect, test } from 'vitest'
import { addStaff, removeStaff } from '../../src/billing/staff.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testBot } from '../support/bot.ts'
import { testDatabase } from '../support/database.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  base = await testDatabase()
})
afterAll(() => base.close())

const by = { actor: 'cli:test', now: new Date() }
const chatter = (user: string, desk: boolean) =>
  testBot({ db: base.db, ledger: createLedger }).chatter(user, { locale: 'en', ...(desk ? { desk } : {}) })

test('a role on the platform opens the desk while the platform says so, and not a moment longer', async () => {
  expect((await chatter('kit', true).sends('queue')).text).not.toContain('for our staff')
  expect((await chatter('kit', false).sends('queue')).text).toContain('for our staff')
  expect((await chatter('kit', true).sends('queue')).text).not.toContain('for our staff')
})

test('two first commands at once make one member', async () => {
  await Promise.all([1, 2, 3, 4].map(() => chatter('bo', true).sends('queue')))
  expect(await base.db.staff.count({ where: { identities: { some: { userId: 'bo' } } } })).toBe(1)
})

test('whoever only asks as a customer gets no place at the desk', async () => {
  await chatter('eve', true).sends('balance')
  expect(await base.db.identity.findFirst({ where: { userId: 'eve' } })).toMatchObject({ staffId: null })
})

test('whoever was removed is not let in again by a role, and whoever is made staff by name keeps it without one', async () => {
  await chatter('max', true).sends('queue')
  const { staffId } = await base.db.identity.findFirstOrThrow({ where: { userId: 'max' } })
  await base.db.$transaction((tx) => removeStaff(tx, staffId as bigint, undefined, by))
  expect((await chatter('max', true).sends('queue')).text).toContain('for our staff')

  await chatter('ida', true).sends('queue')
  const chat = { platform: 'test', workspace: '', userId: 'ida' }
  const added = await base.db.$transaction((tx) => addStaff(tx, chat, { name: 'Ida', role: 'lead' }, by))
  expect(added).toMatchObject({ outcome: 'added', staff: { role: 'lead' } })
  expect((await chatter('ida', false).sends('queue')).text).not.toContain('for our staff')
})
