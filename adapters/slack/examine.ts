import { webApi } from '@slack/bolt'
import type { Config } from '../../src/config.ts'
import type { Finding } from '../finding.ts'
import { wayThrough } from '../proxy.ts'
import { refusalOf } from './client.ts'
import { advice } from './connection.ts'
import { SCOPES } from './manifest.ts'

/** Asks Slack about every part of its configuration: both tokens, the scopes, the staff channel. Changes nothing. */
export async function examineSlack(slack: NonNullable<Config['slack']>): Promise<readonly Finding[]> {
  const fetch = wayThrough(slack.proxy).fetch as webApi.FetchFunction
  const options = { slackApiUrl: slack.apiUrl, fetch, retryConfig: { retries: 0 }, timeout: 8_000, logger: SILENT }
  const bot = new webApi.WebClient(slack.botToken, options)
  const token = await tried('SLACK_BOT_TOKEN', async () => {
    const { team, user, response_metadata } = await bot.auth.test()
    const missing = SCOPES.filter((scope) => response_metadata?.scopes && !response_metadata.scopes.includes(scope))
    const found = `SLACK_BOT_TOKEN: ${user} in ${team}`
    if (missing.length === 0) return { found }
    return {
      found: `${found}, without ${missing.join(', ')}`,
      todo: 'Add these scopes (purser slack-manifest has them all) and install the app again.',
    }
  })
  const way = slack.appToken
    ? await tried('SLACK_APP_TOKEN', async () => {
        await new webApi.WebClient(slack.appToken, options).apps.connections.open({})
        return { found: 'SLACK_APP_TOKEN: Slack opens a connection' }
      })
    : { found: 'Slack sends over HTTP, signed; whether it reaches Purser shows when the address is entered at Slack' }
  return [token, way, await channel(bot, slack.staffChannel)]
}

async function channel(bot: webApi.WebClient, id: string | undefined): Promise<Finding> {
  if (id === undefined)
    return { found: 'no SLACK_STAFF_CHANNEL: no cards on Slack', todo: 'Name the channel of your staff, unless they decide elsewhere.' }
  return tried(`SLACK_STAFF_CHANNEL ${id}`, async () => {
    const { channel: there } = await bot.conversations.info({ channel: id })
    if (there?.is_member) return { found: `the staff channel ${id} has the app in it` }
    return { found: `the app is not in the staff channel ${id}`, todo: 'Invite it there: /invite @ and the name of the app.' }
  })
}

async function tried(what: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look()
  } catch (error) {
    const refused = refusalOf(error)
    if (refused === 'channel_not_found')
      return {
        found: `${what}: Slack knows no such channel, or the app is not in it`,
        todo: 'Copy the id from the details of the channel, and invite the app there.',
      }
    if (refused) return { found: `${what}: Slack says ${refused}`, todo: `${advice(refused) ?? 'look this word up at docs.slack.dev'}.` }
    return {
      found: `${what}: Slack cannot be reached (${error instanceof Error ? error.message : 'no reason given'})`,
      todo: 'Check the network, and SLACK_API_URL.',
    }
  }
}

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => 'error' as never,
  setName: () => undefined,
}
