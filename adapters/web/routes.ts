import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { LOCALES, localeNames, localeOf, locales } from '../../locales/index.ts'
import type { WebDeps } from './index.ts'
import { createLimit } from './limits.ts'
import type { PageTexts, Start } from './page/view.ts'
import { side, user } from './parse.ts'
import { PLATFORM, paneOf, people, type Seat, seat } from './people.ts'
import { fileOf, pictureOf, type Store } from './store.ts'
import type { Streams } from './stream.ts'
import type { Talk } from './talk.ts'
import { createReader } from './upload.ts'

const HISTORY = 100
/** A person types, presses and sends less than this a minute. */
const A_MINUTE = 60

/** The largest number that PostgreSQL's bigint holds. */
const MOST = 2n ** 63n - 1n

const where = z.object({ side, user })
const page = where.extend({ before: z.coerce.bigint().min(1n).max(MOST).optional() })
const held = where.extend({ message: z.string(), version: z.coerce.number().int(), slot: z.coerce.number().int().min(0) })

/** The API that the page talks to. Every answer is JSON, a stream of JSON, a clean picture, or a file to be kept. */
export function addRoutes(app: FastifyInstance, deps: WebDeps, own: { store: Store; streams: Streams; talk: Talk }): void {
  const { db, config, clock } = deps
  const { store, streams, talk } = own
  const read = createReader()
  const allowed = createLimit(A_MINUTE, 60, clock)
  const seated = async (query: { side: Seat['side']; user: string }, reply: FastifyReply): Promise<Seat | undefined> => {
    const found = await seat(db, query.side, query.user)
    if (!found) await reply.code(403).send({ error: 'not_staff' })
    return found
  }

  app.get('/api/start', async (request): Promise<Start> => {
    const texts = Object.fromEntries(LOCALES.map((name) => [name, locales[name].web satisfies PageTexts]))
    const locale = localeOf(hintOf(request)) ?? config.locale
    return { brand: config.brand, demo: config.demo, locale, locales: localeNames, texts }
  })

  app.get('/api/people', () => people(db))

  app.get('/api/pane', async (request, reply) => {
    const found = await seated(where.parse(request.query), reply)
    return found ? paneOf(deps, found, clock(), hintOf(request)) : reply
  })

  app.get('/api/messages', async (request, reply) => {
    const { before, ...query } = page.parse(request.query)
    const found = await seated(query, reply)
    return found ? store.history(found.chats, { most: HISTORY, ...(before === undefined ? {} : { before }) }) : reply
  })

  app.get('/api/stream', async (request, reply) => {
    const query = where.parse(request.query)
    const found = await seated(query, reply)
    if (!found) return reply
    const after = z.coerce.bigint().min(0n).max(MOST).catch(0n).parse(request.headers['last-event-id'])
    const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }
    if (!streams.room(found.own)) return reply.code(503).header('retry-after', '15').send({ error: 'busy' })
    reply.hijack()
    reply.raw.writeHead(200, headers as Record<string, string>)
    const stays = async () => (await seat(db, query.side, query.user)) !== undefined
    streams.open(reply.raw, found, after, stays)
  })

  app.get('/api/picture', async (request, reply) => {
    const { message, version, slot, ...query } = held.parse(request.query)
    const found = await seated(query, reply)
    if (!found) return reply
    const holder = await store.find(message, found.chats)
    const source = holder?.version === version ? pictureOf(holder, slot) : undefined
    const shown = source && (await deps.pictures.picture(source, found.asker))
    if (!shown) return reply.code(404).send({ error: 'not_found' })
    const ending = shown.type.replace('image/', '')
    return reply
      .headers({ 'content-type': shown.type, 'content-disposition': `attachment; filename="${PLATFORM}-${message}-${slot}.${ending}"` })
      .send(Buffer.from(shown.bytes))
  })

  app.get('/api/file', async (request, reply) => {
    const { message, version, slot, ...query } = held.parse(request.query)
    const found = await seated(query, reply)
    if (!found) return reply
    const holder = await store.find(message, found.chats)
    const source = holder?.version === version ? fileOf(holder, slot) : undefined
    // Each is made anew: a page that asked without end would keep everybody waiting.
    if (source && !allowed(`${found.side}:${found.user}`)) return tooFast(reply)
    const file = source && (await deps.files.file(source, found.asker))
    if (file === 'busy') return reply.code(503).header('retry-after', '5').send({ error: 'busy' })
    if (!file) return reply.code(404).send({ error: 'not_found' })
    return reply
      .headers({ 'content-type': file.type, 'content-disposition': `attachment; filename="${file.name}"` })
      .send(Buffer.from(file.bytes))
  })

  app.post('/api/send', async (request, reply) => {
    const taken = await read(request)
    if ('error' in taken) return reply.code(taken.status).send({ error: taken.error })
    const { sent, files } = taken
    if (!allowed(`${sent.side}:${sent.user}`)) return tooFast(reply)
    const found = await seated(sent, reply)
    if (!found) return reply
    const hint = hintOf(request)
    const { locale } = await paneOf(deps, found, clock(), hint)
    return talk({ sent, files, seat: found, hint, locale: localeOf(locale) ?? config.locale })
  })
}

const tooFast = (reply: FastifyReply) => reply.code(429).header('retry-after', '60').send({ error: 'too_fast' })

/** The first language of the browser. */
const hintOf = (request: FastifyRequest): string | undefined => request.headers['accept-language']?.split(/[,;]/)[0]?.trim() || undefined
