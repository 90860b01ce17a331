import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Chat } from '../../src/chat.ts'
import { isUnreachable } from '../../src/unreachable.ts'
import type { AdapterDeps, AdapterKind } from '../adapter.ts'
import { readAssets } from './assets.ts'
import { addDoor, addLock } from './door.ts'
import { createFeed } from './feed.ts'
import { createGuard } from './guard.ts'
import { PLATFORM, STAFF } from './people.ts'
import { render } from './render.ts'
import { addRoutes } from './routes.ts'
import { createStore } from './store.ts'
import { createStreams } from './stream.ts'
import { createTalk } from './talk.ts'

export interface WebDeps extends AdapterDeps {
  /** Where the built page is, if not in its usual place. */
  readonly pageFolder?: string
}

/** The staff chat of the browser: for the bot's `places`. */
export const webStaffPlace = { platform: PLATFORM, chat: STAFF } as const

/** In demo mode, else only when switched on. It lives with the HTTP server: there is nothing to connect. */
export const webAdapter: AdapterKind = {
  places: () => [webStaffPlace],
  create: (deps) => ({ ...createWebChat(deps), start: async () => undefined, stop: async () => undefined }),
}

/** The browser chat: a chat for jobs, and a Fastify 5 plugin (no prefix) with the page at `/`. Throws outside demo mode without a token. */
export function createWebChat(deps: WebDeps): { readonly chat: Chat; readonly plugin: FastifyPluginAsync } {
  const guard = createGuard(deps.config)
  const store = createStore(deps.db)
  const commands = new Map(deps.commands.map((command) => [command.name, command]))
  const chat: Chat = {
    platform: PLATFORM,
    staffChats: [STAFF],
    send: async (to, reply, viewer) => {
      const body = { ...render(reply, viewer, commands), answered: [] }
      return String((await store.add(to, 'purser', body, { at: deps.clock() })).id)
    },
    edit: async (_chat, message, reply, viewer) => void (await store.edit(BigInt(message), render(reply, viewer, commands))),
  }
  const plugin: FastifyPluginAsync = async (app) => {
    const assets = readAssets(deps.pageFolder)
    const feed = createFeed(deps.databaseUrl, deps.log)
    const streams = createStreams(store, feed, deps.log)
    app.addHook('preClose', async () => streams.close())
    app.addHook('onClose', () => feed.close())
    answerErrors(app, deps.log)
    await app.register(multipart, { throwFileSizeLimit: false })
    addDoor(app, deps, guard, assets)
    await app.register(async (api) => {
      addLock(api, guard)
      addRoutes(api, deps, { store, streams, talk: createTalk({ ...deps, store, commands }) })
    })
  }
  return { chat, plugin }
}

/** Nothing of what went wrong inside is told. */
function answerErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error, request, reply) => {
    // Who hangs up in the middle of a request is told nothing, and nothing has failed here.
    const status = error instanceof z.ZodError || request.socket.destroyed ? 400 : statusOf(error)
    if (status >= 500 && isUnreachable(error)) {
      log.warn('a request to the browser chat found no database')
      return reply.code(503).header('retry-after', '5').send({ error: 'unavailable' })
    }
    if (status >= 500) log.error({ err: error }, 'a request to the browser chat failed')
    const code = status === 413 ? 'too_large' : status < 500 ? 'bad_request' : 'internal'
    return reply.code(status).send({ error: code })
  })
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status < 500 ? status : 500
}
