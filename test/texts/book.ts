import type { LocaleName, Texts } from '../../locales/index.ts'
import { locales } from '../../locales/index.ts'
import { loadMethods } from '../../src/billing/methods.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import { money } from '../../src/money.ts'
import { viewerOf } from '../../src/people.ts'
import type { Reply } from '../../src/reply.ts'
import type { IncomingFile } from '../../src/update.ts'
import { type Chatter, type Seen, testConfig } from '../support/bot.ts'
import { type Counter, counter } from '../support/counter.ts'
import { readable } from '../support/readable.ts'
import { PLATFORMS } from './drawn.ts'

/** What is played in one language, and written down: the counter as it comes, with its own methods. */
export interface Book {
  readonly house: Counter
  readonly locale: LocaleName
  readonly t: Texts
  chapter(name: string): void
  /** Writes a reply down that was made elsewhere. */
  shows(what: string, reply: Reply): void
  /** Lines that are no reply. */
  lists(lines: readonly string[]): void
  /** A customer with one linked chat, who speaks the book's language. */
  customer(number: string, name?: string): Promise<Teller>
  staff(name: string, role?: 'agent' | 'lead' | 'admin', limit?: bigint): Promise<Teller>
  /** Somebody unknown, or another chat of somebody. */
  chat(user: string, name: string): Teller
  minutesLater(minutes: number): void
  readonly text: () => string
  /** The same as it looks on a platform. */
  readonly textOn: (platform: string) => string
}

/** A person whose every step is written down, with what they read and what others then heard. */
export interface Teller {
  says(text: string, files?: readonly IncomingFile[]): Promise<Seen>
  sends(command: string, input?: Record<string, string>, files?: Record<string, readonly IncomingFile[]>): Promise<Seen>
  /** By label or command. */
  presses(seen: Seen, button: string): Promise<Seen>
  /** The same without writing it down. */
  readonly quietly: Chatter
}

export const ZONES: Readonly<Record<LocaleName, string>> = { en: 'Asia/Shanghai', 'zh-CN': 'Asia/Shanghai', 'zh-HK': 'Asia/Hong_Kong' }

const SUPPORT = 'https://support.example.com/'

/** Opens a counter of its own in a language. Close `book.house`. */
export async function openBook(locale: LocaleName): Promise<Book> {
  const config = { locale, staffLocale: locale, zone: ZONES[locale], supportUrl: SUPPORT, secondAbove: money(500_000n, 'CNY') }
  const house = await counter(config, loadMethods(undefined, { currency: 'CNY', minRecharge: money(1n, 'CNY') }))
  const pages: string[] = []
  const drawn = new Map(Object.keys(PLATFORMS).map((platform) => [platform, [] as string[]]))
  /** Writes a reply down, as it is meant and as it looks. */
  const write = (head: string, reply: Reply, viewer: Viewer): void => {
    pages.push(head, readable(reply, viewer))
    for (const [platform, draw] of Object.entries(PLATFORMS)) drawn.get(platform)?.push(head, draw(reply, viewer))
  }
  const viewer = (): Viewer => viewerOf(testConfig(config), house.now)
  let heard = 0n
  const notices = async (): Promise<void> => {
    const rows = await house.db.notice.findMany({
      where: { id: { gt: heard } },
      include: { identity: { include: { customer: true } } },
      orderBy: { id: 'asc' },
    })
    for (const { id, identity, reply } of rows) {
      write(`→ notice to ${identity ? identity.name || identity.userId : 'the staff chats'}`, reply as unknown as Reply, viewer())
      heard = id
    }
  }
  const teller = (name: string, chatter: Chatter): Teller => {
    const wrote = async (what: string, seen: Seen): Promise<Seen> => {
      write(`#### ${name} ${what}`, seen.reply, seen.viewer)
      await notices()
      return seen
    }
    return {
      quietly: chatter,
      says: async (text, files) => wrote(text ? `types: ${text}` : 'sends a picture', await chatter.says(text, files)),
      sends: async (command, input = {}, files = {}) =>
        wrote(
          `sends: ${[command, ...Object.entries(input).map(([key, value]) => `${key}=${value}`)].join(' ')}`,
          await chatter.sends(command, input, files),
        ),
      presses: async (seen, button) => wrote(`presses: ${labelOf(seen, button)}`, await chatter.presses(seen, button)),
    }
  }
  return {
    house,
    locale,
    t: locales[locale],
    chapter: (name) => [pages, ...drawn.values()].forEach((book) => void book.push(`## ${name}`)),
    shows: (what, reply) => write(`#### ${what}`, reply, viewer()),
    lists: (lines) => void pages.push(lines.map((line) => `- ${line}`).join('\n')),
    customer: async (number, name = '陳家欣') => {
      const chatter = await house.customer(number)
      await house.db.customer.update({ where: { number }, data: { name } })
      return teller(number, chatter)
    },
    staff: async (name, role, limit) => teller(name, await house.staff(name, role, limit)),
    chat: (user, name) => teller(name, house.chatter(user, { name })),
    minutesLater: (minutes) => {
      house.now = new Date(house.now.getTime() + minutes * 60_000)
    },
    text: () => `${pages.join('\n\n')}\n`,
    textOn: (platform) => `${drawn.get(platform)?.join('\n\n')}\n`,
  }
}

function labelOf(seen: Seen, button: string): string {
  const found = seen.reply.actions.find((action) => action.type === 'call' && action.command === button)
  return found ? formatText(found.label, seen.viewer) : button
}
