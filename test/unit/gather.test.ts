import { expect, onTestFinished, test, vi } from 'vitest'
import { gather } from '../../src/gather.ts'

/** A source that answers when it is told to, and what it was asked. */
function source() {
  const asked: (readonly number[])[] = []
  const answers: { resolve(values: readonly string[]): void; reject(error: unknown): void }[] = []
  const ask = (keys: readonly number[]): Promise<readonly string[]> => {
    asked.push(keys)
    return new Promise((resolve, reject) => answers.push({ resolve, reject }))
  }
  const answer = (index: number): void => answers[index]?.resolve((asked[index] ?? []).map((key) => `of ${key}`))
  return { asked, ask, answer, refuse: (index: number, error = new Error('gone')) => answers[index]?.reject(error) }
}

test('whoever asks while a question is on its way is asked for together, and everybody gets their own', async () => {
  const { asked, ask, answer } = source()
  const of = gather(ask)
  const all = Promise.all([1, 2, 3, 4, 5, 4].map(of))
  expect(asked).toEqual([[1]])
  answer(0)
  await expect.poll(() => asked.length).toBe(2)
  expect(asked[1]).toEqual([2, 3, 4, 5, 4])
  answer(1)
  expect(await all).toEqual(['of 1', 'of 2', 'of 3', 'of 4', 'of 5', 'of 4'])
})

test('an answer is never older than its question: what is on its way already is not waited for', async () => {
  const { asked, ask, answer } = source()
  const of = gather(ask)
  const [first, second] = [of(1), of(1)]
  expect(asked).toEqual([[1]])
  answer(0)
  await expect.poll(() => asked.length).toBe(2)
  expect(asked[1]).toEqual([1])
  answer(1)
  expect(await Promise.all([first, second])).toEqual(['of 1', 'of 1'])
})

test('a failure is told to those who waited for it alone, and the next are asked for', async () => {
  const { asked, ask, answer, refuse } = source()
  const of = gather(ask)
  const all = Promise.allSettled([1, 2, 3, 4, 5].map(of))
  refuse(0)
  await expect.poll(() => asked.length).toBe(2)
  answer(1)
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled', 'fulfilled'])
})

test('whoever waits behind a database that is away is told so at once, and the next are asked for', async () => {
  const { asked, ask, answer, refuse } = source()
  const of = gather(ask)
  const all = Promise.allSettled([1, 2, 3, 4].map(of))
  refuse(0, Object.assign(new Error('the database is silent'), { code: 'ECONNRESET' }))
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected'])
  const later = of(5)
  expect(asked).toEqual([[1], [5]])
  answer(1)
  expect(await later).toBe('of 5')
})

test('one question carries a hundred at most', async () => {
  const { asked, ask, answer } = source()
  const of = gather(ask)
  const all = Promise.all(Array.from({ length: 250 }, (_, index) => of(index)))
  for (let index = 0; index < 4; index += 1) {
    await expect.poll(() => asked.length).toBeGreaterThan(index)
    answer(index)
  }
  expect((await all).at(-1)).toBe('of 249')
  expect(asked.map((keys) => keys.length)).toEqual([1, 100, 100, 49])
})

test('a question that hangs keeps the others waiting for a moment alone; of two that hang no third one follows', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { asked, ask, answer } = source()
  const of = gather(ask)
  const all = Promise.all([1, 2, 3].map(of))
  expect(asked).toEqual([[1]])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked).toEqual([[1], [2, 3]])
  const later = of(4)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked).toHaveLength(2)
  answer(1)
  await vi.advanceTimersByTimeAsync(0)
  expect(asked).toEqual([[1], [2, 3], [4]])
  answer(2)
  answer(0)
  expect([...(await all), await later]).toEqual(['of 1', 'of 2', 'of 3', 'of 4'])
})
