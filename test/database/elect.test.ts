import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Patience } from '../../adapters/postgres/elect.ts'
import { cable } from '../support/cable.ts'
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
function candidates(name: string, names: readonly string[], at = url, patience?: Patience) {
  const serving = new Set<string>()
  const most = { atOnce: 0 }
  const stopped: string[] = []
  const leaving = new Map<string, () => void>()
  const all = names.map((who) =>
    candidacies(at, patience)(name, async (leave) => {
      leaving.set(who, leave)
      serving.add(who)
      most.atOnce = Math.max(most.atOnce, serving.size)
      return async () => {
        serving.delete(who)
        stopped.push(who)
      }
    }),
  )
  return { serving, stopped, most, all, leaving }
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

test('who cannot do it from where it is leaves it to another that waits, and goes on where none does', async () => {
  const [{ serving, stopped, most, all, leaving }, alone] = [candidates('leaving', ['a', 'b']), candidates('alone here', ['a'])]
  await alone.all[0]?.start()
  for (const one of all) await one.start()
  const looked = () => ask(url, `select count(*)::int as count ${holders} and query like '%pg_locks%'`)
  await expect.poll(looked, { timeout: 15_000 }).toEqual({ count: 2 })
  for (const one of [leaving.get('a'), alone.leaving.get('a')]) one?.()
  await expect.poll(() => [...serving], { timeout: 15_000 }).toEqual(['b'])
  expect([stopped, most.atOnce, [...alone.serving], alone.stopped]).toEqual([['a'], 1, ['a'], []])
  // It waits for its turn again, after a while.
  await expect.poll(() => leaving.get('b')?.() ?? [...serving], { timeout: 15_000 }).toEqual(['a'])
  await Promise.all([...all, ...alone.all].map((one) => one.stop()))
})

const cutHolder = `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory'
  and granted and mode = 'ExclusiveLock' and application_name = 'purser (a candidate)' and datname = current_database()`

test('whoever loses its connection and finds its place free goes on without a break', async () => {
  const { serving, stopped, all } = candidates('shard', ['a', 'b'])
  await Promise.all(all.map((one) => one.start()))
  const first = [...serving]
  const pid = () => ask(url, `select max(pid) as pid ${holders} and query not like '%shared%'`)
  const before = await pid()
  await ask(url, cutHolder)
  await expect.poll(async () => JSON.stringify(await pid()) === JSON.stringify(before), { timeout: 15_000 }).toBe(false)
  expect([[...serving], stopped]).toEqual([first, []])
  await Promise.all(all.map((one) => one.stop()))
})

test('while the database is down whoever serves goes on; who then finds another in its place stops', async () => {
  const line = await cable(url)
  const [far, near] = [candidates('poll', ['far'], line.url), candidates('poll', ['near'])]
  await far.all[0]?.start()
  await line.cut()
  await near.all[0]?.start()
  await expect.poll(() => near.serving.size, { timeout: 15_000 }).toBe(1)
  expect([...far.serving]).toEqual(['far'])
  await line.mend()
  await expect.poll(() => far.stopped, { timeout: 15_000 }).toEqual(['far'])
  expect([...near.serving]).toEqual(['near'])
  await Promise.all([...far.all, ...near.all].map((one) => one.stop()))
  await line.close()
})

test('while the database is silent whoever is alone goes on, and who has rivals stops', async () => {
  const line = await cable(url)
  const [alone, far, near] = [candidates('alone', ['a'], line.url), candidates('both', ['far'], line.url), candidates('both', ['near'])]
  for (const one of [alone, far, near]) await one.all[0]?.start()
  // Each has looked round, and far has seen its rival.
  const looked = () => ask(url, `select count(*)::int as count ${holders} and query like '%pg_locks%'`)
  await expect.poll(looked, { timeout: 15_000 }).toEqual({ count: 2 })
  await new Promise((resolve) => setTimeout(resolve, 2_200))
  line.hang()
  await expect.poll(() => far.stopped, { timeout: 15_000 }).toEqual(['far'])
  await expect.poll(() => [...near.serving], { timeout: 15_000 }).toEqual(['near'])
  await line.mend()
  await expect.poll(looked, { timeout: 15_000 }).toEqual({ count: 2 })
  expect([[...alone.serving], alone.stopped]).toEqual([['a'], []])
  await Promise.all([alone, far, near].map((one) => one.all[0]?.stop()))
  await line.close()
})

test('while no server is there who serves goes on for a while, not for ever: what is down for one may be there for another', async () => {
  const line = await cable(url)
  const [short, endless] = [500, 600_000]
  const alone = candidates('lonely', ['a'], line.url, { rivals: endless, alone: short })
  const far = candidates('rivalry', ['far'], line.url, { rivals: short, alone: endless })
  const near = candidates('rivalry', ['near'])
  for (const one of [alone, far, near]) await one.all[0]?.start()
  const looked = () => ask(url, `select count(*)::int as count ${holders} and query like '%pg_locks%'`)
  await expect.poll(looked, { timeout: 15_000 }).toEqual({ count: 2 })
  // By its second look far has seen its rival.
  await new Promise((resolve) => setTimeout(resolve, 2_200))
  await line.cut()
  await expect.poll(() => [far.stopped, alone.stopped], { timeout: 15_000 }).toEqual([['far'], ['a']])
  await expect.poll(() => [...near.serving], { timeout: 15_000 }).toEqual(['near'])
  await line.mend()
  await expect.poll(() => [...alone.serving], { timeout: 15_000 }).toEqual(['a'])
  expect([...far.serving]).toEqual([])
  await Promise.all([alone, far, near].map((one) => one.all[0]?.stop()))
  await line.close()
})

test('work that does not end holds up nobody: another serves all the same', async () => {
  let release = (): void => undefined
  const stuck = candidacies(url)('stuck', async () => () => new Promise<void>((resolve) => (release = resolve)))
  const next = candidates('stuck', ['next'])
  await stuck.start()
  await next.all[0]?.start()
  const stopped = stuck.stop()
  await expect.poll(() => next.serving.size, { timeout: 15_000 }).toBe(1)
  release()
  await Promise.all([stopped, next.all[0]?.stop()])
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
