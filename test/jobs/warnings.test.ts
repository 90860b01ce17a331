import { afterAll, beforeAll, expect, test } from 'vitest'
import { warn } from '../../src/jobs/warn.ts'
import { bindWallets, createLedger, unbindWallets, verify } from '../../src/ledger/index.ts'
import { type Counter, counter } from '../support/counter.ts'
import { warned } from '../support/warned.ts'

let shop: Counter
beforeAll(async () => {
  shop = await counter()
})
afterAll(() => shop.close())

const { deps, told, warnings, joins, transfer, moved } = warned(() => shop)

test('a balance that falls below what a person set is told once, and again only after it was above', async () => {
  const chat = await shop.customer('71001')
  await moved('71001', 10_000n)
  await chat.sends('low-balance', { amount: '50' })
  await warn(deps())
  expect(await warnings('c71001'), 'nothing has fallen').toBe(0)
  await moved('71001', -6_000n)
  await Promise.all([warn(deps()), warn(deps())])
  await moved('71001', -1_000n)
  await warn(deps())
  expect(await warnings('c71001')).toBe(1)
  const [first] = await told('c71001')
  expect(first?.text).toBe(
    'Balance: CNY 40.00\nYou’re below the CNY 50.00 you set. Daily charges are taken at 08:00; if the balance is short, services are limited. Please top up before tomorrow 08:00.',
  )
  const up = await moved('71001', 9_000n)
  await createLedger(shop.db).reverse(up, { key: 'back', reason: 'test', actor: 'system', source: 'test', occurredAt: shop.now })
  await warn(deps())
  expect(await warnings('c71001'), 'a reversal lets it fall too').toBe(2)
})

test('a batch of postings is seen like single ones, and a fall that was made good is told to nobody', async () => {
  for (const number of ['71002', '71003']) {
    const chat = await shop.customer(number)
    await moved(number, 10_000n)
    await chat.sends('low-balance', { amount: '50' })
  }
  const batch = [
    await transfer('71002', -3_000n),
    await transfer('71003', -9_000n),
    await transfer('71002', -3_000n),
    await transfer('71003', 9_000n),
  ]
  await createLedger(shop.db).postBatch(batch)
  await warn(deps())
  expect([await warnings('c71002'), await warnings('c71003')]).toEqual([1, 0])
  await moved('71003', -9_000n)
  await moved('71003', 8_000n)
  await warn(deps())
  expect(await warnings('c71003')).toBe(0)
})

test('a threshold set while the balance moves is either passed or set above it: never missed, never told twice', async () => {
  const chat = await shop.customer('71004')
  await moved('71004', 10_000n)
  await Promise.all([chat.sends('low-balance', { amount: '50' }), moved('71004', -6_000n)])
  await Promise.all([warn(deps()), warn(deps())])
  expect(await warnings('c71004')).toBeLessThanOrEqual(1)
  const crossing = await shop.db.crossing.findFirst({ where: { identity: { userId: 'c71004' } } })
  expect(crossing).toMatchObject({ toldAt: expect.any(Date) })
  await chat.sends('low-balance', { amount: 'off' })
  await moved('71004', -1_000n)
  expect(await shop.db.crossing.count({ where: { identity: { userId: 'c71004' } } })).toBe(0)
})

test('each chat hears of it outside its own quiet hours, and not at all when the balance has come back by then', async () => {
  const noon = shop.now
  for (const number of ['71005', '71006']) {
    const chat = await shop.customer(number)
    await moved(number, 10_000n)
    await chat.sends('low-balance', { amount: '50' })
  }
  await (await joins('71005', 'paris', 'Europe/Paris')).sends('low-balance', { amount: '50' })
  shop.now = new Date('2026-11-24T15:30:00Z')
  await moved('71005', -6_000n)
  await moved('71006', -6_000n)
  await warn(deps())
  await warn(deps())
  expect([await warnings('c71005'), await warnings('paris')], 'it is 23:30 in Shanghai, 16:30 in Paris').toEqual([0, 1])
  await moved('71006', 6_000n)
  shop.now = new Date('2026-11-24T23:00:00Z')
  await warn(deps())
  await warn(deps())
  expect([await warnings('c71005'), await warnings('paris'), await warnings('c71006')]).toEqual([1, 1, 0])
  expect((await told('c71005')).at(-1)?.text).toContain('Please top up before today 08:00.')
  shop.now = noon
})

