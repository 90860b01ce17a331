/** How the network is left: a forward proxy for every host, but not for some. */
interface Proxies {
  readonly HTTPS_PROXY?: string | undefined
  readonly NO_PROXY?: string | undefined
}

/** The proxy on the way to an address, as other programs understand these variables; undefined where there is none. */
export const proxyTo = (url: string, { HTTPS_PROXY: proxy, NO_PROXY: none }: Proxies): string | undefined =>
  proxy === undefined || exempt(url, none ?? '') ? undefined : proxy

/** Hosts with commas or spaces between, each for itself and all below it, perhaps with a port; `*` for all. */
function exempt(url: string, none: string): boolean {
  const { hostname, protocol, port } = new URL(url)
  const at = port || (protocol === 'http:' ? '80' : '443')
  return none.split(/[\s,]+/).some((entry) => {
    const [, host = '', only] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    if (entry === '*') return true
    return host !== '' && (only === undefined || only === at) && (hostname === host || hostname.endsWith(`.${host}`))
  })
}

/** Most programs know these by lower-case names too: they count where the others are not given. */
export function withLowerCase(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { https_proxy: proxy, no_proxy: none } = given
  return { ...(proxy ? { HTTPS_PROXY: proxy } : {}), ...(none ? { NO_PROXY: none } : {}), ...given }
}
