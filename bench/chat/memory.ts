import { table } from '../table.ts'
import { createLoad } from './load.ts'
import { startPurser } from './process.ts'
import type { Stage } from './stages.ts'

/** What a process holds after some updates of all platforms, and after ten times as many. */
export async function memory(stages: readonly Stage[], databaseUrl: string, updates: number): Promise<void> {
  const purser = await startPurser(databaseUrl, Object.assign({}, ...stages.map(({ env }) => env)))
  const loads = stages.map(createLoad)
  const rows: string[][] = [['0', purser.memory().toFixed(0)]]
  try {
    let done = 0
    for (const until of [updates / 10, updates / 2, updates]) {
      const each = (until - done) / loads.length
      await Promise.all(loads.map((load) => load(16, (asked) => asked >= each)))
      done = until
      // What is garbage by now is not what it holds.
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      rows.push([until.toLocaleString('en'), purser.memory().toFixed(0)])
      console.error(rows.at(-1)?.join('  '))
    }
  } finally {
    await purser.stop()
  }
  table(['updates, all platforms in one process', 'resident MB'], rows)
}
