import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testBot } from '../support/bot.ts'
import { CLAIM, type Counter, claim, counter, file, METHODS } from '../support/counter.ts'

let house: Counter
beforeAll(async () => {
  house = await counter()
})
afterAll(() => house.close())

test('ten first messages of one person at the same moment make one identity', async () => {
  const newcomer = house.chatter('newcomer')
  await Promise.all(Array.from({ length: 10 }, () => newcomer.sends('balance')))
  expect(await house.db.identity.count({ where: { userId: 'newcomer' } })).toBe(1)
})

test("another person who learns an update's id is not shown its answer", async () => {
  const customer = await house.customer('50001')
  const other = await house.customer('50002')
  const pictures = { pictures: [file('mine')] }
  const mine = await customer.sends('ticket', { ...CLAIM, note: 'my secret' }, pictures, 'known-id')
  expect(mine.text).toContain('my secret')
  const theirs = await other.sends('ticket', { ...CLAIM }, {}, 'known-id')
  expect(theirs.text).not.toContain('my secret')
})

test('an unlinked person learns only how to link', async () => {
  const stranger = house.chatter('stranger')
  const answers = await Promise.all((['balance', 'costs', 'tickets', 'recharge'] as const).map((command) => stranger.sends(command)))
  expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
  expect(answers[0]?.buttons).toEqual(['Link account'])
})

test('a form that comes in parts keeps each part, and runs nothing before the last', async () => {
  const customer = await house.customer('50013')
  const from = { workspace: '', userId: 'c50013', name: 'c50013', chat: 'c50013' }
  const { method, amount, ...rest } = CLAIM
  const first = await house.bot.handle({
    platform: 'test',
    id: 'part-1',
    from,
    private: true,
    act: { type: 'call', command: 'ticket', input: { method, amount }, files: { pictures: [file('part')] }, part: true },
  })
  const kept = Object.fromEntries((first.reply.form?.questions ?? []).map((question) => [question.name, question]))
  expect(kept.amount?.value).toBe(amount)
  expect(kept.pictures?.kept).toHaveLength(1)
  expect(Object.values(kept).filter((question) => question.problem)).toEqual([])
  expect(await house.db.dialog.count({ where: { identity: { userId: 'c50013' } } })).toBe(0)
  const read = await customer.sends('ticket', { ...rest, method, amount, pictures: kept.pictures?.kept?.join(',') ?? '' })
  expect(read.buttons).toContain('Submit')
})

test('a message that does not tell its language leaves the known one', async () => {
  const reader = house.chatter('reader', { locale: 'zh-TW' })
  await reader.sends('help')
  expect((await house.chatter('reader').sends('balance')).text).toContain('連結')
})

test('a picture of an unlinked person is not kept', async () => {
  await house.chatter('stranger').says('', [file('unasked')])
  expect(await house.db.attachment.count({ where: { identity: { userId: 'stranger' } } })).toBe(0)
})

test('an account on hold may look and change nothing', async () => {
  const customer = await house.customer('50003')
  const { ticket } = await claim(customer, { reference: 'HOLD0001' })
  await house.db.customer.update({ where: { number: '50003' }, data: { status: 'frozen' } })
  expect((await customer.sends('balance')).text).toContain('50003')
  await customer.sends('withdraw', { ticket, version: '1' })
  expect((await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })).state).toBe('open')
})

test('with open accounts the first command opens one, once, and it is audited', async () => {
  const open = createBotOpen()
  const newcomer = open.chatter('walk-in')
  const answers = await Promise.all([newcomer.sends('balance'), newcomer.sends('balance'), newcomer.sends('balance')])
  for (const answer of answers) expect(answer.text).toContain('0.00')
  const identity = await house.db.identity.findFirstOrThrow({ where: { userId: 'walk-in' } })
  expect(await house.db.customer.count({ where: { identities: { some: { id: identity.id } } } })).toBe(1)
  expect(await house.db.audit.count({ where: { actor: `identity:${identity.id}`, action: 'customer.open' } })).toBe(1)
})

test('a member of staff who types a customer command is not made a customer', async () => {
  await house.staff('curious')
  await createBotOpen().chatter('curious').sends('balance')
  expect((await house.db.identity.findFirstOrThrow({ where: { userId: 'curious' } })).customerId).toBeNull()
})

const createBotOpen = () =>
  testBot({ db: house.db, ledger: createLedger, methods: METHODS, config: { openAccounts: true }, clock: () => house.now })

test('while the database is away people read that nothing was changed, and afterwards it goes on', async () => {
  const customer = await house.customer('70004')
  await house.db.$executeRawUnsafe('alter table identity rename to identity_away')
  const away = await customer.sends('balance')
  await house.db.$executeRawUnsafe('alter table identity_away rename to identity')
  expect(away.text).toMatch(/on our side|can’t reach/)
  expect(away.text).not.toMatch(/identity|prisma|relation/i)
  expect((await customer.sends('balance')).text).toContain('70004')
})

test.each([['__proto__'], ['constructor'], ['toString'], ['']])('a command called %j does not exist', async (name) => {
  const answer = await house.chatter('stranger').sends(name)
  expect(answer.reply.aside).toBe(true)
})

test('every command has a name that fits the wire and a place in the list of its own', () => {
  const names = commands.map((command) => command.name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z-]{1,16}$/)
})