test('each person is warned at their own threshold, once for each fall below it, whatever others of the account set', async () => {
  const owner = await shop.customer('71030')
  const [member, silent] = [await joins('71030', 'm71030'), await joins('71030', 's71030')]
  await moved('71030', 30_000n)
  await owner.sends('low-balance', { amount: '200' })
  await member.sends('low-balance', { amount: '50' })
  expect((await owner.sends('settings')).text).toContain('below CNY 200.00')
  expect((await silent.sends('settings')).text).toContain('Low balance warning: off')
  const heard: (readonly number[])[] = []
  for (const fen of [-15_000n, -11_000n, 6_000n, -6_000n, -1_000n, 30_000n, -16_000n]) {
    await moved('71030', fen)
    await Promise.all([warn(deps()), warn(deps())])
    heard.push(await Promise.all(['c71030', 'm71030', 's71030'].map(warnings)))
  }
  expect(heard).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [1, 1, 0],
    [1, 2, 0],
    [1, 2, 0],
    [1, 2, 0],
    [2, 2, 0],
  ])
  expect((await told('m71030')).at(-1)?.text).toContain('You’re below the CNY 50.00 you set.')
  expect((await owner.sends('balance')).text).toContain('You’re below the CNY 200.00 you set.')
  for (const chat of [member, silent]) expect((await chat.sends('balance')).text).not.toContain('you set')
  await moved('71030', -13_000n)
  await warn(deps())
  await member.sends('low-balance', { amount: 'off' })
  await moved('71030', 1_000n)
  await moved('71030', -1_000n)
  await warn(deps())
  expect(await Promise.all(['c71030', 'm71030', 's71030'].map(warnings))).toEqual([2, 3, 0])
})

test('a threshold goes with its chat: who leaves hears nothing more of the account, and who comes to one below it knows that', async () => {
  const owner = await shop.customer('71031')
  const leaver = await joins('71031', 'm71031')
  await shop.customer('71032')
  await moved('71031', 10_000n)
  await moved('71032', 6_000n)
  for (const chat of [owner, leaver]) await chat.sends('low-balance', { amount: '70' })
  await moved('71031', -4_000n)
  await leaver.presses(await leaver.presses(await leaver.sends('unlink'), 'Unlink this chat'), 'unlink-confirm')
  await warn(deps())
  expect(await Promise.all(['c71031', 'm71031'].map(warnings))).toEqual([1, 0])
  await shop.db.identity.updateMany({
    where: { userId: 'm71031', customerId: null },
    data: { customerId: (await shop.db.customer.findUniqueOrThrow({ where: { number: '71032' } })).id },
  })
  await warn(deps())
  expect(await warnings('m71031'), 'the account that it came to was below already').toBe(0)
  await moved('71032', 2_000n)
  await moved('71032', -2_000n)
  await warn(deps())
  expect(await Promise.all(['c71031', 'm71031', 'c71032'].map(warnings))).toEqual([1, 1, 0])
})

test('whatever is set, linked, unlinked and posted at once, each fall is noted of exactly those who are below', async () => {
  const number = '71033'
  const chats = [await shop.customer(number), ...(await Promise.all(['x', 'y', 'z'].map((one) => joins(number, `${one}${number}`))))]
  await shop.customer('71034')
  await moved(number, 100_000n)
  const home = await shop.db.customer.findUniqueOrThrow({ where: { number } })
  const away = await shop.db.customer.findUniqueOrThrow({ where: { number: '71034' } })
  const goes = (customerId: bigint) => shop.db.identity.updateMany({ where: { userId: `c${number}` }, data: { customerId } })
  for (const [round, fen] of [-60_000n, 50_000n, -70_000n, 40_000n].entries()) {
    await Promise.all([
      ...chats.map((chat, i) => chat.sends('low-balance', { amount: round % 2 ? `${100 * (i + 1)}` : `${700 - 150 * i}` })),
      moved(number, fen),
      moved('71034', 15_000n),
      goes(round % 2 ? home.id : away.id),
      warn(deps()),
    ])
    expect((await verify(shop.db)).disagreements.filter(({ check }) => check === 'threshold')).toEqual([])
  }
})

test('an account on hold is not told to top up, which it cannot; once it is open again and still below, it is', async () => {
  const chat = await shop.customer('71035')
  await moved('71035', 10_000n)
  await chat.sends('low-balance', { amount: '50' })
  const status = (to: string) => shop.db.customer.update({ where: { number: '71035' }, data: { status: to } })
  await status('frozen')
  await moved('71035', -6_000n)
  await warn(deps())
  expect(await warnings('c71035')).toBe(0)
  await status('active')
  await warn(deps())
  await warn(deps())
  expect(await warnings('c71035')).toBe(1)
})

test('while an import posts the history of an account, what its balance is in between is told to nobody', async () => {
  const chat = await shop.customer('71045')
  await moved('71045', 10_000n)
  await chat.sends('low-balance', { amount: '50' })
  const { id } = await shop.db.customer.findUniqueOrThrow({ where: { number: '71045' } })
  await shop.db.$transaction((tx) => unbindWallets(tx, [id]))
  await moved('71045', -30_000n)
  await warn(deps())
  expect(await warnings('c71045')).toBe(0)
  await moved('71045', 21_000n)
  await bindWallets(shop.db)
  await warn(deps())
  expect(await warnings('c71045')).toBe(1)
})
