import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database, FullDb } from '../../src/db.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testBot } from '../support/bot.ts'
import { testDatabase } from '../support/database.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  base = await testDatabase()
})
afterAll(() => base.close())

/** The real database, whose answer to a commit gets lost on its way: after it was made, or before. */
function losing(db: Database, made: boolean): Database {
  const lost = () => Object.assign(new Error('the connection was lost'), { code: 'P1017' })
  const transaction = async (run: (tx: FullDb) => Promise<unknown>, how?: object): Promise<never> => {
    if (made) await db.$transaction(run, how)
    else
      await db.$transaction(async (tx) => {
        await run(tx)
        throw lost()
      }, how)
    throw lost()
  }
  return new Proxy(db, { get: (from, name) => (name === '$transaction' ? transaction : Reflect.get(from, name)) })
}

const chatter = (db: Database) => testBot({ db, ledger: createLedger }).chatter('amy', { locale: 'en' })
const chosen = async (): Promise<string | null | undefined> => (await base.db.identity.findFirst({ where: { userId: 'amy' } }))?.locale

test('nobody is told that nothing was done where it may have been', async () => {
  await chatter(base.db).sends('balance')
  const unsure = await chatter(losing(base.db, false)).sends('language', { locale: 'zh-HK' })
  expect(unsure.text).toContain('may have been done all the same')
  expect(await chosen()).not.toBe('zh-HK')
  const kept = await chatter(losing(base.db, true)).sends('language', { locale: 'zh-HK' })
  expect(kept.text).toContain('繁體中文')
  expect(await chosen()).toBe('zh-HK')
})
