import { wayThrough } from '../../adapters/proxy.ts'
import { type Check, ok, problem, warning } from './check.ts'

/** Where a platform is asked, and how. */
interface Reached {
  readonly apiUrl: string
  readonly proxy?: string | undefined
}

/** How long an answer is waited for, in milliseconds. */
const PATIENCE = 8_000

/**
 * How far this machine's clock is from a platform's, by the date that each of its answers carries. Nothing where it does not answer: that
 * is said of the token already.
 */
export async function checkSkew(name: string, { apiUrl, proxy }: Reached): Promise<readonly Check[]> {
  const way = wayThrough(proxy)
  try {
    const before = Date.now()
    const response = await way.fetch(apiUrl, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) })
    const told = Date.parse(response.headers.get('date') ?? '')
    return Number.isNaN(told) ? [] : [judged(name, before, told, Date.now())]
  } catch {
    return []
  } finally {
    await way.close()
  }
}

/** The answer was written some time between `before` and `after`, and its date knows no parts of a second. */
function judged(name: string, before: number, told: number, after: number): Check {
  const off = Math.max(before - told - 1_000, told - after, 0) / 1000
  const found = `${off.toFixed(0)} seconds between this machine's clock and the platform's`
  const todo = 'Set this machine by NTP: deadlines and signatures go by its clock.'
  if (off >= 60) return problem(name, found, todo)
  return off >= 5 ? warning(name, found, todo) : ok(name, found)
}
