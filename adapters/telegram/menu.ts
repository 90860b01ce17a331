import type { BotCommand, ReplyKeyboardMarkup } from 'grammy/types'
import type { Logger } from 'pino'
import { LOCALES, type LocaleName, locales, type Texts } from '../../locales/index.ts'
import type { Command } from '../../src/command.ts'
import type { Database } from '../../src/db.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Act } from '../../src/update.ts'
import { commandIn } from '../../src/words/recognise.ts'
import { PLATFORM } from './answer.ts'
import type { Client } from './client.ts'
import { menuName } from './parse.ts'
import { html, short, spansOf } from './spans.ts'

/** What a person can do decides what their menu offers. */
type Kind = 'stranger' | 'customer' | 'staff' | 'both'

/** The menus of all chats, and of each private chat. */
export interface Menu {
  /** Tells Telegram the commands of every kind of chat, in every language it tells apart. */
  publish(staffChat: number | undefined): Promise<void>
  /** Sees to it that a private chat has the menu and the keyboard of its person's language, if it can. `anew`: the keyboard is sent in any case. */
  fit(user: number, viewer: Viewer, anew?: boolean): Promise<void>
  /** Whether this chat may have no menu yet: it has one before it is answered. */
  isNew(user: number): boolean
  /** Notes where an answer, or others meanwhile, may have changed a person's language and rights. */
  saw(user: number, viewer: Viewer, act: Act): void
  /** Fits the menu where that was so. */
  refit(user: number): Promise<void>
}

/** Telegram's language codes have two letters: one menu for both Chinese scripts. */
const LANGUAGES: Readonly<Record<string, (house: LocaleName) => LocaleName>> = {
  en: () => 'en',
  zh: (house) => (house.startsWith('zh') ? house : 'zh-CN'),
}

/** Commands whose answer may change what a person's menu should be. */
const CHANGES_MENU: ReadonlySet<string> = new Set(['language', 'link-confirm', 'unlink-confirm', 'join'])
/** So long, in milliseconds, a menu counts as the right one: others may have given this person a right or taken it, from their chat or the command line. */
const FITS = 600_000
/** One that could not be looked at is looked at again after so long, in milliseconds. */
const AGAIN = 60_000
/** Before a menu whose keyboard stands and whose commands Telegram has not taken yet. */
const UNLISTED = '?'

const KEYS: Readonly<Record<Kind, readonly (readonly (keyof Texts['common']['commands'])[])[]>> = {
  stranger: [['link'], ['settings', 'help']],
  customer: [
    ['balance', 'recharge'],
    ['costs', 'ticket'],
    ['tickets', 'help'],
  ],
  staff: [
    ['queue', 'show'],
    ['settings', 'help'],
  ],
  both: [
    ['balance', 'recharge'],
    ['ticket', 'tickets'],
    ['queue', 'help'],
  ],
}

