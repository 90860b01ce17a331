import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkKept } from '../../cli/doctor/kept.ts'
import { retain } from '../../src/jobs/retain.ts'
import { watchRoom } from '../../src/jobs/room.ts'
import { createLedger, verify } from '../../src/ledger/index.ts'
import { createPictures } from '../../src/pictures/index.ts'
import { type Chatter, testConfig } from '../support/bot.ts'
import { type Counter, claim, counter, file, METHODS } from '../support/counter.ts'

const DAY = 24 * 3600_000
const first = new Date('2026-11-24T06:05:00Z')
let house: Counter
let lead: Chatter
beforeAll(async () => {
  house = await counter({ undoSeconds: 15 })
  lead = await house.staff('kit', 'lead')
})
afterAll(() => house.close())

const log = pino({ level: 'silent' })
const deps = () => ({
  ...{ db: house.db, methods: METHODS, ledger: createLedger, chats: [], clock: () => house.now, log },
  config: testConfig({ pictureDays: 180 }),
  room: { least: 1000, free: async () => house.free },
})
const shots = (ticket: string) => house.db.attachment.findMany({ where: { ticketId: BigInt(ticket) } })
const gone = async (ticket: string) => (await shots(ticket)).every(({ original, clean }) => original === null && clean === null)

/** A claim that was decided, and its customer told, now. */
async function decided(number: string, reference: string, how: { by?: 'approve' | 'reject'; told?: false } = {}): Promise<string> {
  const { ticket } = await claim(await house.customer(number), { reference })
  await lead.sends(how.by ?? 'approve', { ticket, version: '1', ...(how.by === 'reject' ? { reason: 'not_found' } : {}) })
  if (how.told !== false) await house.db.ticket.update({ where: { id: BigInt(ticket) }, data: { toldAt: house.now } })
  return ticket
}

test('pictures go when their time is over; the claim, its hashes and the knowledge of the same picture stay', async () => {
  const ticket = await decided('75001', 'KEEP0001')
  const other = await decided('75002', 'KEEP0002', { by: 'reject' })
  const [before] = await shots(ticket)
  house.now = new Date(first.getTime() + 179 * DAY)
  await retain(deps(), {}, new AbortController().signal)
  expect(await gone(ticket)).toBe(false)

  house.now = new Date(first.getTime() + 181 * DAY)
  // Two processes may come to it at once; and it may stop at any moment.
  const { signal } = new AbortController()
  await Promise.all([retain(deps(), {}, signal), retain(deps(), {}, signal), retain(deps(), {}, AbortSignal.abort())])
  expect([await gone(ticket), await gone(other)]).toEqual([true, true])
  const [after] = await shots(ticket)
  expect(after).toEqual({ ...before, original: null, clean: null, removedAt: house.now })

  const told = await house.chatter('c75001').sends('status', { ticket })
  expect(told.text).toContain('Screenshot 1 was removed on 24 May 2027, under the rule for how long pictures are kept.')
  expect(told.text).toContain('KEEP0001')
  expect((await lead.sends('case', { ticket })).text).toMatch(/was removed on 24 May 2027[\s\S]*SHA-256 [0-9a-f]{64}/)
  const pictures = createPictures({ db: house.db, methods: METHODS, log })
  expect(await pictures.picture({ from: 'attachment', id: String(after?.id) }, { staff: true })).toBeUndefined()

  // The same picture, sent by somebody else half a year later.
  const thief = await house.customer('75003')
  const readBack = await thief.sends(
    'ticket',
    { method: 'unionpay', amount: '128', at: '2027-05-24 08:00', tail: '6217', reference: 'THIEF0001' },
    { pictures: [file(`shot ${JSON.stringify({ reference: 'KEEP0001' })}`)] },
  )
  await thief.presses(readBack, 'ticket-send')
  const again = await house.db.ticket.findFirstOrThrow({ where: { reference: 'THIEF0001' } })
  expect((await lead.sends('show', { ticket: String(again.id) })).text).toContain(`Same picture: claim ${ticket}`)

  const rows = await house.db.audit.findMany({ where: { action: 'picture.remove' } })
  expect(rows.map((row) => (row.after as { pictures: number }).pictures).reduce((a, b) => a + b, 0)).toBe(2)
  expect((await verify(house.db)).disagreements).toEqual([])
  expect((await checkKept(house.db, testConfig({ pictureDays: 180 }))).found).toMatch(/^1 kept until 180 days.*; 2 were removed$/)
  house.now = first
})

