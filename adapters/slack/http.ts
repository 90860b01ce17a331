import { type App, isValidSlackRequest, type Receiver } from '@slack/bolt'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'

/** Where Slack sends everything: events, commands, presses and windows. */
export const PATH = '/slack/events'

const BYTES = 1024 * 1024
/** Slack waits no longer for an answer. */
const PATIENCE = 2_900

/** What Slack sends over HTTP, on Purser's own server. Nothing is believed without Slack's signature, at most five minutes old. */
export function createHttp(
  signingSecret: string,
  open: () => boolean,
): { readonly receiver: Receiver; readonly plugin: FastifyPluginAsync } {
  let app: App | undefined
  const receiver: Receiver = {
    init: (given) => {
      app = given
    },
    start: async () => undefined,
    stop: async () => undefined,
  }
  const plugin: FastifyPluginAsync = async (server) => {
    server.removeAllContentTypeParsers()
    for (const type of ['application/json', 'application/x-www-form-urlencoded'])
      server.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => done(null, body))
    server.post(PATH, { bodyLimit: BYTES }, async (request, reply) => {
      const text = typeof request.body === 'string' ? request.body : ''
      if (!isSigned(signingSecret, request, text)) return reply.code(401).send('')
      const body = bodyOf(text, request.headers['content-type'] ?? '')
      if (body === undefined) return reply.code(400).send('')
      if (body.ssl_check !== undefined) return reply.send('')
      if (body.type === 'url_verification') return reply.send({ challenge: body.challenge })
      // Slack tries events again elsewhere or later; before the token was found right nothing can be answered.
      if (!app || !open()) return reply.code(503).send('')
      return passOn(app, body, request, reply)
    })
  }
  return { receiver, plugin }
}

function isSigned(signingSecret: string, request: FastifyRequest, body: string): boolean {
  const signature = request.headers['x-slack-signature']
  const time = request.headers['x-slack-request-timestamp']
  if (typeof signature !== 'string' || typeof time !== 'string' || !/^\d{1,12}$/.test(time)) return false
  const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(time) }
  return isValidSlackRequest({ signingSecret, body, headers })
}

/** The listeners acknowledge while they work; the work goes on after the answer. */
function passOn(app: App, body: Record<string, unknown>, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return new Promise((resolve) => {
    let answered = false
    const answer = (code: number, content: unknown): void => {
      if (answered) return
      answered = true
      clearTimeout(timer)
      resolve(reply.code(code).send(content ?? ''))
    }
    const timer = setTimeout(answer, PATIENCE, 404, '')
    const retry = Number(request.headers['x-slack-retry-num'])
    const event = {
      body,
      ack: async (content?: unknown) => answer(200, content),
      ...(Number.isInteger(retry) ? { retryNum: retry } : {}),
    }
    app.processEvent(event).then(
      () => answer(404, ''),
      () => answer(500, ''),
    )
  })
}

/** Events are JSON; commands a form; presses and windows JSON in a form. */
function bodyOf(text: string, type: string): Record<string, unknown> | undefined {
  try {
    if (type.startsWith('application/json')) return objectOf(JSON.parse(text))
    const form = new URLSearchParams(text)
    const payload = form.get('payload')
    return payload === null ? Object.fromEntries(form) : objectOf(JSON.parse(payload))
  } catch {
    return undefined
  }
}

const objectOf = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
