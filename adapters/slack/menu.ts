import { webApi } from '@slack/bolt'
import { locales } from '../../locales/index.ts'
import { commands } from '../../src/commands/index.ts'
import type { Config } from '../../src/config.ts'
import { menu } from '../../src/menu.ts'
import { wayThrough } from '../proxy.ts'
import { patient, refusalOf, slackLogger } from './client.ts'
import { render } from './render.ts'

/** Posts the menu into a channel and pins it. Throws an Error that says what to do when Slack refuses. Resolves with the message's ts. */
export async function postSlackMenu(config: Config, channel: string): Promise<string> {
  const { slack, locale, zone, brand } = config
  if (!slack) throw new Error('Slack is not configured: set SLACK_BOT_TOKEN (docs/slack.md).')
  const way = wayThrough(slack.proxy)
  const client = new webApi.WebClient(slack.botToken, patient({ apiUrl: slack.apiUrl, way, logger: slackLogger(SILENT) }))
  const drawing = { viewer: { locale, zone, now: new Date() }, commands: new Map(commands.map((one) => [one.name, one])), tables: false }
  try {
    const [page] = render(menu(locales[locale], brand), drawing)
    const { ts = '' } = await client.chat.postMessage({ channel, text: page?.text ?? brand, blocks: (page?.blocks ?? []) as never })
    await client.pins.add({ channel, timestamp: ts })
    return ts
  } catch (error) {
    const refused = refusalOf(error)
    if (refused === undefined) throw error
    const remedy = REMEDIES[refused] ?? 'See docs/slack.md.'
    throw new Error(`Slack refuses to put the menu into ${channel} (${refused}): ${remedy}`, { cause: error })
  } finally {
    await way.close()
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the app into the channel first.',
  channel_not_found: 'copy the id from the end of the channel’s details, and invite the app into it.',
  missing_scope: 'install the app again with the manifest of "purser slack-manifest" (pins:write).',
  invalid_auth: 'copy SLACK_BOT_TOKEN again from the pages of the app.',
}

const SILENT = { warn: () => undefined, error: () => undefined }