test('what is open, undecided, not told yet, put right lately, sent again or held beside an open claim keeps its pictures', async () => {
  const reference = (n: number) => `HOLD000${n}`
  const open = (await claim(await house.customer('75011'), { reference: reference(1) })).ticket
  const untold = await decided('75012', reference(2), { told: false })
  const sentAgain = await decided('75013', reference(3), { by: 'reject' })
  const corrected = await decided('75014', reference(4))
  const asked = await decided('75015', reference(5))
  const alike = await decided('75016', reference(6))
  const lone = await decided('75017', reference(7))

  house.now = new Date(first.getTime() + 181 * DAY)
  const form = await house.chatter('c75013').sends('ticket', { previous: sentAgain })
  const values = Object.fromEntries((form.reply.form?.questions ?? []).flatMap(({ name, value }) => (value ? [[name, value]] : [])))
  const back = await house.chatter('c75013').sends('ticket', { previous: sentAgain, ...values }, { pictures: [file('a sharper one')] })
  await house.chatter('c75013').presses(back, 'ticket-send')
  const right = { customer: '75014', amount: '64', reference: reference(4), reason: 'typed wrong' }
  await lead.sends('correct', { ticket: corrected, version: '2', ...right })
  const { id: customerId } = await house.db.customer.findUniqueOrThrow({ where: { number: '75015' } })
  const { id: askedBy } = await house.db.staff.findFirstOrThrow()
  await house.db.remedy.create({
    data: {
      ...{ kind: 'correct', ticketId: BigInt(asked), version: 2, customerId, amount: 1n, currency: 'CNY', weight: 1n },
      ...{ state: 'waiting', askedBy, askedAt: first, expiresAt: house.now },
    },
  })
  await claim(await house.customer('75018'), { reference: reference(6) })

  // One step of what may be many: the rest is planned for soon.
  await retain(deps(), {}, new AbortController().signal, 1)
  const [planned] = await house.db.$queryRaw<{ count: bigint }[]>`
    select count(*) as count from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'retain'`
  expect(planned?.count).toBe(1n)
  const which = { open, untold, sentAgain, corrected, asked, alike, lone }
  const states = await Promise.all(Object.entries(which).map(async ([name, ticket]) => [name, await gone(ticket)] as const))
  expect(Object.fromEntries(states)).toEqual({
    ...{ open: false, untold: false, sentAgain: false, corrected: false, asked: false, alike: false },
    lone: true,
  })
  house.now = first
})

test('without room on the disk pictures wait, what was typed is kept, and money goes on', async () => {
  const customer = await house.customer('75021')
  const waiting = (await claim(customer, { reference: 'ROOM0001' })).ticket
  const count = await house.db.attachment.count()
  house.free = 0
  const typed = { method: 'unionpay', amount: '64', at: '2026-11-24 13:50', tail: '6217', reference: 'ROOM0002', note: 'paid at noon' }
  const refused = await customer.sends('ticket', typed, { pictures: [file('late')] })
  expect(refused.text).toMatch(/can’t take pictures at the moment.*your payment/)
  const values = (refused.reply.form?.questions ?? []).flatMap(({ name, value }) => (value ? [[name, value]] : []))
  expect(Object.fromEntries(values)).toEqual(typed)
  expect((await customer.says('', [file('alone')])).text).toMatch(/can’t take pictures/)
  expect(await house.db.attachment.count()).toBe(count)
  await lead.sends('approve', { ticket: waiting, version: '1' })
  expect(await house.balance('75021')).toBe('128.00')

  house.free = 100
  expect((await customer.sends('ticket', Object.fromEntries(values), { pictures: [file('late')] })).text).not.toMatch(/can’t/)
  expect(await house.db.attachment.count()).toBe(count + 1)
})

test('staff are told once that the disk is short of room, and once that it is not', async () => {
  const settings = () => house.db.setting.count({ where: { key: 'room' } })
  const chats = [{ platform: 'test', staffChats: ['staff'] } as never]
  const told = () => house.db.notice.count({ where: { chat: 'staff' } })
  const before = await told()
  const at = async (free: number) => {
    house.free = free
    await Promise.all([watchRoom({ ...deps(), chats }), watchRoom({ ...deps(), chats })])
    return [(await told()) - before, await settings()]
  }
  expect([await at(1000), await at(999), await at(10), await at(1100), await at(1200), await at(1300)]).toEqual([
    [0, 0],
    [1, 1],
    [1, 1],
    [1, 1],
    [2, 0],
    [2, 0],
  ])
})
