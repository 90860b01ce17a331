import { ms, quantile, rate, table } from '../table.ts'
import { after, createLoad, type Load, type Measured } from './load.ts'
import { type BotProcess, startBare, startPurser } from './process.ts'
import type { Stage } from './stages.ts'

/** With what it took of a core, in milliseconds for each answer: that hardly depends on what else the machine does. */
type Taken = Measured & { readonly cpu: number }

/** How many people ask at the same time. */
const CALLERS = [1, 32]

/** Answers before anything is measured: by then Node has compiled what they need. */
const WARM = 4_000

/** Rates, latencies and ratios. The bare bot runs before and after Purser, because a machine's speed wanders. */
export async function rates(stages: readonly Stage[], databaseUrl: string, seconds: number): Promise<void> {
  const rows: string[][] = []
  for (const stage of stages) {
    const load = createLoad(stage)
    const bare = () => measured(() => startBare(stage.platform, stage.env), load, seconds)
    const before = await bare()
    const own = await measured(() => startPurser(databaseUrl, stage.env), load, seconds)
    const afterwards = await bare()
    for (const [index, callers] of CALLERS.entries()) {
      const [mine, ...both] = [own, before, afterwards].map((each) => each[index] as Taken) as [Taken, Taken, Taken]
      const reference = (both[0].perSecond + both[1].perSecond) / 2
      rows.push([
        stage.platform,
        String(callers),
        rate(mine.perSecond),
        ms(quantile(mine.latencies, 0.5)),
        ms(quantile(mine.latencies, 0.99)),
        rate(reference),
        ms(quantile(both[1].latencies, 0.5)),
        ms(quantile(both[1].latencies, 0.99)),
        (mine.perSecond / reference).toFixed(2),
        `${mine.cpu.toFixed(2)} : ${((both[0].cpu + both[1].cpu) / 2).toFixed(2)}`,
      ])
      console.error(rows.at(-1)?.join('  '))
    }
  }
  table(['balance on', 'callers', 'answers/s', 'p50 ms', 'p99 ms', 'bare bot/s', 'p50 ms', 'p99 ms', 'ratio', 'ms of a core'], rows)
}

/** One process, warmed up, then measured with each number of callers. */
async function measured(start: () => Promise<BotProcess>, load: Load, seconds: number): Promise<readonly Taken[]> {
  const bot = await start()
  try {
    await load(Math.max(...CALLERS), (asked) => asked >= WARM)
    const results: Taken[] = []
    for (const callers of CALLERS) {
      const before = bot.cpu()
      const answers = await load(callers, after(seconds))
      results.push({ ...answers, cpu: ((bot.cpu() - before) * 1_000) / answers.latencies.length })
    }
    return results
  } finally {
    await bot.stop()
  }
}
