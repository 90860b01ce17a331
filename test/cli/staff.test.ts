import { afterAll, beforeAll, expect, test } from 'vitest'
import { addStaff, chatsThen, listStaff } from '../../src/billing/staff.ts'
import { money } from '../../src/money.ts'
import { purser, purserJson } from '../support/cli.ts'
import { testDatabase } from '../support/database.ts'

let house: Awaited<ReturnType<typeof testDatabase>>
let env: Record<string, string>

beforeAll(async () => {
  house = await testDatabase()
  env = { DATABASE_URL: house.url }
  await purser(env, 'customer', 'add', '--number', '10001')
})
afterAll(() => house.close())

const mei = ['--platform', 'telegram', '--user', '5512345'] as const
const add = (...args: readonly string[]) => purserJson<Record<string, unknown>>(env, 'staff', 'add', ...args)
const list = async (...args: readonly string[]) => (await purserJson<{ staff: unknown[] }>(env, 'staff', 'list', ...args)).data.staff

test('an agent is added with a limit in money and an own account, and audited', async () => {
  const added = await add(...mei, '--role', 'agent', '--limit', '500.00', '--name', 'Mei', '--customer', '10001')
  expect(added).toMatchObject({
    code: 0,
    data: {
      id: '1',
      name: 'Mei',
      role: 'agent',
      limit: { amount: '500.00', currency: 'CNY' },
      customer: '10001',
      chats: [{ platform: 'telegram', workspace: '', user: '5512345' }],
    },
  })
  expect(await list()).toEqual([added.data])
  const [audit] = await house.db.audit.findMany({ where: { subject: 'staff:1' } })
  expect(audit).toMatchObject({ action: 'staff.add', after: { role: 'agent', limit: '50000', chats: ['telegram//5512345'] } })
})

test('one chat is not two members of staff, also when it is added twice at once', async () => {
  expect(await add(...mei, '--role', 'lead')).toMatchObject({ code: 3, data: { error: { code: 'already_staff' } } })
  const chat = { platform: 'slack', workspace: 'T1', userId: 'U1' }
  const by = { actor: 'cli:test', now: new Date() }
  const who = { name: 'Kit', role: 'agent', limit: money(1n, 'CNY') } as const
  const twice = await Promise.all(Array.from({ length: 4 }, () => house.db.$transaction((tx) => addStaff(tx, chat, who, by))))
  expect(twice.map(({ outcome }) => outcome).sort()).toEqual(['added', 'taken', 'taken', 'taken'])
})

test('a person with two chats is one member, and the same id in another workspace is somebody else', async () => {
  const before = new Date()
  expect((await add('--platform', 'discord', '--user', '77', '--staff', '1')).data.chats).toHaveLength(2)
  // Who was staff then is told with the chats of then.
  expect(await chatsThen(house.db, 1n, before)).toEqual([{ platform: 'telegram', workspace: '', userId: '5512345' }])
  expect((await add('--platform', 'discord', '--user', '77', '--staff', '1')).code).toBe(0)
  expect(await add('--platform', 'slack', '--workspace', 'T1', '--user', 'U1', '--staff', '1')).toMatchObject({ code: 3 })
  expect(await add('--platform', 'discord', '--user', '78', '--staff', '999')).toMatchObject({
    code: 3,
    data: { error: { code: 'no_staff' } },
  })
  expect(await add('--platform', 'slack', '--workspace', 'T2', '--user', 'U1', '--role', 'admin')).toMatchObject({
    code: 0,
    data: { name: 'U1' },
  })
})

test('who is removed keeps the row, and may come back in another role', async () => {
  const removed = await purserJson(env, 'staff', 'remove', ...mei, '--reason', 'left the company')
  expect(removed).toMatchObject({ code: 0, data: { id: '1', removedAt: expect.any(String) } })
  expect(await purserJson(env, 'staff', 'remove', '1')).toMatchObject({ code: 3, data: { error: { code: 'no_staff' } } })
  expect((await list()).map((person) => (person as { id: string }).id)).not.toContain('1')
  expect(await list('--removed')).toContainEqual(removed.data)
  const [audit] = await house.db.audit.findMany({ where: { subject: 'staff:1', action: 'staff.remove' } })
  expect(audit).toMatchObject({ reason: 'left the company', before: { name: 'Mei' } })
  const back = await add(...mei, '--role', 'lead')
  expect(back).toMatchObject({ code: 0, data: { role: 'lead' } })
  expect(back.data).not.toHaveProperty('limit')
})

test('a date alone is all of that day: who came after midnight, or left before the next one, was staff on it', async () => {
  const gone = await house.db.staff.findFirstOrThrow({ where: { removedAt: { not: null } }, orderBy: { id: 'asc' } })
  const day = (gone.removedAt ?? new Date()).toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' })
  expect((await list('--at', day)).map((person) => (person as { id: string }).id)).toContain(String(gone.id))
  const at = gone.removedAt ?? new Date()
  expect((await listStaff(house.db, { removed: false, at: { from: at, to: at } })).map(({ id }) => id)).not.toContain(gone.id)
  expect((await purser(env, 'staff', 'list', '--at', '2026-01-01')).out).toBe('Nobody was staff then.\n')
})

test.each([
  [['add', ...mei, '--role', 'boss']],
  [['add', ...mei, '--role', 'agent']],
  [['add', ...mei, '--role', 'lead', '--limit', '5']],
  [['add', ...mei, '--staff', '1', '--role', 'admin']],
  [['remove', '1', '--platform', 'telegram', '--user', '1']],
  [['remove', '1; drop table staff']],
])('staff %j is wrong usage', async (args) => {
  expect(await purser(env, 'staff', ...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error: /) })
})
