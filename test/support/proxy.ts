import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** A forward proxy as operators run one: it connects whom it lets (CONNECT), and knows to where. */
export interface ForwardProxy {
  readonly url: string
  /** "host:port" of every connection that was asked for. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

/** With `user` and `password` it lets nobody through who does not say them. */
export async function proxyServer(credentials?: { readonly user: string; readonly password: string }): Promise<ForwardProxy> {
  const asked: string[] = []
  const open = new Set<Socket>()
  const wanted = credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`
  const server = createServer((_request, response) => response.writeHead(405).end())
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  server.on('connect', (request, socket: Socket) => {
    socket.on('error', () => undefined)
    if (wanted && request.headers['proxy-authorization'] !== wanted) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    asked.push(request.url ?? '')
    const { hostname, port } = new URL(`http://${request.url}`)
    const there = connect(Number(port || 80), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      there.pipe(socket)
      socket.pipe(there)
    })
    there.on('error', () => socket.destroy())
    socket.on('close', () => there.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const login = credentials ? `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@` : ''
  return {
    url: `http://${login}127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.close()
      for (const socket of open) socket.destroy()
      await once(server, 'close')
    },
  }
}
