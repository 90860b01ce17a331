import { commands } from '../../src/commands/index.ts'
import type { Config } from '../../src/config.ts'
import { wayThrough } from '../proxy.ts'
import { explained, patient, statusOf } from './client.ts'
import { deployCommands } from './commands.ts'
import { applicationOf } from './people.ts'

/** Tells Discord the commands where it knows others. Throws an Error that says what to do when Discord refuses. */
export async function deployToDiscord({ discord }: Config): Promise<'changed' | 'current'> {
  if (!discord) throw new Error('Discord is not configured: set DISCORD_TOKEN (docs/discord.md).')
  const way = wayThrough(discord.proxy)
  try {
    const rest = patient({ token: discord.token, apiUrl: discord.apiUrl, way })
    return await deployCommands(rest, discord.applicationId ?? (await applicationOf(rest)), commands)
  } catch (error) {
    if (statusOf(error) === 401) throw new Error('Discord refuses DISCORD_TOKEN: copy it again from the page "Bot" of the application.')
    if (statusOf(error) === 403 || statusOf(error) === 404)
      throw new Error('DISCORD_APPLICATION_ID is not the application of DISCORD_TOKEN: correct it, or leave it out.')
    throw explained(error)
  } finally {
    await way.close()
  }
}
