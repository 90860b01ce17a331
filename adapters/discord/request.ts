import type { RESTOptions } from '@discordjs/rest'

type MakeRequest = RESTOptions['makeRequest']

/** Calls through a way of ours: the library's own takes dispatchers and forms of its own version of undici alone. */
export const adapted =
  (fetch: typeof globalThis.fetch): MakeRequest =>
  async (url, { body, headers, method, signal }) => {
    const form = body instanceof FormData ? new Response(body) : undefined
    const type = form?.headers.get('content-type')
    const sent = form ? Buffer.from(await form.arrayBuffer()) : (body ?? undefined)
    const told = { ...(headers as Record<string, string>), ...(type ? { 'content-type': type } : {}) }
    const init = { method, headers: told, body: sent, signal } as RequestInit
    return (await fetch(url, init)) as unknown as ReturnType<MakeRequest>
  }
