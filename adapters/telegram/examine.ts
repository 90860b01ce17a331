import { commands } from '../../src/commands/index.ts'
import type { Config } from '../../src/config.ts'
import type { Finding } from '../finding.ts'
import { wayThrough } from '../proxy.ts'
import { advice, type Client, createClient, refusalOf } from './client.ts'
import { privateNames } from './menu.ts'

type Telegram = NonNullable<Config['telegram']>

/** Asks Telegram about every part of its configuration: token, way in, staff group and topic. Changes nothing. */
export async function examineTelegram(telegram: Telegram): Promise<readonly Finding[]> {
  const way = wayThrough(telegram.proxy)
  const client = createClient({ ...telegram, way, seconds: 8 })
  try {
    const me = await client.once((api) => api.getMe())
    const token = { found: `TELEGRAM_TOKEN: @${me.username}${telegram.proxy ? ', through the proxy' : ''}` }
    return [
      token,
      ...(await files(client, telegram, me.id)),
      privacy(me.can_read_all_group_messages),
      await incoming(client, telegram),
      await menus(client),
      ...(await staff(client, telegram, me.id)),
    ]
  } catch (error) {
    return [{ found: said(error), todo: `${advice(error) ?? 'Check the network, TELEGRAM_API_URL and TELEGRAM_PROXY'}.` }]
  } finally {
    await way.close()
  }
}

/** A Bot API server of one's own may keep files on its disk; its picture of the bot shows whether it does. */
async function files(client: Client, { apiUrl }: Telegram, me: number): Promise<readonly Finding[]> {
  if (new URL(apiUrl).host === 'api.telegram.org') return []
  const { photos } = await client.once((api) => api.getUserProfilePhotos(me, { limit: 1 }))
  const picture = photos[0]?.[0]?.file_id
  if (picture === undefined)
    return [{ found: 'whether TELEGRAM_API_URL hands out files shows with the first screenshot: the bot has no picture to try it with' }]
  const { file_path: path = '' } = await client.once((api) => api.getFile(picture))
  if (!path.startsWith('/')) return [{ found: 'TELEGRAM_API_URL hands out files' }]
  const todo = 'Start that server without --local: Purser fetches screenshots over HTTP, up to the 20 MB that Telegram allows then.'
  return [{ found: 'TELEGRAM_API_URL keeps files on its own disk (--local)', todo }]
}

/** Reading every word of a group is more than Purser needs. */
const privacy = (reads: boolean): Finding =>
  reads
    ? {
        found: 'the bot reads every message of its groups',
        todo: 'BotFather, /setprivacy, Enable: Purser needs commands and buttons alone.',
      }
    : { found: 'in groups the bot reads commands alone' }

async function incoming(client: Client, { webhook }: Telegram): Promise<Finding> {
  const { url = '', last_error_message: trouble, pending_update_count: waiting } = await client.once((api) => api.getWebhookInfo())
  if (!webhook) {
    if (url === '') return { found: 'Purser asks Telegram for updates' }
    return { found: 'Telegram sends to a webhook, and Purser is configured to ask: the next start removes the webhook' }
  }
  if (url !== webhook.url) return { found: 'TELEGRAM_WEBHOOK_URL is not set at Telegram yet: the next start does it' }
  if (trouble === undefined) return { found: `Telegram sends to TELEGRAM_WEBHOOK_URL, ${waiting} waiting` }
  return {
    found: `Telegram could not deliver to TELEGRAM_WEBHOOK_URL (${trouble}), ${waiting} waiting`,
    todo: 'Check that your proxy hands this address on to Purser, with a valid certificate.',
  }
}

/** Registered at each start: what is missing there is missing in everybody's menu. */
async function menus(client: Client): Promise<Finding> {
  const listed = await client.once((api) => api.getMyCommands({ scope: { type: 'all_private_chats' } }))
  const there = new Set(listed.map(({ command }) => command))
  const missing = privateNames(commands).filter((name) => !there.has(name))
  if (missing.length === 0) return { found: `Telegram lists ${there.size} commands in private chats` }
  return { found: `Telegram does not list ${missing.map((name) => `/${name}`).join(', ')} yet: the next start does it` }
}

async function staff(client: Client, { staffChat, staffTopic }: Telegram, me: number): Promise<readonly Finding[]> {
  if (staffChat === undefined)
    return [{ found: 'no TELEGRAM_STAFF_CHAT: no cards on Telegram', todo: 'Name the group of your staff, unless they decide elsewhere.' }]
  try {
    const { status } = await client.once((api) => api.getChatMember(staffChat, me))
    if (status === 'left' || status === 'kicked')
      return [{ found: `the bot is not in the staff group ${staffChat}`, todo: 'Add it to the group, and make it an administrator.' }]
    // Shown to nobody, and refused exactly where a card would be.
    const where = staffTopic === undefined ? {} : { message_thread_id: staffTopic }
    await client.once((api) => api.sendChatAction(staffChat, 'typing', where))
    const group = { found: `the bot can write in the staff group ${staffChat}${staffTopic === undefined ? '' : `, topic ${staffTopic}`}` }
    if (status === 'administrator' || status === 'creator') return [group]
    const todo = 'Make the bot an administrator of the group: then answers to a press are for the presser’s eyes alone.'
    return [group, { found: `the bot is no administrator of ${staffChat}`, todo }]
  } catch (error) {
    return [{ found: `the staff group ${staffChat}: ${said(error)}`, todo: remedy(error) }]
  }
}

function remedy(error: unknown): string {
  const { why = '', movedTo } = refusalOf(error) ?? {}
  if (movedTo !== undefined) return `The group has become a supergroup: write TELEGRAM_STAFF_CHAT=${movedTo}.`
  if (/thread not found/i.test(why)) return 'Copy the number of the topic from its link, or leave TELEGRAM_STAFF_TOPIC out.'
  if (/chat not found/i.test(why)) return 'Add the bot to the group, and copy the id again (it begins with -100).'
  return 'Look at the rights of the bot in the group.'
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))
