import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import Fastify from 'fastify'
import pino from 'pino'
import { createWebChat } from '../../adapters/web/index.ts'
import type { History } from '../../adapters/web/page/view.ts'
import type { Bot } from '../../src/bot.ts'
import type { Chat } from '../../src/chat.ts'
import type { Command } from '../../src/command.ts'
import type { Config } from '../../src/config.ts'
import type { Database } from '../../src/db.ts'
import type { Files } from '../../src/files/index.ts'
import { createPictures } from '../../src/pictures/index.ts'
import { testConfig } from './bot.ts'
import { candidacies } from './database.ts'
import { realFiles } from './files.ts'

/** A file on its way in. */
export interface Upload {
  /** Name of the question that it answers. */
  readonly field: string
  readonly name: string
  readonly bytes: Uint8Array
}

/** A browser chat that listens on a port of its own, and a browser's way to it. */
export interface WebServer {
  readonly url: string
  readonly chat: Chat
  /** The token that the page carries. */
  readonly token: string
  /** As the page asks: with token and origin, unless headers say otherwise (`undefined`: without that header). */
  call(
    path: string,
    init?: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string | undefined>> },
  ): Promise<Response>
  /** Sends an action; `id`: of the action, a fresh one by default. */
  send(side: 'customer' | 'staff', user: string, act: object, how?: { id?: string; files?: readonly Upload[] }): Promise<Response>
  history(side: 'customer' | 'staff', user: string): Promise<History>
  close(): Promise<void>
}

/** Starts the real adapter on real HTTP, in demo mode unless `config` says otherwise. */
export async function webServer(how: {
  db: Database
  databaseUrl: string
  bot: Bot
  commands: readonly Command[]
  files?: Files
  config?: Partial<Config>
  /** The page as it was built into dist/, for a browser; else its sources, which only HTTP is asked for. */
  built?: boolean
}): Promise<WebServer> {
  const web = createWebChat({
    ...how,
    config: testConfig({ demo: true, ...how.config }),
    files: how.files ?? realFiles(how.db),
    pictures: createPictures({ db: how.db, methods: [], log: pino({ level: 'silent' }) }),
    log: pino({ level: 'silent' }),
    clock: () => new Date(),
    elect: candidacies(how.databaseUrl),
    ...(how.built ? {} : { pageFolder: fileURLToPath(new URL('../../adapters/web/page/', import.meta.url)) }),
  })
  const app = Fastify({ bodyLimit: 64 * 1024, forceCloseConnections: true })
  await app.register(web.plugin)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const page = await (await fetch(url)).text()
  const token = /name="purser-token" content="(\w*)"/.exec(page)?.[1] ?? ''
  const call: WebServer['call'] = (path, init = {}) => {
    const all = { 'x-purser-token': token, origin: url, ...init.headers }
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return fetch(url + path, { redirect: 'manual', ...init, headers: Object.fromEntries(given) })
  }
  return {
    url,
    chat: web.chat,
    token,
    call,
    send: (side, user, act, { id = randomUUID(), files = [] } = {}) => {
      const body = new FormData()
      body.append('action', JSON.stringify({ id, side, user, act }))
      for (const { field, name, bytes } of files) body.append(field, new Blob([Uint8Array.from(bytes)]), name)
      return call('/api/send', { method: 'POST', body })
    },
    history: async (side, user) => (await (await call(`/api/messages?side=${side}&user=${user}`)).json()) as History,
    close: () => app.close(),
  }
}

/** People of the browser chat: customers lin (zh-CN) and amy (en), staff wang (zh-HK) and lee (en). */
export async function webPeople(db: Database): Promise<void> {
  for (const [number, user, locale] of [
    ['10428', 'lin', 'zh-CN'],
    ['10455', 'amy', 'en'],
  ] as const) {
    const customer = await db.customer.create({ data: { number, name: user, locale } })
    await db.identity.create({ data: { platform: 'web', userId: user, customerId: customer.id } })
  }
  for (const [user, locale] of [
    ['wang', 'zh-HK'],
    ['lee', 'en'],
  ] as const) {
    const staff = await db.staff.create({ data: { name: user, role: 'agent' } })
    await db.identity.create({ data: { platform: 'web', userId: user, staffId: staff.id, locale } })
  }
}
