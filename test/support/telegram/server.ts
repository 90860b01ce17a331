import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { partsOf } from '../multipart.ts'
import { checkArguments, createMethods, type Uploads } from './api.ts'
import { createDelivery, type Delivery } from './delivery.ts'
import { asJson, type Json, says } from './limits.ts'
import { createWorld, TOKEN, type World } from './world.ts'

/** A working double of a Bot API server, on a port of its own. */
export interface TelegramDouble {
  readonly world: World
  readonly delivery: Delivery
  /** What TELEGRAM_API_URL is set to. */
  readonly apiUrl: string
  /** The next calls of a method, or those after some, fail: with a refusal, a limit, a status, or an answer that is lost after the deed. */
  fail(method: string, how: Failure, times?: number, after?: number): void
  /** Whatever is said to this chat is not answered until the function that it gives back is called. */
  hangs(chat: number): () => void
  /** How often a method was called. */
  calls(method: string): number
  /** An older server: methods it does not know, and parameters it passes over. */
  readonly lacks: Set<string>
  close(): Promise<void>
}

export type Failure =
  | { readonly refuse: readonly [code: number, description: string] }
  | { readonly retryAfter: number }
  | { readonly status: number }
  | { readonly lost: true }

export async function telegramDouble(): Promise<TelegramDouble> {
  const world = createWorld()
  const delivery = createDelivery()
  const methods = createMethods(world)
  const failures = new Map<string, { how: Failure; left: number; after: number }>()
  const counts = new Map<string, number>()
  const lacks = new Set<string>()
  const hung = new Map<number, Promise<void>>()

  const server = createServer((request, response) => {
    void route(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500).end(String(error))
    })
  })

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://double').pathname
    const [, prefix = '', token = '', method = ''] = /^\/(bot|file\/bot)([^/]*)\/(.*)$/.exec(path) ?? []
    const body = await bytesOf(request)
    if (prefix === '') return void response.writeHead(302, { location: 'https://core.telegram.org/bots' }).end()
    if (token !== TOKEN) return answer(response, says(401, 'Unauthorized').refusal)
    if (prefix === 'file/bot') return download(method, response)
    counts.set(method, (counts.get(method) ?? 0) + 1)
    const planned = failures.get(method)
    const failing = planned && planned.after === 0 && planned.left > 0 ? planned.how : undefined
    if (planned && failing) planned.left -= 1
    if (planned && planned.after > 0) planned.after -= 1
    if (failing && 'status' in failing) return void response.writeHead(failing.status).end(`<html>${body}</html>`)
    if (failing && 'refuse' in failing) return answer(response, says(...failing.refuse).refusal)
    if (failing && 'retryAfter' in failing) {
      const { retryAfter } = failing
      return answer(response, says(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter }).refusal)
    }
    const said = await outcome(method, body, request, response)
    if (failing) return void request.socket.destroy()
    answer(response, said)
  }

  async function outcome(method: string, body: Buffer, request: IncomingMessage, response: ServerResponse): Promise<Json> {
    try {
      const { args, uploads } = argumentsOf(body, request.headers['content-type'] ?? '')
      if (lacks.has(method)) throw says(404, 'Not Found: method not found')
      const known = Object.fromEntries(Object.entries(args).filter(([name]) => !lacks.has(name)))
      checkArguments(method, known)
      await hung.get(Number(args.chat_id))
      return { ok: true, result: await deed(method, known, uploads, response) }
    } catch (error) {
      const { refusal } = asJson(error)
      if (refusal === undefined) throw error
      return asJson(refusal)
    }
  }

  async function deed(method: string, args: Json, uploads: Uploads, response: ServerResponse): Promise<unknown> {
    switch (method) {
      case 'getUpdates': {
        const gone = new AbortController()
        response.on('close', () => gone.abort())
        return delivery.poll(args, gone.signal)
      }
      case 'setWebhook':
        delivery.setWebhook(String(args.url), args.secret_token === undefined ? undefined : String(args.secret_token))
        return true
      case 'deleteWebhook':
        delivery.deleteWebhook()
        return true
      case 'getWebhookInfo':
        return {
          url: delivery.url(),
          has_custom_certificate: false,
          pending_update_count: delivery.pending(),
          ...(delivery.lastError() ? { last_error_date: Math.floor(Date.now() / 1000), last_error_message: delivery.lastError() } : {}),
        }
      default: {
        const done = methods[method]
        if (!done) throw says(404, 'Not Found: method not found')
        return done(args, uploads)
      }
    }
  }

  function download(path: string, response: ServerResponse): void {
    const file = [...world.files.values()].find((each) => each.path === path)
    if (!file) return void answer(response, says(404, 'Not Found').refusal)
    response
      .writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length })
      .end(Buffer.from(file.bytes))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0

  return {
    world,
    delivery,
    lacks,
    apiUrl: `http://127.0.0.1:${port}`,
    fail: (method, how, times = 1, after = 0) => void failures.set(method, { how, left: times, after }),
    hangs: (chat) => {
      let release = (): void => undefined
      hung.set(
        chat,
        new Promise((resolve) => {
          release = resolve
        }),
      )
      return () => {
        hung.delete(chat)
        release()
      }
    },
    calls: (method) => counts.get(method) ?? 0,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(response: ServerResponse, body: Json): void {
  if (response.destroyed) return
  response
    .writeHead(body.ok === true ? 200 : Number(body.error_code ?? 500), { 'content-type': 'application/json' })
    .end(JSON.stringify(body))
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Arguments come as JSON, or as a form with files in which what is no text is JSON. */
function argumentsOf(body: Buffer, type: string): { readonly args: Json; readonly uploads: Uploads } {
  const uploads = new Map<string, { name: string; bytes: Uint8Array }>()
  const [, boundary] = /boundary=(.+)$/.exec(type) ?? []
  if (boundary === undefined) return { args: asJson(JSON.parse(body.toString() || '{}')), uploads }
  const args: Record<string, unknown> = {}
  for (const part of partsOf(body, boundary)) {
    const head = part.subarray(0, part.indexOf('\r\n\r\n')).toString()
    const content = part.subarray(part.indexOf('\r\n\r\n') + 4)
    const [, name = ''] = /name="([^"]*)"/.exec(head) ?? []
    const [, file] = /filename=([^\r\n]*)/.exec(head) ?? []
    if (file === undefined) args[name] = parsed(content.toString())
    else uploads.set(name, { name: file, bytes: new Uint8Array(content) })
  }
  return { args, uploads }
}

function parsed(text: string): unknown {
  if (!/^(\{|\[|true$|false$|-?\d+$)/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
