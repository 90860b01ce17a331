import { MAY } from './permissions.ts'
import { type DiscordDouble, discordDouble } from './server.ts'
import { BOT } from './world.ts'

export const GUILD = '1184001100000000001'
export const STAFF_CHANNEL = '1184001122334455667'
/** A channel of everybody. */
export const GENERAL = '1184001100000000003'
/** Whose members may be let see claims. */
export const STAFF_ROLE = '1184001100000000004'

/** People by name: their ids, and the language that Discord tells of. */
export const USERS = {
  lin: '1184002200000000001',
  amy: '1184002200000000002',
  wang: '1184002200000000003',
  lee: '1184002200000000004',
} as const
export type Name = keyof typeof USERS
const LOCALES = { lin: 'zh-CN', amy: 'en-US', wang: 'zh-TW', lee: 'en-GB' } as const

/** The people and channels of the contract on a new double: one guild, whose staff have a channel that others do not see. */
export async function populated(): Promise<DiscordDouble> {
  const discord = await discordDouble()
  const { world } = discord
  for (const [name, id] of Object.entries(USERS)) world.addPerson(id, name, LOCALES[name as Name])
  const guild = world.addGuild(GUILD, Object.values(USERS))
  world.addRole(guild, STAFF_ROLE, 'Billing', [USERS.wang, USERS.lee])
  world.addChannel(GENERAL, guild, 'general')
  const seen = { allow: MAY.view, deny: 0n }
  world.addChannel(
    STAFF_CHANNEL,
    guild,
    'claims',
    new Map([
      [GUILD, { allow: 0n, deny: MAY.view }],
      [STAFF_ROLE, seen],
      [BOT.id, seen],
    ]),
  )
  return discord
}
