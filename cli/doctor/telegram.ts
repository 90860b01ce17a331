import type { Config } from '../../src/config.ts'
import { type Check, ok, problem } from './check.ts'

/** What Telegram says of the token, the way in and the staff group; nothing where Telegram is not configured. */
export async function checkTelegram({ telegram }: Config): Promise<readonly Check[]> {
  if (!telegram) return []
  const { examineTelegram } = await import('../../adapters/telegram/examine.ts')
  const findings = await examineTelegram(telegram)
  return findings.map(({ found, todo }) => (todo === undefined ? ok('telegram', found) : problem('telegram', found, todo)))
}
