import type { Config } from '../../src/config.ts'
import { type Check, ok, problem } from './check.ts'

/** What Slack says of the tokens and the staff channel; nothing where Slack is not configured. */
export async function checkSlack({ slack }: Config): Promise<readonly Check[]> {
  if (!slack) return []
  // Not above: its library takes half a second to load.
  const { examineSlack } = await import('../../adapters/slack/examine.ts')
  const findings = await examineSlack(slack)
  return findings.map(({ found, todo }) => (todo === undefined ? ok('slack', found) : problem('slack', found, todo)))
}
