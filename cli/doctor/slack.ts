import type { Config } from '../../src/config.ts'
import { type Check, ok, problem } from './check.ts'
import { checkSkew } from './skew.ts'

/** What Slack says of the tokens and the staff channel; nothing where Slack is not configured. */
export async function checkSlack({ slack }: Config): Promise<readonly Check[]> {
  if (!slack) return []
  // Not above: its library takes half a second to load.
  const { examineSlack } = await import('../../adapters/slack/examine.ts')
  const findings = await examineSlack(slack)
  const checks = findings.map(({ found, todo }) => (todo === undefined ? ok('slack', found) : problem('slack', found, todo)))
  return [...checks, ...(await checkSkew('slack', slack))]
}
