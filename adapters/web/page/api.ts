import type { MessageView, Side } from './view.ts'

/** One action; `id` stays the same when it is sent again. */
export interface Action {
  readonly id: string
  readonly side: Side
  readonly user: string
  readonly act:
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'command'; readonly command: string; readonly input?: Readonly<Record<string, string>> }
    | { readonly type: 'press'; readonly message: string; readonly wire: string }
    | { readonly type: 'form'; readonly message: string; readonly input: Readonly<Record<string, string>> }
}

/** Files by question name; "files" for those sent with a text. */
export type Files = Readonly<Record<string, readonly File[]>>

/** fast: too many in a minute. lost: no answer, nothing is known. refused: sending it again will not help. */
export type Failure = 'fast' | 'lost' | 'refused'

let token = document.querySelector<HTMLMetaElement>('meta[name=purser-token]')?.content ?? ''

/** Calls the API with the page's token. A restarted server has another one: it is read from a fresh page, what was typed stays. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const call = () => fetch(path, { ...init, headers: { ...init.headers, 'x-purser-token': token } })
  const first = await call()
  if (first.status !== 401) return first
  const page = new DOMParser().parseFromString(await (await fetch('/')).text(), 'text/html')
  const fresh = page.querySelector<HTMLMetaElement>('meta[name=purser-token]')?.content
  if (!fresh) location.reload()
  token = fresh ?? ''
  return call()
}

/** Asks for JSON; throws when the answer is not a good one. */
export async function get<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
  const response = await request(`${path}?${new URLSearchParams(query)}`)
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return (await response.json()) as T
}

const PAUSES_MS = [500, 1500, 4000]
/** How long an answer may take: pictures travel for a while on a slow line. */
const PATIENCE_MS = 20_000
const PATIENCE_WITH_FILES_MS = 90_000

/** Sends an action, again with the same id when no answer came, since a repeated action counts once. */
export async function send(action: Action, files: Files): Promise<readonly MessageView[] | Failure> {
  const patience = Object.values(files).some((list) => list.length > 0) ? PATIENCE_WITH_FILES_MS : PATIENCE_MS
  for (const pause of [...PAUSES_MS, undefined]) {
    const body = new FormData()
    body.append('action', JSON.stringify(action))
    for (const [name, list] of Object.entries(files)) for (const file of list) body.append(name, file, file.name)
    const response = await request('/api/send', { method: 'POST', body, signal: AbortSignal.timeout(patience) }).catch(() => undefined)
    if (response?.ok) return ((await response.json()) as { messages: readonly MessageView[] }).messages
    if (response?.status === 429) return 'fast'
    if (response && response.status < 500 && response.status !== 408) return 'refused'
    if (pause !== undefined) await new Promise((done) => setTimeout(done, pause))
  }
  return 'lost'
}
