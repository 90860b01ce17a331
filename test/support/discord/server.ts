import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createApi } from './api.ts'
import { createGateway, type Gateway } from './gateway.ts'
import { asJson, type Json, type Refusal, says } from './limits.ts'
import type { Messages } from './messages.ts'
import { readBody } from './multipart.ts'
import { typeOf } from './wire.ts'
import { createWorld, TOKEN, type World } from './world.ts'

/** A working double of Discord: HTTP API, gateway and files, on a port of its own. */
export interface DiscordDouble {
  readonly world: World
  readonly gateway: Gateway
  readonly messages: Messages
  /** What DISCORD_API_URL is set to. */
  readonly apiUrl: string
  /** The next calls of a route, or those after some, fail, which is named with stars for ids: "POST /channels/* /messages" without the space. */
  fail(route: string, how: Failure, times?: number, after?: number): void
  /** How often a route was called. */
  calls(route: string): number
  /** How many calls were refused with 401, 403 or 429: ten thousand in ten minutes, and Discord shuts the door. */
  refused(): number
  close(): Promise<void>
}

/**
 * With a refusal, a limit of the route or of everything, a status, an answer that is lost after the deed was done, or a connection
 * that breaks before it.
 */
export type Failure =
  | { readonly refuse: readonly [status: number, code: number, message: string] }
  | { readonly retryAfter: number; readonly global?: true }
  | { readonly status: number }
  | { readonly lost: true }
  | { readonly broken: true }

export async function discordDouble(): Promise<DiscordDouble> {
  const world = createWorld()
  const gateway = createGateway(world)
  const { routes, messages } = createApi(world, gateway)
  const failures = new Map<string, { how: Failure; left: number; after: number }>()
  const counts = new Map<string, number>()
  let refusals = 0

  const server = createServer((request, response) => {
    void route(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500).end(String(error))
    })
  })

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', world.base())
    const bytes = await bytesOf(request)
    if (url.pathname.startsWith('/attachments/')) return download(url, response)
    const path = decodeURI(url.pathname.replace(/^\/api(\/v10)?/, ''))
    const found = routes.find((each) => each.path.test(`${request.method} ${path}`))
    const name = found?.name ?? `${request.method} ${path}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const failing = taken(name)
    if (failing && 'broken' in failing) return void request.socket.destroy()
    if (failing && 'status' in failing) return void response.writeHead(failing.status).end(`<html>${bytes}</html>`)
    if (failing && 'retryAfter' in failing) return limited(response, failing)
    const said = await answerOf(() => {
      if (failing && 'refuse' in failing) throw says(...failing.refuse)
      // Cloudflare stands before Discord.
      if (!/^DiscordBot \(/.test(request.headers['user-agent'] ?? '')) throw says(403, 40333, 'internal network error')
      if (!found) throw says(404, 0, '404: Not Found')
      if (!found.open && request.headers.authorization !== `Bot ${TOKEN}`) throw says(401, 0, '401: Unauthorized')
      const [, ...at] = found.path.exec(`${request.method} ${path}`) ?? []
      return found.run({ at, query: url.searchParams, ...readBody(bytes, request.headers['content-type'] ?? '') })
    })
    if (failing && 'lost' in failing) return void request.socket.destroy()
    answer(response, said.status, said.body)
  }

  function taken(name: string): Failure | undefined {
    const planned = failures.get(name)
    if (!planned || planned.left <= 0) return undefined
    if (planned.after > 0) {
      planned.after -= 1
      return undefined
    }
    planned.left -= 1
    return planned.how
  }

  function limited(response: ServerResponse, { retryAfter, global }: { retryAfter: number; global?: true }): void {
    const scope = { 'x-ratelimit-scope': global ? 'global' : 'user', ...(global ? { 'x-ratelimit-global': 'true' } : {}) }
    const body = { message: 'You are being rate limited.', retry_after: retryAfter, global: global ?? false }
    answer(response, 429, body, { 'retry-after': String(retryAfter), ...scope })
  }

  function answer(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    if (status === 401 || status === 403 || status === 429) refusals += 1
    if (response.destroyed) return
    // An answer without content has no type either, or the library cannot read it.
    if (body === undefined) return void response.writeHead(204, headers).end()
    response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  /** Addresses that are over, or made up, are worth nothing. */
  function download(url: URL, response: ServerResponse): void {
    const [, , , id = ''] = url.pathname.split('/')
    const file = world.files.get(id)
    if (world.broken.has(id)) return void response.writeHead(503).end()
    const { searchParams: query } = url
    if (!file || !world.current(id, query.get('ex') ?? '', query.get('hm') ?? ''))
      return void response.writeHead(404, { 'content-type': 'text/plain' }).end('This content is no longer available.')
    const type = typeOf(file.name) ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, 'content-length': file.bytes.length }).end(Buffer.from(file.bytes))
  }

  gateway.attach(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  world.listen(typeof address === 'object' && address ? address.port : 0)

  return {
    world,
    gateway,
    messages,
    apiUrl: `${world.base()}/api`,
    fail: (name, how, times = 1, after = 0) => {
      if (!routes.some((each) => each.name === name)) throw new Error(`there is no route ${name}`)
      failures.set(name, { how, left: times, after })
    },
    calls: (name) => counts.get(name) ?? 0,
    refused: () => refusals,
    close: async () => {
      gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answerOf(run: () => unknown): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    return { status: 200, body: await run() }
  } catch (error) {
    const { refusal } = asJson(error) as { refusal?: Refusal }
    if (refusal === undefined) throw error
    return refusal satisfies { body: Json }
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
