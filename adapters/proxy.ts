import { fetch, ProxyAgent, request } from 'undici'
import { within } from './pause.ts'

/** How one platform is reached. */
export interface Way {
  /** As the global one, through the proxy if there is one. */
  readonly fetch: typeof globalThis.fetch
  /** Sends JSON and resolves with what was answered, as text: for what happens all the time, at half of what `fetch` costs. */
  post(url: string, body: object, how: Posting): Promise<{ readonly status: number; readonly text: string }>
  /** For libraries that take one; undefined without a proxy. */
  readonly dispatcher?: ProxyAgent
  close(): Promise<void>
}

/** `patience`: how long each part of the answer may take, in milliseconds. */
interface Posting {
  readonly patience: number
  readonly headers?: Readonly<Record<string, string>>
}

/** How long what is on its way is waited for, in milliseconds: a platform that is silent would keep us for a minute. */
const GOODBYE = 2_000

/**
 * The way to a platform: direct, or through a forward proxy by CONNECT. Node's own fetch heeds no HTTPS_PROXY in the versions that
 * Purser runs on, so undici's, from which Node's is made, is given the proxy.
 */
export function wayThrough(proxy: string | undefined): Way {
  if (proxy === undefined) return { fetch: globalThis.fetch, post, close: async () => undefined }
  const { username, password, origin } = new URL(proxy)
  const token = username
    ? `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`
    : undefined
  const dispatcher = new ProxyAgent({ uri: origin, ...(token ? { token } : {}) })
  const through = (input: unknown, init?: object) => fetch(input as string, { ...init, dispatcher })
  return {
    fetch: through as typeof globalThis.fetch,
    post: (url, body, how) => post(url, body, how, dispatcher),
    dispatcher,
    close: () => within(GOODBYE, dispatcher.close()),
  }
}

async function post(url: string, body: object, { patience, headers }: Posting, dispatcher?: ProxyAgent): ReturnType<Way['post']> {
  const answered = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    headersTimeout: patience,
    bodyTimeout: patience,
    ...(dispatcher ? { dispatcher } : {}),
  })
  return { status: answered.statusCode, text: await answered.body.text() }
}
