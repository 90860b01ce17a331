import { createServer, type IncomingMessage, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as secured } from 'node:tls'

/** A way for web sockets through a forward proxy. */
export interface Relay {
  /** The address on this machine that leads to `url` (ws:// or wss://). */
  through(url: string): string
  close(): Promise<void>
}

/** How long the proxy and Discord may take to connect, in milliseconds. */
const PATIENCE = 15_000

/**
 * Listens on this machine alone and hands each web socket on through the proxy, encrypted and verified from here on: the library's own
 * sockets know no proxy. It leads to the addresses that it was given, and nowhere else.
 */
export async function openRelay(proxy: string): Promise<Relay> {
  const targets = new Map<string, string>()
  const open = new Set<Duplex>()
  const server = createServer((_request, response) => response.writeHead(404).end())
  server.on('upgrade', (incoming, socket, head) => {
    const [, key = '', path = ''] = /^\/([^/?]+)(.*)$/.exec(incoming.url ?? '') ?? []
    const target = targets.get(decodeURIComponent(key))
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy())
    if (target === undefined) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
    dial(new URL(target), new URL(proxy)).then(
      (upstream) => joined(socket, upstream, handshake(incoming, new URL(target), path), head),
      () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
    )
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    through: (url) => {
      const { host } = new URL(url)
      targets.set(host, url)
      return `ws://127.0.0.1:${port}/${encodeURIComponent(host)}`
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

/** The same request as it came, for the host that it is meant for. */
function handshake({ method, rawHeaders }: IncomingMessage, target: URL, path: string): string {
  const lines = [`${method} ${path.startsWith('/') ? path : `/${path}`} HTTP/1.1`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    lines.push(`${name}: ${/^host$/i.test(name) ? target.host : rawHeaders[i + 1]}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}

function joined(socket: Duplex, upstream: Duplex, hello: string, head: Buffer): void {
  upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy())
  socket.on('close', () => upstream.destroy())
  upstream.write(hello)
  upstream.write(head)
  upstream.pipe(socket).pipe(upstream)
}

/** Connects to the host of `target` by way of the proxy. */
async function dial(target: URL, proxy: URL): Promise<Duplex> {
  const secure = target.protocol === 'wss:'
  const host = `${target.hostname}:${target.port || (secure ? 443 : 80)}`
  const socket = await tunnel(host, proxy)
  if (!secure) return socket
  return new Promise((resolve, reject) => {
    const safe = secured({ socket, servername: target.hostname, ALPNProtocols: ['http/1.1'] })
    safe.once('secureConnect', () => resolve(safe)).once('error', reject)
  })
}

function tunnel(host: string, { protocol, hostname, port, username, password }: URL): Promise<Duplex> {
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers = { host, ...(username ? { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` } : {}) }
  return new Promise((resolve, reject) => {
    const secure = protocol === 'https:'
    const options = {
      host: hostname,
      port: port || (secure ? 443 : 80),
      method: 'CONNECT',
      path: host,
      headers,
      timeout: PATIENCE,
      agent: false,
    }
    const asked = (secure ? secureRequest : request)(options)
    asked.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(new Error(`the proxy does not connect (${statusCode})`))
    })
    asked.once('timeout', () => asked.destroy(new Error('the proxy does not answer')))
    asked.once('error', reject)
    asked.end()
  })
}