export function createMenu(how: {
  readonly client: Client
  readonly db: Database
  readonly commands: readonly Command[]
  readonly clock: () => Date
  readonly house: { readonly locale: LocaleName; readonly staffLocale: LocaleName; readonly brand: string; readonly openAccounts: boolean }
  readonly log: Logger
}): Menu {
  const { client, db, commands, house, log, clock } = how
  const known = new Map<number, { readonly menu: string; readonly until: number }>()
  const changed = new Map<number, Viewer>()
  const listed = (kind: Kind | 'anybody', locale: LocaleName, whispers = false): BotCommand[] =>
    commands
      .filter((command) => command.menu && offered(command, kind))
      .map(({ name }) => ({ command: menuName(name), description: describe(name, locale), ...(whispers ? { is_ephemeral: true } : {}) }))

  async function kindOf(user: number): Promise<Kind> {
    const identity = await db.identity.findFirst({ where: { platform: PLATFORM, userId: String(user) }, include: { staff: true } })
    const staff = identity?.staff ? identity.staff.removedAt === null : false
    const customer = identity?.customerId != null || (house.openAccounts && !staff)
    if (staff) return customer ? 'both' : 'staff'
    return customer ? 'customer' : 'stranger'
  }

  return {
    publish: async (staffChat) => {
      const set = (list: BotCommand[], scope: object, language?: string) =>
        client.soon((api) => api.setMyCommands(list, { scope: scope as never, ...(language ? { language_code: language as never } : {}) }))
      for (const [language, choose] of [['', () => house.locale] as const, ...Object.entries(LANGUAGES)]) {
        const locale = choose(house.locale)
        await set(listed('anybody', locale), { type: 'all_private_chats' }, language)
        await set(
          listed('anybody', locale, true).filter(({ command }) => command !== 'link' && command !== 'unlink'),
          { type: 'all_group_chats' },
          language,
        )
      }
      if (staffChat !== undefined) await set(listed('staff', house.staffLocale, true), { type: 'chat', chat_id: staffChat })
    },
    isNew: (user) => !known.has(user),
    saw: (user, viewer, act) => {
      const before = known.get(user)
      if (!before) return
      const old = clock().getTime() >= before.until
      if (old || !before.menu.endsWith(`:${viewer.locale}`) || mayChange(act)) changed.set(user, viewer)
    },
    refit: async (user) => {
      const viewer = changed.get(user)
      if (!viewer) return
      changed.delete(user)
      return fitMenu(user, viewer)
    },
    fit: fitMenu,
  }

  async function fitMenu(user: number, viewer: Viewer, anew = false): Promise<void> {
    const chat = String(user)
    const held = known.get(user)
    try {
      const [kind, row] = await Promise.all([kindOf(user), db.telegramChat.findUnique({ where: { chat } })])
      const menu = `${kind}:${viewer.locale}`
      const before = row?.menu
      if (before === menu && !anew) return remember(user, menu)
      if (anew || before !== UNLISTED + menu) {
        const { telegram } = locales[viewer.locale]
        const words = before === undefined || anew ? telegram.welcome(house.brand) : telegram.keyboard
        const reply_markup = keyboardOf(kind, viewer.locale)
        await client.soon((api) => api.sendMessage(user, html(spansOf(words, viewer)), { parse_mode: 'HTML', reply_markup }))
      }
      // Telegram limits the commands more strictly than messages: they are tried again later, and nobody is welcomed twice.
      const taken = await list(user, kind, viewer.locale)
      await stands(user, taken ? menu : UNLISTED + menu)
    } catch (error) {
      if (held) remember(user, held.menu, AGAIN)
      else known.delete(user)
      log.info({ err: error }, 'a menu could not be set on Telegram')
    }
  }

  async function list(user: number, kind: Kind, locale: LocaleName): Promise<boolean> {
    try {
      return await client.soon((api) => api.setMyCommands(listed(kind, locale), { scope: { type: 'chat', chat_id: user } }))
    } catch (error) {
      log.info({ err: error }, 'the commands of a chat could not be set on Telegram')
      return false
    }
  }

  async function stands(user: number, menu: string): Promise<void> {
    const chat = String(user)
    remember(user, menu)
    await db.telegramChat.upsert({ where: { chat }, create: { chat, menu }, update: { menu } })
  }

  function remember(user: number, menu: string, fits = FITS): void {
    if (known.size >= 20_000) known.clear()
    known.set(user, { menu, until: clock().getTime() + fits })
  }
}

/** A code for a place at the desk is a text as a rule. */
const mayChange = (act: Act): boolean => CHANGES_MENU.has(act.type === 'call' ? act.command : (commandIn(act.text)?.command ?? ''))

/** The commands of everybody's private chats, as Telegram names them. */
export const privateNames = (commands: readonly Command[]): readonly string[] =>
  commands.filter((command) => command.menu && offered(command, 'anybody')).map(({ name }) => menuName(name))

const offered = ({ role, name }: Command, kind: Kind | 'anybody'): boolean => {
  const ofStaff = role !== 'anyone' && role !== 'customer'
  switch (kind) {
    case 'anybody':
      return !ofStaff
    case 'stranger':
      return role === 'anyone' && name !== 'unlink'
    case 'customer':
      return !ofStaff && name !== 'link'
    case 'staff':
      return role !== 'customer' && name !== 'link' && name !== 'unlink'
    case 'both':
      return name !== 'link'
  }
}

/** The name of a command in the reader's language, and what it does: Telegram shows it beside the command. */
function describe(name: string, locale: LocaleName): string {
  const t = locales[locale]
  const labels: Readonly<Record<string, string>> = t.common.commands
  const about: Readonly<Record<string, string>> = t.help.about
  const label = labels[name] ?? name
  const does = about[name]
  return short(does ? formatText(t.common.colon(label, [does]), { locale, zone: 'UTC', now: new Date(0) }) : label, 256)
}

function keyboardOf(kind: Kind, locale: LocaleName): ReplyKeyboardMarkup {
  const t = locales[locale]
  const keyboard = KEYS[kind].map((row) => row.map((name) => ({ text: t.common.commands[name] })))
  return { keyboard, resize_keyboard: true, is_persistent: true, input_field_placeholder: t.telegram.placeholder }
}

/** The command of a key of the keyboard, in any language: people have the keyboard of their last choice. */
export function keyOf(text: string): string | undefined {
  const found = LOCALES.flatMap((locale) => Object.entries(locales[locale].common.commands)).find(([, label]) => label === text.trim())
  return found?.[0]
}
