import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../src/config.ts'

/** Why a request is refused before anything reads it. */
export type Refusal = 'not_here' | 'wrong_host' | 'wrong_origin' | 'token_needed' | 'login_needed'

/** Decides who may talk to the browser chat at all. */
export interface Guard {
  /** The token that the page carries and every API call shows. */
  readonly token: string
  /** On every request: where it comes from, and what it was sent to. */
  origin(request: FastifyRequest): Refusal | undefined
  /** Outside demo mode: whether this browser has logged in. */
  login(request: FastifyRequest): Refusal | undefined
  /** On every API call. */
  call(request: FastifyRequest): Refusal | undefined
  /** The cookie for somebody who knows the operator's token; undefined for everybody else. */
  cookie(typed: string): string | undefined
}

const COOKIE = 'purser_web'

/**
 * Demo mode: this machine only, and a token made at each start, since any web page can send requests to loopback.
 * Otherwise: behind the operator's token, by a cookie; the page's token is derived from it, so that several processes agree.
 */
export function createGuard(config: Pick<Config, 'demo' | 'web' | 'http' | 'publicUrl'>): Guard {
  const secret = config.demo ? undefined : config.web.token
  if (!config.demo && !secret) throw new TypeError('outside demo mode the browser chat needs a token')
  const derive = (use: string): string =>
    secret ? createHmac('sha256', secret).update(`purser web ${use}`).digest('hex') : randomBytes(32).toString('hex')
  const token = derive('page')
  const session = derive('session')
  const hosts = new Set(['127.0.0.1', 'localhost', '[::1]', ...(config.demo ? [] : ownHosts(config))])
  // A proxy may pass on the host without its port.
  const published = !config.demo && config.publicUrl && URL.canParse(config.publicUrl) ? new URL(config.publicUrl).origin : undefined
  const secure = config.publicUrl?.startsWith('https:') ? '; Secure' : ''
  return {
    token,
    origin: (request) => {
      if (config.demo && !isLoopback(request.socket.remoteAddress)) return 'not_here'
      const host = request.headers.host ?? ''
      if (!hosts.has(hostname(host))) return 'wrong_host'
      const { origin } = request.headers
      const site = request.headers['sec-fetch-site']
      if (origin === undefined ? isChange(request) : hostOf(origin) !== host.toLowerCase() && origin !== published) return 'wrong_origin'
      return site !== undefined && site !== 'same-origin' && (isChange(request) || site !== 'none') && !isVisit(request)
        ? 'wrong_origin'
        : undefined
    },
    login: (request) => (!secret || same(cookieOf(request), session) ? undefined : 'login_needed'),
    call: (request) => (same(String(request.headers['x-purser-token'] ?? ''), token) ? undefined : 'token_needed'),
    cookie: (typed) =>
      secret && same(typed.trim(), secret)
        ? `${COOKIE}=${session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${30 * 24 * 3600}${secure}`
        : undefined,
  }
}

/** The headers of every answer: nothing from elsewhere, nothing inline, no frames, no guessing of types, no traces. */
export function secureHeaders(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'cache-control': 'no-store',
  })
}

/** In constant time, whatever the lengths. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

const isChange = ({ method }: FastifyRequest): boolean => method !== 'GET' && method !== 'HEAD'

/** Somebody follows a link or types the address: the page itself may be opened from anywhere, it says nothing to who sent them. */
const isVisit = (request: FastifyRequest): boolean =>
  !isChange(request) && request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document'

const isLoopback = (address = ''): boolean => address === '::1' || /^(::ffff:)?127\./.test(address)

const hostname = (host: string): string => host.toLowerCase().replace(/:\d+$/, '')

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)

const ownHosts = ({ http, publicUrl }: Pick<Config, 'http' | 'publicUrl'>): readonly string[] => [
  http.host.includes(':') ? `[${http.host}]` : http.host.toLowerCase(),
  ...(publicUrl && URL.canParse(publicUrl) ? [new URL(publicUrl).hostname] : []),
]

function cookieOf(request: FastifyRequest): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? ''
}
