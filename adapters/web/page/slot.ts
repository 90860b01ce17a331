import { request } from './api.ts'
import type { House } from './house.ts'

/** Which picture or file of which message. */
export interface SlotOf {
  readonly message: string
  readonly version: number
  readonly slot: number
}

/** Its bytes and what to call them; undefined when it may not be seen or is gone. */
export async function load(house: House, what: 'picture' | 'file', of: SlotOf): Promise<{ blob: Blob; name: string } | undefined> {
  const query = new URLSearchParams({
    side: house.side,
    user: house.user,
    message: of.message,
    version: String(of.version),
    slot: String(of.slot),
  })
  const response = await request(`/api/${what}?${query}`)
  if (!response.ok) return undefined
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? what
  return { blob: await response.blob(), name }
}
