import Fastify from 'fastify'
import pino from 'pino'
import { createSlack } from '../../../adapters/slack/index.ts'
import type { Bot } from '../../../src/bot.ts'
import type { Command } from '../../../src/command.ts'
import type { Database } from '../../../src/db.ts'
import type { Files } from '../../../src/files/index.ts'
import { createPictures } from '../../../src/pictures/index.ts'
import { testConfig } from '../bot.ts'
import { candidacies } from '../database.ts'
import { realFiles } from '../files.ts'
import { longer, overheard } from '../overheard.ts'
import { APP_TOKEN, BOT_TOKEN } from './api.ts'
import { createHands } from './hands.ts'
import { type SlackDouble, slackDouble } from './server.ts'
import { BOT, TEAM } from './workspace.ts'

export const STAFF_CHANNEL = 'C0STAFF0001'
/** What Slack signs with. */
export const SECRET = '0123456789abcdef0123456789abcdef'
/** A channel of everybody. */
export const GENERAL = 'C0GENERAL01'

/** People by name: their ids, and the language that Slack tells of. */
export const USERS = { lin: 'U0LIN', amy: 'U0AMY', wang: 'U0WANG', lee: 'U0LEE' } as const
const LOCALES = { lin: 'zh-CN', amy: 'en-US', wang: 'zh-TW', lee: 'en-GB' } as const

/** What of Slack's configuration a test chooses. */
export interface Settings {
  readonly appToken?: string
  readonly botToken?: string
  readonly http?: boolean
  readonly staffGroups?: readonly string[]
  readonly proxy?: string
  readonly silent?: SlackDouble['silent']
}

/** The people and channels of the contract on a new double. */
export async function populated(): Promise<SlackDouble> {
  const slack = await slackDouble()
  for (const [name, id] of Object.entries(USERS)) slack.space.addPerson(id, name, LOCALES[name as keyof typeof LOCALES])
  slack.space.addChannel(STAFF_CHANNEL, [BOT, USERS.wang, USERS.lee])
  slack.space.addChannel(GENERAL, [USERS.lin, USERS.amy, USERS.wang])
  return slack
}

/** The real adapter with the real library on a double of Slack, and the people of the contract on it. */
export async function slackStage(
  how: {
    db: Database
    databaseUrl: string
    bot: Bot
    commands: readonly Command[]
    files?: Files
  } & Settings,
) {
  const slack = await populated()
  slack.silent = how.silent
  const heard = overheard()
  const { space } = slack
  const config = testConfig({ slack: slackConfig(slack, how) })
  const { slack: slackSettings } = config
  if (!slackSettings) throw new Error('Slack is configured above')
  const adapter = createSlack(
    {
      ...how,
      config,
      files: how.files ?? realFiles(how.db),
      pictures: createPictures({ db: how.db, methods: [], log: pino({ level: 'silent' }) }),
      log: heard.log,
      clock: () => new Date(),
      elect: candidacies(how.databaseUrl),
    },
    slackSettings,
  )
  const app = how.http ? Fastify() : undefined
  if (app && adapter.plugin) await app.register(adapter.plugin)
  const address = app && `${await app.listen({ host: '127.0.0.1', port: 0 })}/slack/events`
  if (address) slack.sendTo(address, SECRET)
  await adapter.start()
  return {
    slack,
    space,
    adapter,
    hands: createHands(slack),
    settled: () => adapter.work.settled(),
    /** Where Slack sends to over HTTP. */
    address,
    close: async () => {
      await adapter.stop()
      await app?.close()
      await slack.close()
      heard.check(longer(space.messages.filter(({ user }) => user !== BOT).map(({ text }) => text)))
    },
  }
}

const slackConfig = (slack: SlackDouble, how: Settings) => ({
  botToken: how.botToken ?? BOT_TOKEN,
  ...(how.http ? { signingSecret: SECRET } : { appToken: how.appToken ?? APP_TOKEN }),
  staffChannel: STAFF_CHANNEL,
  apiUrl: slack.apiUrl,
  staffGroups: how.staffGroups ?? [],
  ...(how.proxy ? { proxy: how.proxy } : {}),
})

/** Customers lin (zh-CN) and amy (en), staff wang (zh-HK) and lee (en), as people of Slack. */
export async function slackPeople(db: Database): Promise<void> {
  const key = { platform: 'slack', workspace: TEAM }
  for (const [number, user, locale] of [
    ['10428', 'lin', 'zh-CN'],
    ['10455', 'amy', 'en'],
  ] as const) {
    const customer = await db.customer.create({ data: { number, name: user, locale } })
    await db.identity.create({ data: { ...key, userId: USERS[user], customerId: customer.id } })
  }
  for (const [user, locale] of [
    ['wang', 'zh-HK'],
    ['lee', 'en'],
  ] as const) {
    const staff = await db.staff.create({ data: { name: user, role: 'agent' } })
    await db.identity.create({ data: { ...key, userId: USERS[user], staffId: staff.id, locale } })
  }
}
