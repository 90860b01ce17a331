import type { Config } from '../../src/config.ts'
import { type Check, ok, problem } from './check.ts'
import { checkSkew } from './skew.ts'

/** What Telegram says of the token, the way in and the staff group; nothing where Telegram is not configured. */
export async function checkTelegram({ telegram }: Config): Promise<readonly Check[]> {
  if (!telegram) return []
  const { examineTelegram } = await import('../../adapters/telegram/examine.ts')
  const findings = await examineTelegram(telegram)
  const checks = findings.map(({ found, todo }) => (todo === undefined ? ok('telegram', found) : problem('telegram', found, todo)))
  return [...checks, ...(await checkSkew('telegram', telegram))]
}
