import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keptForms } from '../../adapters/forms.ts'
import { expire } from '../../src/jobs/expiry.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testConfig } from '../support/bot.ts'
import { testDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
let now = new Date('2026-11-24T06:05:00Z')
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

test('a form on a chat is one person’s, changed by one at a time, and over a day after its last change', async () => {
  const { db } = database
  const log = pino({ level: 'silent' })
  const jobs = { config: testConfig(), db, methods: [], ledger: createLedger, chats: [], clock: () => now, log }
  const forms = keptForms(db, 'one', () => now)
  const others = keptForms(db, 'other', () => now)
  // A name that was used before is put again: no button of the earlier form fits.
  const counts = await Promise.all([1, 2].map((said) => forms.put('ann', '', { said })))
  expect(counts.sort()).toEqual([1, 2])
  expect([await forms.of('bob', ''), await forms.of('ann', 'x'), await others.of('ann', '')]).toEqual([undefined, undefined, undefined])
  expect(await Promise.all([3, 4].map((said) => forms.change('ann', '', { said }, 2))).then((done) => done.sort())).toEqual([3, undefined])
  await forms.note('ann', '', { said: 'late' }, 2)
  await forms.note('ann', '', { said: 'noted' }, 3)
  expect(await forms.of('ann', '')).toEqual({ body: { said: 'noted' }, version: 3 })

  const hours = (passed: number): void => {
    now = new Date(now.getTime() + passed * 3600_000)
  }
  hours(20)
  await forms.change('ann', '', { said: 5 }, 3)
  await forms.put('ann', 'window', {})
  hours(20)
  await expire(jobs)
  expect(await db.chatForm.count()).toBe(2)
  hours(5)
  expect(await forms.of('ann', '')).toBeUndefined()
  await expire(jobs)
  expect(await db.chatForm.count()).toBe(0)
})
