import { randomUUID } from 'node:crypto'
import type { Chat } from '../../src/chat.ts'
import type { Config } from '../../src/config.ts'
import { AppError } from '../../src/errors.ts'
import { viewerOf } from '../../src/people.ts'
import type { Sender } from '../../src/update.ts'
import type { Adapter, AdapterDeps, AdapterKind } from '../adapter.ts'
import { askerOf } from '../asker.ts'
import { keptForms } from '../forms.ts'
import { wayThrough } from '../proxy.ts'
import { createTurns } from '../turns.ts'
import { createUnanswered } from '../unanswered.ts'
import { createWork, type Work } from '../work.ts'
import { PLATFORM } from './answer.ts'
import { createCallback } from './callback.ts'
import { explained, inOurWords, interactive, isClosed, isShut, patient } from './client.ts'
import { isCurrent } from './commands.ts'
import { keepConnected } from './connection.ts'
import { createDirect } from './direct.ts'
import { createDownload } from './download.ts'
import { createDress } from './files.ts'
import { createForms } from './form-state.ts'
import { createHeard } from './heard.ts'
import { createInsist } from './insist.ts'
import { hear, type ListenDeps, listen, pass } from './listen.ts'
import { createMissed } from './missed.ts'
import { WORKSPACE } from './parse.ts'
import { applicationOf } from './people.ts'
import { createPost } from './post.ts'

type DiscordConfig = NonNullable<Config['discord']>

/** Discord, as main.ts lists it. */
export const discordAdapter: AdapterKind = {
  places: ({ discord }) => (discord?.staffChannel ? [{ platform: PLATFORM, chat: discord.staffChannel }] : []),
  create: (deps) => {
    if (!deps.config.discord) throw new TypeError('Discord is not configured')
    return createDiscord(deps, deps.config.discord)
  },
}

/** The Discord adapter. `work`: what it is doing, for whoever must wait for it. */
export function createDiscord(deps: AdapterDeps, discord: DiscordConfig): Adapter & { readonly work: Work } {
  const { log, db, clock, config } = deps
  const way = wayThrough(discord.proxy)
  const reach = { token: discord.token, apiUrl: discord.apiUrl, way, proxy: discord.proxy }
  const rest = interactive(reach)
  const jobs = patient(reach)
  const commands = new Map(deps.commands.map((command) => [command.name, command]))
  const dress = createDress(deps.pictures, deps.files)
  const heard = createHeard(db, clock, log)
  const direct = createDirect(clock, heard)
  const forms = createForms(keptForms(db, PLATFORM, clock))
  const work = createWork(log, 'Discord')
  const stopping = new AbortController()
  const turns = createTurns()
  const known = { id: '' }
  const post = createPost({ dress, commands, log })
  const stranger = (from: Sender) => viewerOf(config, clock(), { hint: from.locale ?? null })
  const reader = async (from: Sender) => {
    const where = { platform_workspace_userId: { platform: PLATFORM, workspace: WORKSPACE, userId: from.userId } }
    const identity = await db.identity.findUnique({ where, include: { customer: true } })
    return viewerOf(config, clock(), { ...identity, hint: from.locale ?? identity?.hint ?? null }, identity?.customer ?? undefined)
  }
  const all: ListenDeps = {
    ...{
      rest,
      callback: createCallback(discord.apiUrl, way),
      bot: deps.bot,
      db,
      config,
      commands,
      post,
      dress,
      forms,
      log,
      reader,
      stranger,
      direct,
      heard,
      turns,
      unanswered: createUnanswered(),
    },
    insist: createInsist(stopping.signal),
    fetch: createDownload({ apiUrl: discord.apiUrl, way }),
    roles: discord.staffRoles,
    staffChannel: discord.staffChannel,
    me: () => known.id,
    missed: createMissed({
      ...{ rest: jobs, heard, direct, turns, log, signal: stopping.signal },
      hear: (message, before) => hear(all, work, message, before),
      pass: (message) => pass(all, work, message),
    }),
  }
  const connection = keepConnected({
    ...{ rest, reach, log, elect: deps.elect, shards: discord.shards },
    take: (packet) => void listen(all, work, packet),
    met: async (me) => {
      known.id = me.id
      const look = async () => isCurrent(rest, discord.applicationId ?? (await applicationOf(rest)), deps.commands)
      const current = await look().catch((error: unknown) => {
        log.warn({ err: explained(error) }, 'Discord did not say which commands it knows')
        return true
      })
      if (!current) log.warn('Discord does not know the commands of this version yet: run "purser deploy-commands"')
    },
  })
  const staff = discord.staffChannel ? [discord.staffChannel] : []
  const readers = async (to: string) => (staff.includes(to) ? { staff: true } : askerOf(db, PLATFORM, to))
  const channelOf = (to: string): Promise<string> | string => (staff.includes(to) ? to : direct.of(jobs, to))
  const chat: Chat = {
    platform: PLATFORM,
    staffChats: staff,
    send: (to, reply, viewer, key = randomUUID(), again = false) =>
      inOurWords(async () => {
        const channel = await channelOf(to)
        return post.send(jobs, channel, reply, { viewer, asker: await readers(to), key, again }).catch((error: unknown) => {
          if (isClosed(error)) direct.closed(to)
          throw error
        })
      }, clock),
    edit: (to, message, reply, viewer) =>
      inOurWords(async () => post.edit(jobs, await channelOf(to), message, reply, { viewer, asker: await readers(to) }), clock),
    nudge: (place, to, reply, viewer, key) =>
      inOurWords(async () => {
        await post.call(jobs, place, to, reply, { viewer, asker: { staff: false }, key }).catch((error: unknown) => {
          throw isShut(error) ? new AppError('chat_closed', {}, error) : error
        })
      }, clock),
  }

  return {
    chat,
    work,
    reached: connection.reached,
    start: () => connection.start(),
    stop: async () => {
      work.close()
      stopping.abort()
      // Answers need no line: another process has it while we finish.
      await connection.stop()
      await work.settled()
      await way.close()
    },
  }
}
