import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsync } from 'fastify'
import type { Update } from 'grammy/types'
import { z } from 'zod'
import { within } from '../pause.ts'
import type { Taken } from './work.ts'

const BYTES = 1024 * 1024
/** Longer than this Telegram is not kept waiting: it sends again what was not taken. */
const PATIENCE = 50_000

const update = z.object({ update_id: z.int().nonnegative() }).loose()

/** What Telegram sends to the address it was given, on Purser's own server. Nothing is believed without the secret. */
export function createWebhook(how: {
  readonly url: string
  readonly secret: string
  readonly open: () => boolean
  /** Resolves when the update is done: only then Telegram is told that it was taken. */
  readonly take: (update: Update) => Promise<Taken>
}): FastifyPluginAsync {
  return async (server) => {
    server.post(new URL(how.url).pathname, { bodyLimit: BYTES }, async (request, reply) => {
      const { 'x-telegram-bot-api-secret-token': given } = request.headers
      if (typeof given !== 'string' || !isSame(given, how.secret)) return reply.code(401).send('')
      const read = update.safeParse(request.body)
      if (!read.success) return reply.code(400).send('')
      if (!how.open()) return reply.code(503).send('')
      const done = await within(PATIENCE, how.take(read.data as unknown as Update))
      return reply.code(done === 'done' ? 200 : 503).send('')
    })
  }
}

/** In the same time, wherever they differ. */
const isSame = (one: string, two: string): boolean => timingSafeEqual(digest(one), digest(two))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
