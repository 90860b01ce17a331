import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'
import { purser, type Running, spawnPurser } from './cli.ts'
import { testDatabase } from './database.ts'
import { createHands as discordHands } from './discord/hands.ts'
import { buttonsOf as buttonsOnDiscord, picturesOf as picturesOnDiscord, wordsOf as wordsOnDiscord } from './discord/shown.ts'
import { STAFF_CHANNEL as CLAIMS, USERS as DISCORD, populated as discordWith } from './discord/stage.ts'
import { TOKEN as DISCORD_TOKEN } from './discord/world.ts'
import { fixture } from './images.ts'
import { APP_TOKEN, BOT_TOKEN } from './slack/api.ts'
import { createHands as slackHands } from './slack/hands.ts'
import { buttonsOf, picturesOf, wordsOf } from './slack/shown.ts'
import { USERS as SLACK, STAFF_CHANNEL, populated as slackWith } from './slack/stage.ts'
import { TEAM } from './slack/workspace.ts'
import { createHands as telegramHands } from './telegram/hands.ts'
import { STAFF_GROUP, USERS as TELEGRAM, populated as telegramWith } from './telegram/stage.ts'
import { TOKEN } from './telegram/world.ts'

/** A card's own number; further down it names others, whose picture is the same. */
const headOf = (words: string): string => words.split('\n')[0] ?? ''

/** A screenshot as a telephone makes it, of a payment of CNY 128. */
const SHOT = { name: 'shot.png', bytes: new Uint8Array(fixture('screenshots/s1_success_light.png')) }

/** One staff chat's copy of a card, as it now stands. */
export interface Copy {
  readonly words: string
  readonly buttons: readonly string[]
  readonly pictures: number
  /** Presses one of its buttons: resolves when the platform has it to deliver, or has delivered it. */
  press(label: string): Promise<unknown>
}

/**
 * A company on a database of its own: its customer amy on Telegram, its staff in a chat of every platform, all of it on working
 * doubles, and Purser's real processes between them. `close` it in `afterAll`.
 */
