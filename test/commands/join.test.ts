import { afterAll, beforeAll, expect, test } from 'vitest'
import { inviteStaff } from '../../src/billing/invites.ts'
import { createLinkCode } from '../../src/billing/linking.ts'
import { money } from '../../src/money.ts'
import { claim } from '../support/counter.ts'
import { type Desk, desk } from '../support/desk.ts'

let shop: Desk
beforeAll(async () => {
  shop = await desk()
})
afterAll(() => shop.close())

const by = () => ({ actor: 'cli:root', now: shop.house.now })
const agent = { role: 'agent' as const, limit: money(10_000n, 'CNY'), name: 'Mei' }

test('whoever sends the code first is staff with its role and limit, nobody else, and the leads hear of it', async () => {
  const lead = await shop.house.staff('kit', 'lead')
  await lead.says('help')
  const { code } = await inviteStaff(shop.house.db, agent, by())
  const [mei, thief] = [shop.house.chatter('mei'), shop.house.chatter('thief')]
  const answers = await Promise.all([mei.says(code), thief.sends('join', { code: code.toLowerCase().replaceAll('-', ' ') })])
  expect(answers.filter((seen) => seen.text.includes('You are staff now, as agent'))).toHaveLength(1)
  expect(answers.filter((seen) => seen.text.includes('can’t be used'))).toHaveLength(1)
  const staff = await shop.house.db.staff.findMany({ where: { name: 'Mei' } })
  expect(staff).toMatchObject([{ role: 'agent', limit: 10_000n }])
  await shop.hurry()
  expect(shop.chat.shown('kit').at(-1)?.text).toContain('Mei has joined the staff as agent')
})

test('the limit of an invited agent holds, and their own account stays out of their hands', async () => {
  const own = await shop.house.customer('64001', 'pat')
  const { code } = await inviteStaff(shop.house.db, { ...agent, name: 'Pat' }, by())
  await own.says(`join ${code}`)
  const { ticket } = await claim(own, { reference: 'JOIN0001', amount: '50' })
  expect((await own.sends('approve', { ticket, version: '1' })).text).toContain('an account you are linked to')
  const other = await claim(await shop.house.customer('64002'), { reference: 'JOIN0002' })
  expect((await own.sends('approve', { ticket: other.ticket, version: '1' })).text).toContain('above your limit of CNY 100.00')
})

test('a code of before yesterday, one used, and a code that links an account make nobody staff', async () => {
  const { code } = await inviteStaff(shop.house.db, agent, by())
  await shop.house.customer('64003')
  const { id: customerId } = await shop.house.db.customer.findUniqueOrThrow({ where: { number: '64003' } })
  const link = await createLinkCode(shop.house.db, { customerId, createdBy: 'cli', now: shop.house.now })
  const late = shop.house.chatter('late')
  expect((await late.sends('join', { code: link.code })).text).toContain('can’t be used')
  shop.house.now = new Date(shop.house.now.getTime() + 25 * 3600_000)
  expect((await late.sends('join', { code })).text).toContain('can’t be used')
  expect((await late.sends('approve', { ticket: '1', version: '1' })).text).toContain('for our staff')
})

test('guessing is stopped after ten tries, also for the right code, and the tries are remembered', async () => {
  const { code } = await inviteStaff(shop.house.db, agent, by())
  const guesser = shop.house.chatter('guesser')
  for (let n = 0; n < 10; n++) await guesser.sends('join', { code: `S-0000-0000-00${n}` })
  expect((await guesser.sends('join', { code })).text).toContain('Too many tries')
  expect((await shop.house.chatter('friend').sends('join', { code })).text).toContain('You are staff now')
})

test('strangers who guess keep nobody out who was invited', async () => {
  const { code } = await inviteStaff(shop.house.db, { ...agent, name: 'Lin' }, by())
  const { id: identityId } = await shop.house.db.identity.findFirstOrThrow()
  const at = shop.house.now
  await shop.house.db.attempt.createMany({ data: Array.from({ length: 5000 }, () => ({ identityId, kind: 'join', at })) })
  expect((await shop.house.chatter('lin').sends('join', { code })).text).toContain('You are staff now')
})

test('who is staff already keeps their role', async () => {
  const lead = await shop.house.staff('lou', 'lead')
  const { code } = await inviteStaff(shop.house.db, agent, by())
  expect((await lead.sends('join', { code })).text).toContain('You are staff already')
})
