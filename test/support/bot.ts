import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import pino from 'pino'
import { openAccount } from '../../src/billing/customers.ts'
import type { Methods } from '../../src/billing/methods.ts'
import { enrolDesk } from '../../src/billing/staff.ts'
import { type Answer, type Bot, createBot } from '../../src/bot.ts'
import type { Command } from '../../src/command.ts'
import { commands } from '../../src/commands/index.ts'
import type { Config } from '../../src/config.ts'
import type { Database, FullDb } from '../../src/db.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'
import type { StaffPlace } from '../../src/outbox.ts'
import type { Screenshot } from '../../src/pictures/index.ts'
import type { Block, Call, Reply } from '../../src/reply.ts'
import type { Room } from '../../src/room.ts'
import type { IncomingFile, Update } from '../../src/update.ts'
import { decodeCall, encodeCall } from '../../src/wire.ts'

/** A configuration for tests: CNY, Shanghai, English; overridden as given. */
export const testConfig = (over: Partial<Config> = {}): Config => ({
  dataDir: '/nonexistent',
  http: { host: '127.0.0.1', port: 0 },
  brand: 'Raindrop',
  secrets: [],
  currency: 'CNY',
  zone: 'Asia/Shanghai',
  locale: 'en',
  staffLocale: 'en',
  minRecharge: money(1n, 'CNY'),
  // Decisions are told at once, and nothing is large, unless a test says so.
  undoSeconds: 0,
  confirmAbove: money(1_000_000_000_00n, 'CNY'),
  secondAbove: money(1_000_000_000_00n, 'CNY'),
  hours: {
    zone: 'Asia/Shanghai',
    week: Array.from({ length: 7 }, () => [{ from: 9 * 60, to: 23 * 60 }]),
    holidays: [],
    settlement: 8 * 60,
    answer: { within: 30, each: 2 },
  },
  quiet: { from: 22 * 60, to: 7 * 60 },
  remindMinutes: 30,
  links: {},
  openAccounts: false,
  demo: false,
  web: { enabled: true },
  backup: { at: '03:30', keep: 14, s3: { url: 'https://s3.amazonaws.com', region: 'us-east-1' } },
  pictureDays: undefined,
  leastFree: 0,
  logLevel: 'silent',
  ...over,
})

/** Who sends, in tests: platform "test", private chat. */
export interface Chatter {
  /** Types a text, perhaps with files. */
  says(text: string, files?: readonly IncomingFile[]): Promise<Seen>
  /** Sends a form, or runs a command with input as entered. `id`: the platform's event id, for redelivery. */
  sends(command: string, input?: Record<string, string>, files?: Record<string, readonly IncomingFile[]>, id?: string): Promise<Seen>
  /** Presses a button of an earlier answer, found by its label or command. */
  presses(seen: Seen, button: string, id?: string): Promise<Seen>
}

/** An answer as a person sees it. */
export interface Seen extends Answer {
  /** Every word shown, values formatted, one line per fact or row. */
  readonly text: string
  readonly buttons: readonly string[]
}

export interface TestBot {
  readonly bot: Bot
  chatter(
    userId: string,
    over?: { platform?: string; locale?: string; name?: string; private?: boolean; place?: string; desk?: boolean },
  ): Chatter
}

/** The real bot over a real database, with a clock that the test sets. */
export function testBot(how: {
  db: Database
  ledger: (db: FullDb) => Ledger
  methods?: Methods
  config?: Partial<Config>
  commands?: readonly Command[]
  clock?: () => Date
  screenshot?: (bytes: Uint8Array) => Promise<Screenshot>
  room?: Room
  log?: pino.Logger
  /** Staff chats; one of the platform "test" by default. */
  places?: readonly StaffPlace[]
}): TestBot {
  const bot = createBot({
    config: testConfig(how.config),
    db: how.db,
    methods: how.methods ?? [],
    commands: how.commands ?? commands,
    ledger: how.ledger,
    screenshot: how.screenshot ?? (() => Promise.reject(new Error('this test hands in no pictures'))),
    room: how.room,
    places: how.places ?? [{ platform: 'test', chat: 'staff' }],
    clock: how.clock ?? (() => new Date()),
    log: how.log ?? pino({ level: 'silent' }),
    openAccount,
    enrol: enrolDesk,
  })
  return {
    bot,
    chatter: (userId, over = {}) => {
      const update = (act: Update['act'], id: string = randomUUID()): Update => ({
        platform: over.platform ?? 'test',
        id,
        from: {
          workspace: '',
          userId,
          name: over.name ?? userId,
          chat: userId,
          ...(over.locale ? { locale: over.locale } : {}),
          ...(over.place ? { place: over.place } : {}),
          ...(over.desk ? { desk: true } : {}),
        },
        private: over.private ?? true,
        act,
      })
      const sends: Chatter['sends'] = async (command, input = {}, files = {}, id) =>
        seen(await bot.handle(update({ type: 'call', command, input, files }, id)), how.commands)
      return {
        says: async (text, files = []) => seen(await bot.handle(update({ type: 'text', text, files })), how.commands),
        sends,
        presses: (shown, button, id) => {
          const found = shown.reply.actions.find(
            (action): action is Call =>
              action.type === 'call' && (action.command === button || formatText(action.label, shown.viewer) === button),
          )
          if (!found) throw new Error(`no button ${button} among: ${shown.buttons.join(', ')}`)
          return sends(found.command, { ...found.input }, {}, id)
        },
      }
    },
  }
}

/** An answer with its words spelled out. Every button of every answer in every test is put on the wire and taken off it. */
export function seen(answer: Answer, known: readonly Command[] = commands): Seen {
  checkButtons(answer.reply, known)
  return {
    ...answer,
    text: wordsOf(answer.reply, answer.viewer),
    buttons: answer.reply.actions.map((action) => formatText(action.label, answer.viewer)),
  }
}

/** Throws when a button does not come back from the wire as the same call. */
export function checkButtons(reply: Reply, known: readonly Command[] = commands): void {
  const byName = new Map(known.map((command) => [command.name, command]))
  for (const action of reply.actions) {
    if (action.type !== 'call') continue
    const back = decodeCall(encodeCall(action, byName), byName)
    if (!isDeepStrictEqual(back, { command: action.command, input: action.input, ...(action.card ? { card: true } : {}) }))
      throw new Error(`the button ${action.command} ${JSON.stringify(action.input)} comes back as ${JSON.stringify(back)}`)
  }
}

/** Every word of a reply, formatted for the viewer. */
export function wordsOf(reply: Reply, viewer: Viewer): string {
  const form = reply.form
    ? [
        formatText(reply.form.title, viewer),
        ...reply.form.questions.flatMap((q) => [q.label, q.problem ? formatText(q.problem, viewer) : '']),
      ]
    : []
  return [...reply.blocks.flatMap((block) => blockWords(block, viewer)), ...form].filter(Boolean).join('\n')
}

function blockWords(block: Block, viewer: Viewer): string[] {
  switch (block.type) {
    case 'title':
    case 'text':
    case 'notice':
      return [formatText(block.text, viewer)]
    case 'list':
      return block.items.map((item) => formatText(item, viewer))
    case 'facts':
      return block.facts.map((fact) => `${fact.label}: ${formatText(fact.value, viewer)}`)
    case 'table':
      return [
        formatText(block.caption, viewer),
        block.columns.map((column) => column.label).join(' | '),
        ...block.rows.map((row) => row.map((cell) => formatText(cell, viewer)).join(' | ')),
      ]
    case 'image':
      return [formatText(block.alt, viewer)]
    case 'file':
      return [formatText(block.label, viewer)]
  }
}
