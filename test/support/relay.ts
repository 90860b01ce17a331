import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be cut: connections end, and new ones are refused. */
export async function relay(target: string): Promise<{ url: string; cut(): Promise<void>; mend(): Promise<void> }> {
  const to = new URL(target)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(to.port || 5432), to.hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => undefined)
      one.on('close', () => other.destroy() && open.delete(one))
      one.pipe(other)
    }
  })
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    cut: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
    mend: () => listen(port),
  }
}
