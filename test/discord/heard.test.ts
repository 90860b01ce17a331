import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHeard } from '../../adapters/discord/heard.ts'
import { inTurn } from '../../adapters/discord/turn.ts'
import { createTurns } from '../../adapters/turns.ts'
import { testDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

test('nothing counts as heard past a message that is not done, and nothing older than two days is read', async () => {
  const now = Date.now()
  const idAt = (moment: number): bigint => (BigInt(moment) - 1_420_070_400_000n) << 22n
  const heard = createHeard(database.db, () => new Date(now), pino({ level: 'silent' }))
  const [one, two] = [idAt(now), idAt(now) + 1n]
  const mark = async () => (await database.db.discordDirect.findUniqueOrThrow({ where: { userId: '8' } })).heard
  // A clock that is ahead of Discord's hides no word.
  await heard.opened('8', '1184009900000000008')
  expect(await mark()).toBeLessThan(idAt(now - 60_000))
  for (const id of [one, two]) heard.takes('8', String(id))
  heard.done('8', String(two))
  await heard.note('8')
  expect(await mark()).toBe(one - 1n)
  heard.done('8', String(one))
  await heard.note('8')
  expect(await mark()).toBe(two)
  // What could not be said is read again by the next process, but holds nobody's later words down with it.
  const [three, four] = [two + 1n, two + 2n]
  heard.takes('8', String(three))
  heard.unsaid('8', String(three))
  await heard.note('8')
  expect(await mark()).toBe(two)
  heard.takes('8', String(four))
  expect([heard.done('8', String(four)), heard.done('8', String(four))]).toEqual([true, false])
  await heard.note('8')
  expect(await mark()).toBe(four)
  // Neither does what fails after something later was answered.
  const [five, six] = [four + 1n, four + 2n]
  for (const id of [five, six]) heard.takes('8', String(id))
  expect([heard.done('8', String(six)), heard.unsaid('8', String(five))]).toEqual([false, true])
  await heard.note('8')
  expect(await mark()).toBe(six)
  // What is being done is none of what was left, and what is not read yet is not heard.
  const [seven, eight, nine] = [six + 1n, six + 2n, six + 3n]
  heard.takes('8', String(eight))
  heard.skips('8', String(nine))
  await heard.note('8')
  expect(await mark()).toBe(seven)
  heard.done('8', String(eight))
  heard.reads('8', String(eight))
  await heard.note('8')
  expect(await mark()).toBe(eight)
  heard.reads('8')
  await heard.note('8')
  expect(await mark()).toBe(nine)
  const day = 24 * 3_600_000
  const later = createHeard(database.db, () => new Date(now + 3 * day), pino({ level: 'silent' }))
  expect([(await later.of('8'))?.heard, (await later.all()).get('8')?.heard]).toEqual(Array(2).fill(String(idAt(now + day))))
  await heard.forget('8', '1184009900000000008')
})

test('an answer that Discord does not take keeps the next of the same person waiting for a while alone, and nobody begins before it is their turn', async () => {
  const turns = createTurns()
  const order: string[] = []
  let shown = (): void => undefined
  const showing = new Promise<void>((resolve) => {
    shown = resolve
  })
  const deed = (name: string) => async () => void order.push(name)
  const first = inTurn(
    turns,
    '8',
    deed('first'),
    async (working) => {
      await working
      await showing
      order.push('first is shown')
    },
    1,
  )
  await inTurn(turns, '8', deed('second'), async (working) => working)
  shown()
  await first
  expect(order).toEqual(['first', 'second', 'first is shown'])
})
