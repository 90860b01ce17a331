import { DiscordAPIError, RateLimitError } from '@discordjs/rest'
import { z } from 'zod'
import { AppError } from '../../src/errors.ts'
import { pause } from '../pause.ts'
import { statusOf } from './client.ts'

/** Asks Discord again, in pauses that grow, for about five minutes: what was done shall be said as soon as that is possible. */
export type Insist = <T>(call: () => Promise<T>) => Promise<T>

const PAUSES = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000]

/** `signal`: nothing is asked again after it. */
export const createInsist =
  (signal: AbortSignal): Insist =>
  async (call) => {
    for (const wait of PAUSES) {
      try {
        return await call()
      } catch (error) {
        if (!mayPass(error) || signal.aborted) throw error
      }
      await pause(wait, signal)
    }
    return call()
  }

/** Discord did not answer, or not as it does when it refuses. */
export function mayPass(error: unknown): boolean {
  if (error instanceof AppError || error instanceof z.ZodError) return false
  if (error instanceof RateLimitError) return true
  return !(error instanceof DiscordAPIError) || (statusOf(error) ?? 0) >= 500
}
