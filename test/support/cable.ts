import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** The way to a database, which a test can do things to. `url` leads over it. */
export interface Cable {
  readonly url: string
  /** As a server that is stopped: every connection ends, and none is taken. */
  cut(): Promise<void>
  /** As a server that hangs, or a network that swallows: nothing arrives, and nobody is told. */
  hang(): void
  mend(): Promise<void>
  close(): Promise<void>
}

export async function cable(url: string): Promise<Cable> {
  const to = new URL(url)
  const open = new Set<Socket>()
  let hangs = false
  let server: Server
  let port = 0

  const ended = (): void => {
    for (const socket of open) socket.destroy()
  }
  async function listen(): Promise<void> {
    server = createServer((near) => {
      const far = connect(Number(to.port || 5432), to.hostname)
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        open.add(socket)
        socket.on('error', () => undefined).on('close', () => open.delete(socket))
        socket.on('close', () => other.destroy())
        socket.on('data', (bytes) => {
          // What was swallowed is lost: the connection is of no use any more.
          if (hangs) socket.removeAllListeners('data').on('data', () => undefined)
          else other.write(bytes)
        })
      }
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  async function cut(): Promise<void> {
    if (!server.listening) return
    server.close()
    ended()
    await once(server, 'close')
  }

  await listen()
  const over = new URL(url)
  over.host = `127.0.0.1:${port}`
  return {
    url: over.href,
    cut,
    hang: () => {
      hangs = true
    },
    mend: async () => {
      hangs = false
      if (!server.listening) await listen()
    },
    close: cut,
  }
}
