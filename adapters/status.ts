import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../src/config.ts'
import type { Database } from '../src/db.ts'
import type { Measures } from '../src/measures.ts'
import { hasRoom, type Room } from '../src/room.ts'
import { isUnreachable } from '../src/unreachable.ts'

interface StatusDeps {
  readonly config: Config
  readonly db: Database
  readonly measures: Measures
  readonly room?: Room | undefined
  /** Every chat that is somewhere else, and whether it can be reached from here. */
  readonly chats?: () => readonly (readonly [platform: string, reached: boolean])[]
}

/**
 * What machines ask of the server. `/health`: the database answers. `/ready`: it does, and this process takes work (and whether
 * there is room for pictures, and which chats can be reached: without one of them everything else goes on). `/metrics`: numbers, for
 * whoever shows PURSER_METRICS_TOKEN; without one for this machine alone, and not through a proxy on it.
 */
export function addStatus(app: FastifyInstance, { config, db, measures, room, chats = () => [] }: StatusDeps): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  const answers = () =>
    db.$queryRaw`select 1`.then(
      () => true,
      () => false,
    )
  app.get('/health', async (_request, reply) => {
    const ok = await answers()
    return reply.code(ok ? 200 : 503).send({ ok })
  })
  app.get('/ready', async (_request, reply) => {
    const ready = !closing && (await answers())
    return reply.code(ready ? 200 : 503).send({
      ready,
      ...(chats().length > 0 ? { chats: Object.fromEntries(chats()) } : {}),
      ...(room ? { pictures: await hasRoom(room), free: await room.free().catch(() => null) } : {}),
    })
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request, config.metricsToken)) {
      if (config.metricsToken === undefined) return reply.code(403).send({ error: 'PURSER_METRICS_TOKEN' })
      return reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'unauthorized' })
    }
    const page = await measures.page(db, new Date(), { room, chats: chats() }).catch((error: unknown) => {
      if (!isUnreachable(error)) throw error
    })
    if (page === undefined) return reply.code(503).send({ error: 'unavailable' })
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(page)
  })
}

function mayRead({ headers, socket, hostname }: FastifyRequest, token: string | undefined): boolean {
  if (token !== undefined) return same(headers.authorization ?? '', `Bearer ${token}`)
  const passedOn = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'].some((name) => headers[name] !== undefined)
  const local = /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '')
  return local && !passedOn && ['127.0.0.1', 'localhost', '::1', '[::1]'].includes(hostname.replace(/:\d+$/, ''))
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
const same = (a: string, b: string): boolean => timingSafeEqual(hash(a), hash(b))
