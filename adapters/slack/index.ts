import { App, SocketModeReceiver, webApi } from '@slack/bolt'
import type { Bot } from '../../src/bot.ts'
import type { Chat } from '../../src/chat.ts'
import type { Config } from '../../src/config.ts'
import { AppError } from '../../src/errors.ts'
import { viewerOf } from '../../src/people.ts'
import { refusal } from '../../src/refusal.ts'
import type { Sender } from '../../src/update.ts'
import type { Adapter, AdapterDeps, AdapterKind } from '../adapter.ts'
import { askerOf } from '../asker.ts'
import { wayThrough } from '../proxy.ts'
import { createWork, type Work } from '../work.ts'
import { PLATFORM } from './answer.ts'
import { connecting, inOurWords, interactive, isShut, patient, slackLogger, watched } from './client.ts'
import { keepConnected } from './connection.ts'
import { createDownload } from './download.ts'
import { createHttp } from './http.ts'
import { listen } from './listen.ts'
import { createPeople, NOWHERE } from './people.ts'
import { createPost } from './post.ts'
import { createSelf } from './self.ts'
import { createShare } from './share.ts'
import { createUploads } from './uploads.ts'

/** How long a stop waits for answers that Slack makes wait, in milliseconds. */
const PATIENCE = 7_000

type SlackConfig = NonNullable<Config['slack']>

/** Slack, as main.ts lists it. */
export const slackAdapter: AdapterKind = {
  places: ({ slack }) => (slack?.staffChannel ? [{ platform: PLATFORM, chat: slack.staffChannel }] : []),
  create: (deps) => {
    if (!deps.config.slack) throw new TypeError('Slack is not configured')
    return createSlack(deps, deps.config.slack)
  },
}

/** The Slack adapter. `work`: what it is doing, for whoever must wait for it. */
export function createSlack(deps: AdapterDeps, slack: SlackConfig): Adapter & { readonly work: Work } {
  const { log, db } = deps
  const logger = slackLogger(log)
  const way = wayThrough(slack.proxy)
  const { apiUrl } = slack
  const reach = { apiUrl, way: watched(way, (why) => connection.refused(why)), logger }
  const over = new AbortController()
  const options = interactive(reach, over.signal)
  const receiver = slack.appToken
    ? new SocketModeReceiver({
        appToken: slack.appToken,
        autoReconnectEnabled: false,
        logger,
        ...(way.dispatcher ? { dispatcher: way.dispatcher as never } : {}),
        // With the other token, whose refusal says nothing of the bot's.
        installerOptions: { clientOptions: connecting({ apiUrl, way, logger }) },
      })
    : undefined
  const http = receiver ? undefined : createHttp(slack.signingSecret ?? '', () => connection.ready() && work.open())
  const app = new App({
    token: slack.botToken,
    clientOptions: options,
    logger,
    convoStore: false,
    deferInitialization: true,
    ...(receiver ? { receiver } : http ? { receiver: http.receiver } : {}),
  })
  app.error(async (error) => log.error({ err: error }, 'a delivery from Slack could not be taken'))
  const commands = new Map(deps.commands.map((command) => [command.name, command]))
  const client = new webApi.WebClient(slack.botToken, options)
  const jobs = new webApi.WebClient(slack.botToken, patient(reach))
  const self = createSelf(client)
  const uploads = createUploads(deps.pictures, log)
  const post = createPost({ self, uploads, share: createShare(deps.files), commands, way, log })
  const direct = directOf()
  const work = createWork(log, 'Slack')
  const people = createPeople({ client, self, db, log, clock: deps.clock, groups: slack.staffGroups })
  const fetch = createDownload({ client, botToken: slack.botToken, apiUrl, way })
  const stranger = (from: Sender) => viewerOf(deps.config, deps.clock(), { hint: from.locale ?? null })
  const reader = async (from: Sender) => {
    const where = { platform_workspace_userId: { platform: PLATFORM, workspace: from.workspace, userId: from.userId } }
    const known = await db.identity.findUnique({ where, include: { customer: true } })
    return viewerOf(deps.config, deps.clock(), { ...known, hint: from.locale ?? known?.hint ?? null }, known?.customer ?? undefined)
  }
  const closed: Bot = {
    handle: async ({ from }) => {
      const viewer = stranger(from)
      return { reply: refusal(new AppError('unavailable', {}), viewer, deps.config), viewer }
    },
  }
  const own = (user: string) => direct(client, user)
  listen(
    app,
    {
      client,
      bot: { handle: (update) => (update.from.workspace === NOWHERE ? closed : deps.bot).handle(update) },
      closed,
      db,
      commands,
      post,
      uploads,
      log,
      reader,
      stranger,
      direct: own,
      people,
      fetch,
      staffChannel: slack.staffChannel,
    },
    work,
  )
  const connection = keepConnected(app, receiver, () => client.auth.test(), log)

  const staff = slack.staffChannel ? [slack.staffChannel] : []
  /** Writes to a channel, or to a person: whose own one takes nothing, whatever the reason, is met before they are written to again. */
  const writing = <T>(to: string, write: (channel: string) => Promise<T>): Promise<T> =>
    /^[UW]/.test(to) ? inOurWords(async () => write(await direct(jobs, to)), deps.clock, isShut) : inOurWords(() => write(to), deps.clock)
  const chat: Chat = {
    platform: PLATFORM,
    staffChats: staff,
    send: (to, reply, viewer, key, again = false) =>
      writing(to, (channel) => post.send(jobs, channel, reply, { viewer, asker: () => readers(to), key, again })),
    edit: async (to, message, reply, viewer) =>
      void (await writing(to, (channel) => post.edit(jobs, channel, message, reply, { viewer, asker: () => readers(to), strict: true }))),
    nudge: (channel, user, reply, viewer) => inOurWords(() => post.whisper(jobs, { channel, user }, reply, viewer), deps.clock, isShut),
  }
  const readers = async (to: string) => (staff.includes(to) ? { staff: true } : askerOf(db, PLATFORM, to))

  return {
    chat,
    work,
    reached: connection.reached,
    ...(http ? { plugin: http.plugin } : {}),
    start: () => connection.start(),
    stop: async () => {
      work.close()
      // So long is left for what else is to be ended.
      const giveUp = setTimeout(() => over.abort(), PATIENCE)
      await work.settled()
      clearTimeout(giveUp)
      await connection.stop()
      await work.settled()
      await way.close()
    },
  }
}

/** Direct messages by person: Slack gives each a channel, which stays. */
function directOf(): (client: webApi.WebClient, user: string) => Promise<string> {
  const known = new Map<string, string>()
  return async (client, user) => {
    const before = known.get(user)
    if (before) return before
    const { channel } = await client.conversations.open({ users: user })
    if (!channel?.id) throw new Error('Slack opened no direct messages')
    if (known.size >= 10_000) known.clear()
    known.set(user, channel.id)
    return channel.id
  }
}
