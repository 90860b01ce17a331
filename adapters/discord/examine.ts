import type { REST } from '@discordjs/rest'
import { ApplicationFlags, PermissionFlagsBits, Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import { commands } from '../../src/commands/index.ts'
import type { Config } from '../../src/config.ts'
import type { Finding } from '../finding.ts'
import { wayThrough } from '../proxy.ts'
import { codeOf, explained, patient, statusOf } from './client.ts'
import { isCurrent } from './commands.ts'
import { advice } from './gateway.ts'
import { theApplication, whoWeAre } from './people.ts'

type Discord = NonNullable<Config['discord']>

/** Asks Discord about every part of its configuration: token, application, commands, servers and shards, staff channel. Changes nothing. */
export async function examineDiscord(discord: Discord): Promise<readonly Finding[]> {
  const way = wayThrough(discord.proxy)
  const rest = patient({ token: discord.token, apiUrl: discord.apiUrl, way })
  try {
    const me = await whoWeAre(rest)
    const application = await theApplication(rest)
    const token = { found: `DISCORD_TOKEN: ${me.username}${discord.proxy ? ', through the proxy' : ''}` }
    return [
      token,
      ...(discord.applicationId === undefined || discord.applicationId === application.id ? [] : [other(application.id)]),
      ...(application.interactions_endpoint_url ? [elsewhere(application.interactions_endpoint_url)] : []),
      await known(rest, application.id),
      intents(application.flags),
      await gateway(rest, discord),
      await staff(rest, discord, me.id),
    ]
  } catch (error) {
    const remedy = advice(error)
    if (remedy) return [{ found: 'DISCORD_TOKEN: Discord refuses it', todo: `${remedy}.` }]
    return [{ found: `Discord cannot be reached (${said(error)})`, todo: 'Check the network, DISCORD_API_URL and DISCORD_PROXY.' }]
  } finally {
    await way.close()
  }
}

const other = (application: string): Finding => ({
  found: 'DISCORD_APPLICATION_ID is not the application of DISCORD_TOKEN',
  todo: `Write DISCORD_APPLICATION_ID=${application}, or leave it out.`,
})

const elsewhere = (address: string): Finding => ({
  found: `Discord sends commands and buttons to ${new URL(address).host}, and Purser hears none of them`,
  todo: 'Empty "Interactions Endpoint URL" on the page "General Information" of the application.',
})

/** Privileged intents as they are switched on for an application: granted to a verified bot, or to one in fewer than 100 servers. */
const PRIVILEGED = {
  'Presence Intent': ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited,
  'Server Members Intent': ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
  'Message Content Intent': ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
} as const

/** Reading more than Purser needs is no help to it, and a danger where its token is lost. */
function intents(flags: number): Finding {
  const on = Object.entries(PRIVILEGED).flatMap(([name, bits]) => ((flags & bits) === 0 ? [] : [name]))
  if (on.length === 0) return { found: 'no privileged intent is switched on, and Purser needs none' }
  return { found: `switched on, and not needed: ${on.join(', ')}`, todo: 'Switch it off on the page "Bot" of the application.' }
}

async function known(rest: REST, application: string): Promise<Finding> {
  if (await isCurrent(rest, application, commands)) return { found: 'Discord knows the commands of this version' }
  return { found: 'Discord does not know the commands of this version', todo: 'Run: purser deploy-commands' }
}

const gatewayBody = z.object({ shards: z.number(), session_start_limit: z.object({ remaining: z.number(), total: z.number() }) })

async function gateway(rest: REST, { shards }: Discord): Promise<Finding> {
  const { shards: wanted, session_start_limit: limit } = gatewayBody.parse(await rest.get(Routes.gatewayBot()))
  if (limit.remaining < 10)
    return {
      found: `Discord lets the bot connect ${limit.remaining} more times today, of ${limit.total}`,
      todo: 'Do not start it over and over: Discord resets the token of a bot that connects too often.',
    }
  if (wanted > shards)
    return { found: `Discord recommends ${wanted} shards, and DISCORD_SHARDS is ${shards}`, todo: `Write DISCORD_SHARDS=${wanted}.` }
  return { found: `Discord opens connections: ${shards} wanted` }
}

/** What the bot needs in the staff channel, by the names that Discord's settings have for it. */
const NEEDED = {
  'View Channel': PermissionFlagsBits.ViewChannel,
  'Send Messages': PermissionFlagsBits.SendMessages,
  'Attach Files': PermissionFlagsBits.AttachFiles,
  'Read Message History': PermissionFlagsBits.ReadMessageHistory,
} as const

async function staff(rest: REST, { staffChannel }: Discord, me: string): Promise<Finding> {
  if (staffChannel === undefined)
    return { found: 'no DISCORD_STAFF_CHANNEL: no cards on Discord', todo: 'Name the channel of your staff, unless they decide elsewhere.' }
  try {
    const rights = await rightsIn(rest, staffChannel, me)
    if (rights === undefined)
      return { found: `${staffChannel} is no channel of a server`, todo: 'Name a text channel of your staff’s server.' }
    const missing = Object.entries(NEEDED).flatMap(([name, bit]) => ((rights & bit) === bit ? [] : [name]))
    if (missing.length === 0) return { found: `the bot can write in the staff channel ${staffChannel}` }
    return { found: `the bot lacks in the staff channel: ${missing.join(', ')}`, todo: 'Give its role these permissions in the channel.' }
  } catch (error) {
    if (codeOf(error) === 10003 || codeOf(error) === 50001)
      return {
        found: `DISCORD_STAFF_CHANNEL ${staffChannel}: Discord shows the bot no such channel`,
        todo: 'Copy the id (developer mode on, right-click, "Copy Channel ID"), invite the bot to that server, and let it see the channel.',
      }
    return { found: `DISCORD_STAFF_CHANNEL ${staffChannel}: ${said(error)}`, todo: 'Look at the permissions of the bot in that channel.' }
  }
}

const bits = z.string().transform(BigInt)
const overwrites = z.array(z.object({ id: z.string(), allow: bits, deny: bits })).default([])
const channelBody = z.object({ guild_id: z.string().nullish(), permission_overwrites: overwrites })
const rolesBody = z.array(z.object({ id: z.string(), permissions: bits }))
const memberBody = z.object({ roles: z.array(z.string()) })

/** What a member may do in a channel, by Discord's rule: everybody's rights, then the roles', then the member's own. */
async function rightsIn(rest: REST, channel: string, me: string): Promise<bigint | undefined> {
  const { guild_id: guild, permission_overwrites: changes } = channelBody.parse(await rest.get(Routes.channel(channel)))
  if (!guild) return undefined
  const roles = rolesBody.parse(await rest.get(Routes.guildRoles(guild)))
  const mine = memberBody.parse(await rest.get(Routes.guildMember(guild, me))).roles
  const base = roles.filter(({ id }) => id === guild || mine.includes(id)).reduce((sum, { permissions }) => sum | permissions, 0n)
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return ~0n
  const apply = (rights: bigint, ids: readonly string[]): bigint => {
    const applied = changes.filter(({ id }) => ids.includes(id))
    const denied = applied.reduce((sum, { deny }) => sum | deny, 0n)
    return (rights & ~denied) | applied.reduce((sum, { allow }) => sum | allow, 0n)
  }
  return apply(apply(apply(base, [guild]), mine), [me])
}

const said = (error: unknown): string => {
  const known = explained(error)
  const status = statusOf(error)
  return known instanceof Error ? known.message : `status ${status ?? 'unknown'}`
}
