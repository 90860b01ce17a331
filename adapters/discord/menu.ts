import { Routes } from 'discord-api-types/v10'
import { locales } from '../../locales/index.ts'
import { commands } from '../../src/commands/index.ts'
import type { Config } from '../../src/config.ts'
import { menu } from '../../src/menu.ts'
import { wayThrough } from '../proxy.ts'
import { codeOf, explained, patient, statusOf } from './client.ts'
import { createDress } from './files.ts'
import { sentBody } from './payload.ts'
import { render } from './render.ts'

/** Posts the menu into a channel and pins it. Throws an Error that says what to do when Discord refuses. Resolves with the message's id. */
export async function postDiscordMenu(config: Config, channel: string): Promise<string> {
  const { discord, locale, zone, brand } = config
  if (!discord) throw new Error('Discord is not configured: set DISCORD_TOKEN (docs/discord.md).')
  const way = wayThrough(discord.proxy)
  const rest = patient({ token: discord.token, apiUrl: discord.apiUrl, way })
  const drawing = { viewer: { locale, zone, now: new Date() }, commands: new Map(commands.map((one) => [one.name, one])) }
  const dress = createDress({ picture: async () => undefined }, { file: async () => undefined })
  try {
    const [page] = render(menu(locales[locale], brand), drawing)
    const { body } = await dress(page ?? { parts: [] }, { staff: false })
    const { id } = sentBody.parse(await rest.post(Routes.channelMessages(channel), { body }))
    await rest.put(Routes.channelMessagesPin(channel, id)).catch(async (error: unknown) => {
      // Who runs this again shall not have two.
      await rest.delete(Routes.channelMessage(channel, id)).catch(() => undefined)
      throw error
    })
    return id
  } catch (error) {
    const remedy =
      statusOf(error) === 401 ? 'copy DISCORD_TOKEN again from the page "Bot" of the application.' : REMEDIES[codeOf(error) ?? 0]
    if (remedy === undefined) throw explained(error)
    throw new Error(`Discord refuses to put the menu into ${channel} (${codeOf(error)}): ${remedy}`, { cause: explained(error) })
  } finally {
    await way.close()
  }
}

const REMEDIES: Readonly<Record<number, string>> = {
  10003: 'copy the id of the channel (developer mode on, right-click, "Copy Channel ID"), and invite the bot to its server.',
  50001: 'let the bot see the channel (View Channel).',
  50013: 'give the bot in this channel: View Channel, Send Messages, Pin Messages.',
}
