import type { FastifyInstance, FastifyReply } from 'fastify'
import { type LocaleName, localeOf, locales } from '../../locales/index.ts'
import type { Asset } from './assets.ts'
import { type Guard, type Refusal, secureHeaders } from './guard.ts'
import type { WebDeps } from './index.ts'

/** The way in: who is let through to what, the page itself, and the login outside demo mode. */
export function addDoor(app: FastifyInstance, deps: WebDeps, guard: Guard, assets: ReadonlyMap<string, Asset>): void {
  const { config } = deps
  app.addHook('onRequest', async (request, reply) => {
    secureHeaders(reply)
    const refused = guard.origin(request)
    if (refused) return reply.code(statusOf[refused]).send({ error: refused })
  })

  app.get('/', (request, reply) => {
    const locale = localeOf(request.headers['accept-language']) ?? config.locale
    const { login } = locales[locale].web
    if (!guard.login(request)) return send(reply, fill(assets.get('index.html'), locale, { brand: config.brand, token: guard.token }))
    // Without a referrer a form is sent with no origin either, and would be refused as coming from elsewhere.
    reply.header('referrer-policy', 'same-origin')
    const problem = request.url === WRONG ? login.wrong : ''
    return send(reply, fill(assets.get('login.html'), locale, { brand: config.brand, ...login, problem }))
  })

  app.get<{ Params: { name: string } }>('/assets/:name', (request, reply) => {
    const { name } = request.params
    const asset = name.endsWith('.html') ? undefined : assets.get(name)
    return asset ? send(reply, asset) : reply.code(404).send({ error: 'not_found' })
  })

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 4096 }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  )
  app.post('/login', (request, reply) => {
    const typed = request.body instanceof URLSearchParams ? (request.body.get('token') ?? '') : ''
    // The token has 32 characters or more and is not guessed: a limit of tries would only let anybody lock out who knows it.
    const cookie = guard.cookie(typed)
    if (cookie) reply.header('set-cookie', cookie)
    return reply.redirect(cookie ? '/' : WRONG, 303)
  })
}

/** Behind it, nobody gets at a route of `app` without the login and the page's token, in whatever way its address was written. */
export function addLock(app: FastifyInstance, guard: Guard): void {
  app.addHook('onRequest', async (request, reply) => {
    const refused = guard.login(request) ?? guard.call(request)
    if (refused) return reply.code(statusOf[refused]).send({ error: refused })
  })
}

/** Where a login that failed leads. */
const WRONG = '/?wrong'

const statusOf: Readonly<Record<Refusal, number>> = {
  not_here: 403,
  wrong_host: 403,
  wrong_origin: 403,
  token_needed: 401,
  login_needed: 401,
}

const send = (reply: FastifyReply, { type, body }: Asset): FastifyReply => reply.type(type).send(body)

/** Fills `{{name}}` in a page of ours. */
function fill(asset: Asset | undefined, locale: LocaleName, values: Readonly<Record<string, string>>): Asset {
  const body = (asset?.body ?? '')
    .replace('<html lang="en">', `<html lang="${locale}">`)
    .replace(/\{\{(\w+)\}\}/g, (_all, name: string) => escaped(values[name] ?? ''))
  return { type: asset?.type ?? 'text/html; charset=utf-8', body }
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
