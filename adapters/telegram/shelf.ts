import type { Update } from 'grammy/types'
import type { Database } from '../../src/db.ts'
import { recognise } from '../../src/words/recognise.ts'

/**
 * Updates that are not done while many later ones are. Telegram tells a hundred from the first that is not confirmed, so that one person
 * who is slow would keep everybody: what is on the shelf is confirmed, and taken again after a crash.
 */
export interface Shelf {
  /** Without codes that link a chat or give a place at the desk: they are valid still. Taken up again, their sender is asked for them. */
  put(updates: readonly Update[]): Promise<void>
  drop(updates: readonly number[]): Promise<void>
  all(): Promise<readonly Update[]>
}

export function createShelf(db: Database): Shelf {
  return {
    put: async (updates) => {
      const data = updates.map((update) => ({ updateId: BigInt(update.update_id), body: withoutSecrets(update) }))
      await db.telegramUpdate.createMany({ data, skipDuplicates: true })
    },
    drop: async (updates) => {
      await db.telegramUpdate.deleteMany({ where: { updateId: { in: updates.map(BigInt) } } })
    },
    all: async () => {
      const rows = await db.telegramUpdate.findMany({ orderBy: { updateId: 'asc' } })
      return rows.map(({ body }) => body as unknown as Update)
    },
  }
}

/** Wherever words are: in what is said, changed, stands beside a picture, is answered to, or has the button that was pressed. */
const withoutSecrets = (update: Update): object =>
  JSON.parse(JSON.stringify(update), (key, value) =>
    (key === 'text' || key === 'caption') && typeof value === 'string' ? withoutCodes(value) : value,
  )

/** What follows these words is the code, whatever it looks like: a link that the company's site signed, or signs with spaces between them. */
const COMMANDED = /^(\/(?:start|link|join)(?:@\w+)?)\s+(?!do-).*$/is
/** What a text that is read as a code begins with, if it is more than the code. */
const WORD = /^(?:\p{L}+(?=[\s:：])|\p{Script=Han}+)/u
/**
 * A code as we write it, or in one piece, in its own alphabet, which hardly a word keeps to. A number alone is an order's, and so is what has
 * four digits in a row in one piece: a reference that came back shortened would be believed.
 */
const CODE =
  /\b(?:S-)?(?!\d{4}-\d{4}-\d{3}\b)(?:[\dA-HJKMNP-TV-Z]{4}-[\dA-HJKMNP-TV-Z]{4}-[\dA-HJKMNP-TV-Z]{3}|(?=\w*\d)(?!\w*\d{4})[\dA-HJKMNP-TV-Z]{11})\b/gi
const NO_HOUSE = { methods: [], currency: 'XXX' }

/** What was said without the codes in it. */
export function withoutCodes(said: string): string {
  if (COMMANDED.test(said)) return said.replace(COMMANDED, '$1')
  const { command = '', input } = recognise(said, NO_HOUSE) ?? {}
  if (CODED.has(command) && /[A-Z]/i.test(String(input?.code ?? ''))) return WORD.exec(said)?.[0] ?? ''
  const left = said.replace(CODE, '')
  return left === said ? said : left.trim()
}
const CODED: ReadonlySet<string> = new Set(['link', 'join'])
