import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as later } from 'node:timers/promises'
import { type WebSocket, WebSocketServer } from 'ws'
import { SCOPES } from '../../../adapters/slack/manifest.ts'
import { BOT_TOKEN, createMethods } from './api.ts'
import { asJson, type Json } from './limits.ts'
import { BOT, createWorkspace, slackSays, type Workspace } from './workspace.ts'

/** A working double of Slack: its Web API, socket mode, response addresses and files, on a port of its own. */
export interface SlackDouble {
  readonly space: Workspace
  /** What SLACK_API_URL is set to. */
  readonly apiUrl: string
  /** Delivers a payload as Slack does; resolves with what the app answered in three seconds, or undefined. */
  deliver(type: 'slash_commands' | 'interactive' | 'events_api', payload: Json): Promise<Json | undefined>
  /** How many of those nobody acknowledged: Slack tells such events again. */
  ignored(): number
  /** From now on Slack sends to this address instead, signed. */
  sendTo(url: string, secret: string): void
  /** The next calls of a method fail: with a refusal, a status, a limit, or an answer that is late or lost after the deed was done. `channel`: those to it alone. */
  fail(method: string, how: Failure, times?: number, channel?: string): void
  /** The scopes that the app was given; undefined: all it asks for. */
  scopes: readonly string[] | undefined
  /** How often a method was called. */
  calls(method: string): number
  /** A response address for an ephemeral message or for none. */
  responseUrl(channel: string, user: string, original?: string): string
  /** What people are asked to sign in with: instead of a file, everybody gets a page. */
  signInPage: boolean
  /** How many sockets stand, and how many were ever opened. */
  sockets(): number
  opened(): number
  /** What its host for sockets does not do: answer who wants one, or say hello. */
  silent: 'upgrade' | 'hello' | undefined
  /** Slack ends the sockets, politely (`refresh`) or as a broken line does. */
  drop(how: 'refresh' | 'broken'): void
  close(): Promise<void>
}

/** `late`: it works, and its answer takes so many milliseconds. */
export type Failure =
  | { readonly error: string }
  | { readonly status: number }
  | { readonly retryAfter: number }
  | { readonly lost: true }
  | { readonly late: number }

