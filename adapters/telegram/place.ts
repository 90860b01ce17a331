import type { Sent } from './post.ts'

/** Where an answer is shown: never to others than the person. */
export type Place =
  /** Their private chat with the bot; `replace`: the message there that the answer takes the place of. */
  | { readonly in: 'private'; readonly chat: number; readonly replace?: Sent }
  /** A group, for their eyes only. */
  | {
      readonly in: 'group'
      readonly chat: number
      readonly thread?: number
      readonly user: number
      /** What allows a whisper for 15 seconds: the press, or the command that was itself a whisper. */
      readonly callback?: string
      readonly command?: number
      /** What was pressed is a whisper to them already. */
      readonly own?: Sent
      /** Says a few words over the chat to who pressed, or sends them to our private chat. False when it is too late for that. */
      readonly toast?: (how: { text?: string; url?: string }) => Promise<boolean>
    }

export type GroupPlace = Extract<Place, { in: 'group' }>
export type PrivatePlace = Extract<Place, { in: 'private' }>

/** A group, and its topic, as one string for the core. */
export const encodePlace = ({ chat, thread }: Pick<GroupPlace, 'chat' | 'thread'>): string =>
  thread === undefined ? String(chat) : `${chat}/${thread}`

export const decodePlace = (place: string): Pick<GroupPlace, 'chat' | 'thread'> => {
  const [chat, thread] = place.split('/').map(Number)
  return { chat: chat ?? 0, ...(thread === undefined ? {} : { thread }) }
}

/** Messages as one string, for the core: each by its chat, kind and number. */
export const written = (chat: number, sent: readonly Sent[]): string => sent.map((each) => `${chat}/${encodeSent([each])}`).join(',')

/** The reverse; undefined for what is none of ours. */
export function read(message: string): { readonly chat: number; readonly sent: readonly Sent[] } | undefined {
  const parts = message.split(',').map((each) => each.split('/'))
  const [[chat = ''] = []] = parts
  const sent = decodeSent(parts.map(([, one]) => one ?? '').join(','))
  return /^-?\d+$/.test(chat) && sent.length > 0 ? { chat: Number(chat), sent } : undefined
}

export const encodeSent = (sent: readonly Sent[]): string => sent.map(({ kind, id }) => `${kind === 'photo' ? 'p' : 't'}${id}`).join(',')

export const decodeSent = (list: string): readonly Sent[] =>
  list.split(',').flatMap((each): Sent[] => {
    const [, kind, id] = /^([pt])(\d+)$/.exec(each) ?? []
    return kind && id ? [{ kind: kind === 'p' ? 'photo' : 'text', id: Number(id) }] : []
  })
