import { afterAll, beforeAll, expect, test } from 'vitest'
import { personOf } from '../../src/people.ts'
import { type Counter, counter } from '../support/counter.ts'

let house: Counter
beforeAll(async () => {
  house = await counter()
})
afterAll(() => house.close())

test('a number beyond 2^53 survives being read through a relation', async () => {
  await house.staff('big', 'agent', 9_007_199_254_740_993n)
  const from = { workspace: '', userId: 'big', name: 'big', chat: 'big' }
  expect((await personOf(house.db, { platform: 'test', from })).staff?.limit).toBe(9_007_199_254_740_993n)
})
