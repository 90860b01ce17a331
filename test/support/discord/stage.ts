import pino from 'pino'
import type { AdapterDeps } from '../../../adapters/adapter.ts'
import { patient } from '../../../adapters/discord/client.ts'
import { deployCommands } from '../../../adapters/discord/commands.ts'
import { createDiscord } from '../../../adapters/discord/index.ts'
import { wayThrough } from '../../../adapters/proxy.ts'
import type { Bot } from '../../../src/bot.ts'
import type { Command } from '../../../src/command.ts'
import type { Database } from '../../../src/db.ts'
import type { Files } from '../../../src/files/index.ts'
import { createPictures } from '../../../src/pictures/index.ts'
import { testConfig } from '../bot.ts'
import { candidacies } from '../database.ts'
import { realFiles } from '../files.ts'
import { longer, overheard } from '../overheard.ts'
import { createHands } from './hands.ts'
import { MAY } from './permissions.ts'
import { type DiscordDouble, discordDouble } from './server.ts'
import { APPLICATION, BOT, TOKEN } from './world.ts'

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

export interface StageOptions {
  readonly db: Database
  readonly databaseUrl: string
  readonly bot: Bot
  readonly commands: readonly Command[]
  readonly files?: Files
  readonly token?: string
  readonly shards?: number
  readonly staffRoles?: readonly string[]
  readonly proxy?: string
  /** The server as an earlier life left it. */
  readonly discord?: DiscordDouble
  readonly pictures?: Parameters<typeof createPictures>[0]['methods']
  readonly log?: pino.Logger
  /** Whether this process may hold a connection; the database's elections unless it says otherwise. */
  readonly elect?: AdapterDeps['elect']
}

/** The real adapter with the real library on a double of Discord that knows the commands, and the people of the contract on it. */
export async function discordStage(how: StageOptions) {
  const discord = how.discord ?? (await populated())
  const heard = overheard()
  const token = how.token ?? TOKEN
  const way = wayThrough(undefined)
  await deployCommands(patient({ token: TOKEN, apiUrl: discord.apiUrl, way }), APPLICATION, how.commands)
  const settings = {
    token,
    apiUrl: discord.apiUrl,
    staffChannel: STAFF_CHANNEL,
    staffRoles: how.staffRoles ?? [],
    shards: how.shards ?? 1,
    ...(how.proxy ? { proxy: how.proxy } : {}),
  }
  const adapter = createDiscord(
    {
      ...how,
      config: testConfig({ discord: settings }),
      files: how.files ?? realFiles(how.db),
      pictures: createPictures({ db: how.db, methods: how.pictures ?? [], log: pino({ level: 'silent' }) }),
      log: how.log ?? heard.log,
      clock: () => new Date(),
      elect: how.elect ?? candidacies(how.databaseUrl),
    },
    settings,
  )
  await adapter.start()
  if (how.token === undefined) await discord.gateway.stands(settings.shards)
  return {
    discord,
    world: discord.world,
    adapter,
    hands: createHands(discord),
    /** Waits until everything that Discord had to tell was told, and done. */
    settled: async () => {
      await discord.gateway.delivered()
      await adapter.work.settled()
    },
    close: async () => {
      await adapter.stop()
      await way.close()
      if (!how.discord) await discord.close()
      heard.check(longer(discord.world.messages.filter(({ from }) => from !== BOT.id).map(({ content }) => content)))
    },
  }
}

/** Customers lin (zh-CN) and amy (en), staff wang (zh-HK) and lee (en), as people of Discord. */
export async function discordPeople(db: Database): Promise<void> {
  const key = { platform: 'discord', workspace: '' }
  for (const [number, user, locale] of [
    ['10428', 'lin', 'zh-CN'],
    ['10455', 'amy', 'en'],
  ] as const) {
    const customer = await db.customer.create({ data: { number, name: user, locale } })
    await db.identity.create({ data: { ...key, userId: USERS[user], chat: USERS[user], customerId: customer.id } })
  }
  for (const [user, locale] of [
    ['wang', 'zh-HK'],
    ['lee', 'en'],
  ] as const) {
    const staff = await db.staff.create({ data: { name: user, role: 'agent' } })
    await db.identity.create({ data: { ...key, userId: USERS[user], chat: USERS[user], staffId: staff.id, locale } })
  }
}
