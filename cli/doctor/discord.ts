import type { Config } from '../../src/config.ts'
import { type Check, ok, problem } from './check.ts'
import { checkSkew } from './skew.ts'

/** What Discord says of the token, the commands and the staff channel; nothing where Discord is not configured. */
export async function checkDiscord({ discord }: Config): Promise<readonly Check[]> {
  if (!discord) return []
  // Not above: its library takes half a second to load.
  const { examineDiscord } = await import('../../adapters/discord/examine.ts')
  const findings = await examineDiscord(discord)
  const checks = findings.map(({ found, todo }) => (todo === undefined ? ok('discord', found) : problem('discord', found, todo)))
  return [...checks, ...(await checkSkew('discord', discord))]
}