export async function slackDouble(): Promise<SlackDouble> {
  const space = createWorkspace()
  const failures = new Map<string, { how: Failure; left: number; channel: string | undefined }>()
  const counts = new Map<string, number>()
  const answers = new Map<string, (payload: Json | undefined) => void>()
  const responses = new Map<string, { channel: string; user: string; original: string | undefined; left: number }>()
  const state: {
    signInPage: boolean
    port: number
    ignored: number
    opened: number
    silent?: 'upgrade' | 'hello'
    address?: { url: string; secret: string }
    scopes?: readonly string[]
  } = {
    signInPage: false,
    port: 0,
    ignored: 0,
    opened: 0,
  }
  const base = (): string => `http://127.0.0.1:${state.port}`
  const methods = createMethods(space, base, () => state.scopes ?? SCOPES)

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', base()).pathname
    void route(path, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  const waiting = new Set<Duplex>()
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, line, head) => {
    if (state.silent === 'upgrade') waiting.add(line)
    else sockets.handleUpgrade(request, line, head, (socket) => sockets.emit('connection', socket, request))
  })
  sockets.on('connection', (socket) => {
    state.opened += 1
    if (state.silent === 'hello') return
    socket.send(JSON.stringify({ type: 'hello', num_connections: sockets.clients.size, connection_info: { app_id: 'A1' } }))
    socket.on('message', (data) => {
      const { envelope_id, payload } = asJson(JSON.parse(String(data)))
      answers.get(String(envelope_id))?.(asJson(payload))
    })
  })

  async function route(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request)
    if (path.startsWith('/api/')) return void (await api(path.slice(5), request, response, body))
    if (path.startsWith('/upload/')) {
      const file = space.files.get(path.split('/')[2] ?? '')
      if (file) file.bytes = uploaded(body, request.headers['content-type'] ?? '')
      return void response.writeHead(file ? 200 : 404).end('OK')
    }
    if (path.startsWith('/files-pri/')) return download(path.split('/')[2] ?? '', request, response)
    if (path.startsWith('/respond/')) return respond(path.slice(9), response, body)
    response.writeHead(404).end()
  }

  async function api(method: string, request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<unknown> {
    counts.set(method, (counts.get(method) ?? 0) + 1)
    const args = argsOf(body, request.headers['content-type'] ?? '')
    const token = String(request.headers.authorization ?? '').replace('Bearer ', '') || String(args.token ?? '')
    const planned = failures.get(method)
    const failing = planned && planned.left > 0 && (planned.channel ?? args.channel) === args.channel ? planned.how : undefined
    if (planned && failing) planned.left -= 1
    if (failing && 'retryAfter' in failing)
      return response.writeHead(429, { 'retry-after': String(failing.retryAfter) }).end(JSON.stringify({ ok: false, error: 'ratelimited' }))
    if (failing && 'status' in failing) return response.writeHead(failing.status).end(`<html>${body}</html>`)
    const answer = failing && 'error' in failing ? { ok: false, error: failing.error } : answerOf(method, args, token)
    if (failing && 'lost' in failing) return request.socket.destroy()
    if (failing && 'late' in failing) await later(failing.late)
    const scopes = (state.scopes ?? SCOPES).join(',')
    return response.writeHead(200, { 'content-type': 'application/json', 'x-oauth-scopes': scopes }).end(JSON.stringify(answer))
  }

  function answerOf(method: string, args: Json, token: string): Json {
    try {
      const deed = methods[method]
      if (!deed) throw slackSays('unknown_method')
      if (method !== 'apps.connections.open' && token !== BOT_TOKEN) throw slackSays('invalid_auth')
      return deed(args, token)
    } catch (error) {
      const { body } = asJson(error)
      if (body === undefined) throw error
      return asJson(body)
    }
  }

  /** Without the app's token Slack answers with a page to sign in, and with status 200. */
  function download(id: string, request: IncomingMessage, response: ServerResponse): void {
    const file = space.files.get(id)
    if (state.signInPage || request.headers.authorization !== `Bearer ${BOT_TOKEN}`)
      return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Sign in to Slack</html>')
    if (!file) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': file.bytes.length }).end(Buffer.from(file.bytes))
  }

  function respond(id: string, response: ServerResponse, body: Buffer): void {
    const found = responses.get(id)
    if (!found || found.left <= 0) return void response.writeHead(404).end(JSON.stringify({ ok: false, error: 'used_url' }))
    found.left -= 1
    const said = asJson(JSON.parse(body.toString()))
    try {
      if (said.replace_original === true && found.original !== undefined)
        space.change(found.channel, found.original, String(said.text ?? ''), said.blocks, true)
      else
        space.post(found.channel, BOT, String(said.text ?? ''), said.blocks, said.response_type === 'in_channel' ? undefined : found.user)
      response.writeHead(200).end('ok')
    } catch (error) {
      response.writeHead(200).end(JSON.stringify(asJson(asJson(error).body)))
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  state.port = typeof address === 'object' && address ? address.port : 0

  return {
    space,
    apiUrl: `${base()}/api/`,
    sendTo: (url, secret) => {
      state.address = { url, secret }
    },
    deliver: (type, payload) => {
      if (state.address) return overHttp(state.address, type, payload)
      const [socket] = [...sockets.clients].filter(({ readyState }) => readyState === 1)
      if (!socket) return Promise.resolve(undefined)
      const envelope_id = randomUUID()
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          state.ignored += 1
          done(undefined)
        }, 3_000)
        const done = (answer: Json | undefined) => {
          clearTimeout(timer)
          answers.delete(envelope_id)
          resolve(answer)
        }
        answers.set(envelope_id, done)
        socket.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload: type !== 'events_api' }))
      })
    },
    ignored: () => state.ignored,
    fail: (method, how, times = 1, channel) => void failures.set(method, { how, left: times, channel }),
    calls: (method) => counts.get(method) ?? 0,
    responseUrl: (channel, user, original) => {
      const id = randomUUID()
      responses.set(id, { channel, user, original, left: 5 })
      return `${base()}/respond/${id}`
    },
    get scopes() {
      return state.scopes
    },
    set scopes(given: readonly string[] | undefined) {
      if (given) state.scopes = given
      else delete state.scopes
    },
    get signInPage() {
      return state.signInPage
    },
    set signInPage(shown: boolean) {
      state.signInPage = shown
    },
    get silent() {
      return state.silent
    },
    set silent(what: 'upgrade' | 'hello' | undefined) {
      if (what) state.silent = what
      else delete state.silent
    },
    sockets: () => sockets.clients.size,
    opened: () => state.opened,
    drop: (how) => {
      for (const socket of sockets.clients as Set<WebSocket>) {
        if (how === 'refresh') socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }))
        else socket.terminate()
      }
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      for (const line of waiting) line.destroy()
      sockets.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Sends as Slack does over HTTP; the answer is empty, JSON, or not there after three seconds. */
async function overHttp({ url, secret }: { url: string; secret: string }, type: string, payload: Json): Promise<Json | undefined> {
  const text = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]))
  const body =
    type === 'events_api'
      ? JSON.stringify(payload)
      : String(new URLSearchParams(type === 'slash_commands' ? text : { payload: JSON.stringify(payload) }))
  const kind = type === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded'
  const headers = { 'content-type': kind, ...signed(secret, body) }
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(3_000) })
  const said = await response.text()
  return response.ok ? asJson(said === '' ? {} : JSON.parse(said)) : undefined
}

/** The headers by which Slack signs what it sends over HTTP. */
export function signed(secret: string, body: string, at = Math.floor(Date.now() / 1000)): Record<string, string> {
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`
  return { 'x-slack-signature': signature, 'x-slack-request-timestamp': String(at) }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Arguments come as a form, in which what is not text is JSON, or as JSON. */
function argsOf(body: Buffer, type: string): Json {
  if (type.includes('json')) return asJson(JSON.parse(body.toString() || '{}'))
  const entries = [...new URLSearchParams(body.toString())].map(([name, value]) => [name, /^[[{]/.test(value) ? parsed(value) : value])
  return Object.fromEntries(entries)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The file in an upload: the whole body, or the one part of a multipart form. */
function uploaded(body: Buffer, type: string): Uint8Array {
  const boundary = /boundary=(.+)$/.exec(type)?.[1]
  if (!boundary) return body
  const start = body.indexOf('\r\n\r\n') + 4
  const end = body.lastIndexOf(`\r\n--${boundary}`)
  return body.subarray(start, end)
}
