import type { Chat } from '../../src/chat.ts'
import type { Config } from '../../src/config.ts'
import { viewerOf } from '../../src/people.ts'
import type { Sender } from '../../src/update.ts'
import type { Adapter, AdapterDeps, AdapterKind } from '../adapter.ts'
import { keptForms } from '../forms.ts'
import { wayThrough } from '../proxy.ts'
import { createAlbums } from './album.ts'
import { type AnswerDeps, PLATFORM } from './answer.ts'
import { createChat } from './chat.ts'
import { createClient, mayPass } from './client.ts'
import { keepConnected } from './connection.ts'
import { createDownload } from './download.ts'
import { createDialogs } from './form.ts'
import { createForms } from './form-state.ts'
import { createGroups } from './groups.ts'
import { createWebhook } from './http.ts'
import { type ListenDeps, listen } from './listen.ts'
import { createMenu } from './menu.ts'
import { createOnce } from './once.ts'
import { createPost } from './post.ts'
import { album } from './private.ts'
import { createShelf } from './shelf.ts'
import { createStaffChat } from './staff-chat.ts'
import { createTrail } from './trail.ts'
import { createWork, type Work } from './work.ts'

type TelegramConfig = NonNullable<Config['telegram']>

/** Telegram, as main.ts lists it. */
export const telegramAdapter: AdapterKind = {
  places: ({ telegram }) => (telegram?.staffChat ? [{ platform: PLATFORM, chat: telegram.staffChat }] : []),
  create: (deps) => {
    if (!deps.config.telegram) throw new TypeError('Telegram is not configured')
    return createTelegram(deps, deps.config.telegram)
  },
}

/** How often what is left over is looked for, and how often albums that nobody works on any more are, in milliseconds. */
const KEEPING = 60_000
const LOOKING = 10_000

/** The Telegram adapter. `work`: what it is doing, for whoever must wait for it. */
export function createTelegram(deps: AdapterDeps, telegram: TelegramConfig): Adapter & { readonly work: Work } {
  const { log, db, clock, config } = deps
  const way = wayThrough(telegram.proxy)
  const stopping = new AbortController()
  const client = createClient({ ...telegram, way, over: stopping.signal, refused: (error) => connection.refused(error) })
  const me = { id: 0, name: '' }
  const commands = new Map(deps.commands.map((command) => [command.name, command]))
  const work = createWork(log, mayPass)
  const post = createPost(deps.pictures, deps.files)
  const trail = createTrail(db, clock)
  const forms = createForms(keptForms(db, PLATFORM, clock))
  const staff = createStaffChat(db, telegram.staffChat)
  const groups = createGroups(client, () => me.id, clock)
  const menu = createMenu({ client, db, commands: deps.commands, house: config, clock, log })
  const reader = async (from: Sender) => {
    const where = { platform_workspace_userId: { platform: PLATFORM, workspace: from.workspace, userId: from.userId } }
    const known = await db.identity.findUnique({ where, include: { customer: true } }).catch((error: unknown) => {
      log.warn({ err: error }, 'who writes on Telegram could not be looked up: they are answered in the language of their app')
      return null
    })
    const hint = from.locale ?? known?.hint ?? null
    return viewerOf(config, clock(), { ...known, hint }, known?.customer ?? undefined)
  }
  const asking: Omit<AnswerDeps, 'openForm'> = {
    ...{ client, bot: deps.bot, db, config, commands, post, trail, log, reader, groups, menu, clock, once: createOnce(clock) },
    name: () => me.name,
  }
  const dialogs = createDialogs({ ...asking, forms, currency: config.currency })
  const albums = createAlbums({ db, clock, log, work, take: (first, parts) => album(all, first, parts) })
  const fetch = createDownload({ client, way, ...telegram })
  const all: ListenDeps = { ...asking, openForm: dialogs.open, dialogs, albums, menu, groups, staff, staffChat: telegram.staffChat, fetch }
  const take = (update: Parameters<typeof listen>[2]) => listen(all, work, update)
  const met = async (): Promise<void> => {
    const { id, username } = await client.soon((api) => api.getMe())
    Object.assign(me, { id, name: username })
    await staff.load()
    await groups.probe()
    await menu.publish(telegram.staffChat === undefined ? undefined : staff.of(telegram.staffChat)).catch((error: unknown) => {
      log.warn({ err: error }, 'the menus could not be set on Telegram')
    })
  }
  const { webhook } = telegram
  const connection = keepConnected({ client, log, elect: deps.elect, take, met, webhook, shelf: createShelf(db, clock) })
  const chat: Chat = createChat({
    client,
    db,
    post,
    commands,
    staff,
    groups,
    staffChat: telegram.staffChat,
    topic: telegram.staffTopic,
    log,
    clock,
  })
  let timers: readonly NodeJS.Timeout[] = []
  const leftOver = (deeds: readonly Promise<unknown>[]): void =>
    work.also(Promise.all(deeds).catch((error: unknown) => log.warn({ err: error }, 'what Telegram left over could not be looked through')))
  const look = (): void => leftOver([albums.recover()])
  const keep = (): void => leftOver([albums.forgetOld(), trail.forgetOld()])

  return {
    chat,
    work,
    reached: connection.reached,
    ...(webhook ? { plugin: createWebhook({ ...webhook, open: () => connection.ready() && work.open(), take }) } : {}),
    start: async () => {
      await connection.start()
      if (stopping.signal.aborted) return
      look()
      keep()
      timers = [setInterval(look, LOOKING), setInterval(keep, KEEPING)]
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer)
      work.close()
      stopping.abort()
      albums.stop()
      await connection.stop()
      await work.settled()
      await way.close()
    },
  }
}