export async function company() {
  const { db, url, close } = await testDatabase()
  const [telegram, slack, discord] = await Promise.all([telegramWith(), slackWith(), discordWith()])
  const onTelegram = telegramHands(telegram)
  const onSlack = slackHands(slack)
  const onDiscord = discordHands(discord)
  const running = new Set<Running>()
  const env = {
    DATABASE_URL: url,
    PURSER_HTTP_PORT: '0',
    PURSER_LOCALE: 'en',
    PURSER_UNDO_SECONDS: '0',
    PURSER_METHODS: fileURLToPath(new URL('../../config/methods.json', import.meta.url)),
    TELEGRAM_TOKEN: TOKEN,
    TELEGRAM_API_URL: telegram.apiUrl,
    TELEGRAM_STAFF_CHAT: String(STAFF_GROUP),
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_APP_TOKEN: APP_TOKEN,
    SLACK_API_URL: slack.apiUrl,
    SLACK_STAFF_CHANNEL: STAFF_CHANNEL,
    DISCORD_TOKEN,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_STAFF_CHANNEL: CLAIMS,
  }
  const until = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 60_000, interval: 50 })

  async function run(...args: readonly string[]): Promise<Record<string, unknown>> {
    const { code, out, err } = await purser(env, ...args, '--json')
    if (code !== 0) throw new Error(`purser ${args.join(' ')} ended with ${code}:\n${out}${err}`)
    return JSON.parse(out)
  }

  /** Amy's private chat: what Purser wrote, and how she answers. */
  const written = () => telegram.world.messages.filter(({ chat, from }) => chat === TELEGRAM.amy && from === 0)
  const says = (text: string): void => onTelegram.says(TELEGRAM.amy, text)
  const presses = (label: string): void => {
    const last = written().at(-1)
    if (!last) throw new Error('nothing was written to amy yet')
    onTelegram.presses(TELEGRAM.amy, last, label)
  }
  /** Does `then` as soon as Purser has written `words` last. */
  async function when(words: string, then: () => void): Promise<void> {
    await until(() => expect(written().at(-1)?.text).toMatch(new RegExp(`^${words}`, 'm')))
    then()
  }

  const self = {
    db,
    screenshot: SHOT.bytes,
    telegram,
    slack,
    discord,
    until,
    run,
    says,
    /** What Purser wrote to amy, in order. */
    told: () => written().map(({ text }) => text),
    /** Starts one more process of Purser, and waits until it is ready. `more`: of its environment. */
    start: async (more: Readonly<Record<string, string>> = {}): Promise<Running> => {
      const process = spawnPurser({ ...env, ...more }, ['start'])
      running.add(process)
      void process.ended.then(() => running.delete(process))
      await process.says('Purser is ready at ')
      return process
    },
    /** Amy becomes a customer and links her chat; lee, wang and chan become staff. A process must be running. */
    opens: async (): Promise<void> => {
      await run('customer', 'add', '--number', '10455', '--name', 'Amy')
      await run('staff', 'add', '--platform', 'slack', '--workspace', TEAM, '--user', SLACK.lee, '--role', 'lead', '--name', 'Lee')
      await run('staff', 'add', '--platform', 'telegram', '--user', String(TELEGRAM.wang), '--role', 'lead', '--name', 'Wang')
      await run('staff', 'add', '--platform', 'discord', '--user', DISCORD.lee, '--role', 'lead', '--name', 'Chan')
      await run('deploy-commands')
      const { code } = await run('link-code', '10455')
      says(`/link ${code}`)
      await when('Is this your account', () => presses('Link this account'))
      await until(async () => expect(await db.identity.count({ where: { customer: { number: '10455' } } })).toBe(1))
    },
    /** Amy hands the screenshot in, answers what she is asked, and sends it, after `before`. Resolves with the number of her claim. */
    claims: async (reference: string, before = (): void => undefined): Promise<string> => {
      onTelegram.sends(TELEGRAM.amy, SHOT)
      await when('Is this a screenshot of a payment', () => presses('Yes, I have paid'))
      await when('Amount you entered when paying$', () => says('128'))
      await when('When did you pay', () => presses('Just now'))
      await when('Please check before you send it', () => presses('Edit or add'))
      await when('Is this right', () => presses('Order number'))
      await when('Order number$', () => says(reference))
      await when(`Please check before you send it[^]*${reference}`, before)
      presses('Submit')
      await when('We have your screenshot', () => undefined)
      const { id } = await db.ticket.findFirstOrThrow({ where: { reference } })
      return String(id)
    },
    /** The copies of a claim's card, by platform. */
    copies: (ticket: string): Readonly<Record<'slack' | 'telegram' | 'discord', readonly Copy[]>> => ({
      slack: slack.space.messages
        .filter(({ channel, only, blocks }) => channel === STAFF_CHANNEL && only === undefined && headOf(wordsOf(blocks)).includes(ticket))
        .map((message) => ({
          words: wordsOf(message.blocks),
          buttons: buttonsOf(message.blocks).calls,
          pictures: picturesOf(message.blocks).length,
          press: (label) => onSlack.presses(SLACK.lee, message, label),
        })),
      telegram: telegram.world.messages
        .filter(({ chat, only, text }) => chat === STAFF_GROUP && only === undefined && headOf(text).includes(ticket))
        .map((message) => ({
          words: message.text,
          buttons: telegram.world.buttons(message).map(({ text }) => String(text)),
          pictures: [message.photo, message.document].filter(Boolean).length,
          press: async (label) => onTelegram.presses(TELEGRAM.wang, message, label),
        })),
      discord: discord.world.messages
        .filter((message) => message.channel === CLAIMS && message.only === undefined && headOf(wordsOnDiscord(message)).includes(ticket))
        .map((message) => ({
          words: wordsOnDiscord(message),
          buttons: buttonsOnDiscord(message.components).calls,
          pictures: picturesOnDiscord(message).length,
          press: async (label) => onDiscord.presses(DISCORD.lee, message, label),
        })),
    }),
    /** Somebody of a platform asks for help: resolves when it was answered there. */
    helps: {
      discord: async (): Promise<void> => {
        const before = discord.world.seenBy(DISCORD.lee).length
        await until(() => {
          // What nobody is connected to hear is lost: whoever waits asks again.
          onDiscord.command(DISCORD.lee, 'help')
          expect(discord.world.seenBy(DISCORD.lee).length).toBeGreaterThan(before)
        })
      },
      slack: async (): Promise<void> => {
        const before = slack.space.messages.length
        await onSlack.command(SLACK.lee, 'help')
        await until(() => expect(slack.space.messages.length).toBeGreaterThan(before))
      },
      telegram: async (): Promise<void> => {
        const before = written().length
        says('help')
        await until(() => expect(written().length).toBeGreaterThan(before))
      },
    },
    /** In CNY, as an operator is told. */
    balance: async (): Promise<string> => ((await run('customer', 'show', '10455')).balance as { amount: string }).amount,
    close: async () => {
      for (const { child, ended } of running) {
        child.kill('SIGKILL')
        await ended
      }
      await discord.close()
      await slack.close()
      await telegram.close()
      await close()
    },
  }
  return self
}

export type Company = Awaited<ReturnType<typeof company>>
