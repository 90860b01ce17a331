import { afterAll, beforeAll, expect, test } from 'vitest'
import { candidacies, testDatabase } from '../support/database.ts'
import { ask } from '../support/embedded.ts'

let url: string
let close: () => Promise<void>

beforeAll(async () => {
  const database = await testDatabase(1)
  url = database.url
  close = database.close
})

afterAll(() => close())

/** Candidates for one thing, who write down what they do. */
function candidates(name: string, names: readonly string[]) {
  const serving = new Set<string>()
  const most = { atOnce: 0 }
  const stopped: string[] = []
  const all = names.map((who) =>
    candidacies(url)(name, async () => {
      serving.add(who)
      most.atOnce = Math.max(most.atOnce, serving.size)
      return async () => {
        serving.delete(who)
        stopped.push(who)
      }
    }),
  )
  return { serving, stopped, most, all }
}

const holders = `from pg_stat_activity where application_name = 'purser (a candidate)' and datname = current_database()`

test('one of several processes serves, and when it stops another does at once', async () => {
  const { serving, most, all } = candidates('polling', ['a', 'b', 'c'])
  await Promise.all(all.map((one) => one.start()))
  expect(serving.size).toBe(1)
  const first = [...serving][0] as string
  await all[['a', 'b', 'c'].indexOf(first)]?.stop()
  await expect.poll(() => [...serving], { timeout: 15_000 }).toHaveLength(1)
  expect([...serving]).not.toEqual([first])
  await Promise.all(all.map((one) => one.stop()))
  expect(serving.size).toBe(0)
  expect(most.atOnce).toBe(1)
  expect(await ask(url, `select count(*)::int as count ${holders}`)).toEqual({ count: 0 })
})

test('whoever loses its connection stops serving, and one serves again', async () => {
  const { serving, stopped, all } = candidates('shard', ['a', 'b'])
  await Promise.all(all.map((one) => one.start()))
  const first = [...serving]
  await ask(
    url,
    `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and granted and application_name = 'purser (a candidate)' and datname = current_database()`,
  )
  // It may be the one that serves again.
  await expect.poll(() => stopped, { timeout: 15_000 }).toEqual(first)
  await expect.poll(() => serving.size, { timeout: 15_000 }).toBe(1)
  await Promise.all(all.map((one) => one.stop()))
})

test('two things are two elections', async () => {
  const [one, other] = [candidates('one', ['a']), candidates('other', ['a'])]
  await Promise.all([...one.all, ...other.all].map((each) => each.start()))
  expect([one.serving.size, other.serving.size]).toEqual([1, 1])
  await Promise.all([...one.all, ...other.all].map((each) => each.stop()))
})

test('what cannot begin is tried again', async () => {
  let tries = 0
  const stubborn = candidacies(url)('stubborn', async () => {
    tries += 1
    if (tries === 1) throw new Error('not yet')
    return async () => undefined
  })
  await stubborn.start()
  await expect.poll(() => tries, { timeout: 15_000 }).toBe(2)
  await stubborn.stop()
})
