import type { Prisma } from '../../prisma/generated/client.js'
import type { Database, FullDb } from '../../src/db.ts'
import type { FileSource, ImageSource } from '../../src/reply.ts'
import type { History, MessageView } from './page/view.ts'
import type { Rendered } from './render.ts'

/** What a message holds: a person's own words, or a reply as it was rendered when it was sent. */
export type Body =
  | { readonly text: string; readonly files: readonly string[] }
  /** `answered`: the actions on this message that were answered in its place, newest last. */
  | (Rendered & { readonly answered: readonly string[] })

/** A message of the browser chat. */
export interface Message {
  readonly id: bigint
  readonly chat: string
  readonly version: number
  readonly seq: bigint
  readonly createdAt: Date
  readonly body: Body
}

/** The browser chat's message store: what a platform keeps on its own servers. */
export interface Store {
  /** The same action (`update`) adds one message of each author, however often it arrives. */
  add(chat: string, author: 'person' | 'purser', body: Body, how: { at: Date; update?: string }): Promise<Message>
  /** Replaces a message. With `update`, the same action replaces it once. */
  edit(message: bigint, rendered: Rendered, update?: string): Promise<Message>
  /** One message of these chats. */
  find(message: string, chats: readonly string[]): Promise<Message | undefined>
  /** What Purser answered to an action with a message of its own. */
  answer(chats: readonly string[], update: string): Promise<Message | undefined>
  /** The newest `most` messages, or those before one. */
  history(chats: readonly string[], how: { before?: bigint; most: number }): Promise<History>
  /** Changes after `seq`, oldest first. */
  since(chats: readonly string[], seq: bigint, most: number): Promise<readonly Message[]>
}

/** Updates remembered per message: enough for a page that repeats a request, small enough for a button that is pressed for a year. */
const REMEMBERED = 20

export function createStore(db: Database): Store {
  return {
    add: async (chat, author, body, { at, update }) => {
      if (update !== undefined) {
        const known = await db.webMessage.findUnique({ where: { chat_author_updateId: { chat, author, updateId: update } } })
        if (known) return message(known)
      }
      const data = { chat, author, body: json(body), createdAt: at, updateId: update ?? null }
      const made = await db.webMessage.createManyAndReturn({ data: [data], skipDuplicates: true })
      if (made[0]) return message(made[0])
      const where = { chat_author_updateId: { chat, author, updateId: update ?? '' } }
      return message(await db.webMessage.findUniqueOrThrow({ where }))
    },
    edit: (id, rendered, update) =>
      db.$transaction(async (tx) => {
        const before = await locked(tx, id)
        const answered = 'answered' in before.body ? before.body.answered : []
        if (update !== undefined && answered.includes(update)) return before
        const body = { ...rendered, answered: [...answered, ...(update === undefined ? [] : [update])].slice(-REMEMBERED) }
        return message(await tx.webMessage.update({ where: { id }, data: { body: json(body), version: { increment: 1 } } }))
      }),
    find: async (id, chats) => {
      if (!/^\d{1,18}$/.test(id)) return undefined
      const row = await db.webMessage.findFirst({ where: { id: BigInt(id), chat: { in: [...chats] } } })
      return row ? message(row) : undefined
    },
    answer: async (chats, update) => {
      const row = await db.webMessage.findFirst({ where: { chat: { in: [...chats] }, author: 'purser', updateId: update } })
      return row ? message(row) : undefined
    },
    history: (chats, how) => history(db, chats, how),
    since: async (chats, seq, most) => {
      const where = { chat: { in: [...chats] }, seq: { gt: seq } }
      return (await db.webMessage.findMany({ where, orderBy: { seq: 'asc' }, take: most })).map(message)
    },
  }
}

/** A message as the page is told of it. */
export function messageView({ id, seq, version, createdAt, chat, body }: Message): MessageView {
  const said = 'view' in body ? { reply: body.view } : { own: { text: body.text, files: body.files } }
  return { id: String(id), seq: String(seq), version, at: createdAt.toISOString(), shared: chat === 'staff', ...said }
}

/** The picture in a slot of a message. */
export const pictureOf = ({ body }: Message, slot: number): ImageSource | undefined =>
  'pictures' in body ? body.pictures[slot] : undefined

/** The file in a slot of a message. */
export const fileOf = ({ body }: Message, slot: number): FileSource | undefined => ('view' in body ? body.files?.[slot] : undefined)

async function history(db: Database, chats: readonly string[], { before, most }: { before?: bigint; most: number }): Promise<History> {
  const chat = { in: [...chats] }
  // Read first: what changes meanwhile is then told again by the stream, never missed.
  const last = await db.webMessage.aggregate({ where: { chat }, _max: { seq: true } })
  const where = { chat, ...(before === undefined ? {} : { id: { lt: before } }) }
  const rows = await db.webMessage.findMany({ where, orderBy: { id: 'desc' }, take: most + 1 })
  const messages = rows
    .slice(0, most)
    .reverse()
    .map((row) => messageView(message(row)))
  return { messages, more: rows.length > most, seq: String(last._max.seq ?? 0n) }
}

async function locked(tx: FullDb, id: bigint): Promise<Message> {
  await tx.$queryRaw`select id from web_message where id = ${id} for update`
  return message(await tx.webMessage.findUniqueOrThrow({ where: { id } }))
}

type Row = Omit<Message, 'body'> & { readonly body: Prisma.JsonValue }

const message = (row: Row): Message => ({ ...row, body: row.body as unknown as Body })

const json = (body: Body): Prisma.InputJsonValue => JSON.parse(JSON.stringify(body))
