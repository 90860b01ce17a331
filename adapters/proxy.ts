import { fetch, ProxyAgent } from 'undici'

/** How one platform is reached. */
export interface Way {
  /** As the global one, through the proxy if there is one. */
  readonly fetch: typeof globalThis.fetch
  /** For libraries that take one; undefined without a proxy. */
  readonly dispatcher?: ProxyAgent
  close(): Promise<void>
}

/**
 * The way to a platform: direct, or through a forward proxy by CONNECT. Node's own fetch heeds no HTTPS_PROXY in the versions that
 * Purser runs on, so undici's, from which Node's is made, is given the proxy.
 */
export function wayThrough(proxy: string | undefined): Way {
  if (proxy === undefined) return { fetch: globalThis.fetch, close: async () => undefined }
  const { username, password, origin } = new URL(proxy)
  const token = username
    ? `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`
    : undefined
  const dispatcher = new ProxyAgent({ uri: origin, ...(token ? { token } : {}) })
  const through = (input: unknown, init?: object) => fetch(input as string, { ...init, dispatcher })
  return { fetch: through as typeof globalThis.fetch, dispatcher, close: () => dispatcher.close() }
}
