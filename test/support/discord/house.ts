import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { vi } from 'vitest'
import { commands } from '../../../src/commands/index.ts'
import { createLedger } from '../../../src/ledger/index.ts'
import { wallet } from '../../../src/ledger/types.ts'
import { money, toMajor } from '../../../src/money.ts'
import { readScreenshot } from '../../../src/pictures/index.ts'
import { testBot, testConfig } from '../bot.ts'
import { METHODS } from '../counter.ts'
import { testDatabase } from '../database.ts'
import { fixture } from '../images.ts'
import { runJobs } from '../jobs.ts'
import { buttonsOf, wordsOf } from './shown.ts'
import { discordPeople, discordStage, GENERAL, type Name, populated, STAFF_CHANNEL, type StageOptions, USERS } from './stage.ts'
import { BOT, type Message, type Modal } from './world.ts'

const CODE = fileURLToPath(new URL('../fixtures/screenshots/s1_success_light.png', import.meta.url))

/** A screenshot as a telephone makes it. */
export const SHOT = { name: 'shot.png', bytes: new Uint8Array(fixture('screenshots/s1_success_light.png')) }

/** The methods of payment, with a collection code that is there. */
const methods = METHODS.map((method) =>
  'codes' in method ? { ...method, codes: method.codes.map((code) => ({ ...code, picture: CODE })) } : method,
)

/** The product's commands and jobs behind the Discord adapter, with customers lin and amy, and staff wang and lee. */
export async function discordHouse(how: Pick<StageOptions, 'staffRoles' | 'shards' | 'log'> = {}) {
  const { db, url, close } = await testDatabase(20)
  await discordPeople(db)
  const ledger = createLedger(db)
  for (const { id } of await db.customer.findMany()) await ledger.openWallet(id, 'CNY')
  const places = [{ platform: 'discord', chat: STAFF_CHANNEL }]
  const { bot } = testBot({ db, ledger: createLedger, methods, screenshot: readScreenshot, places })
  const discord = await populated()
  const open = () => discordStage({ db, databaseUrl: url, bot, commands, discord, pictures: methods, ...how })
  let stage = await open()
  const { world } = discord
  const { hands } = stage
  const settled = () => stage.settled()
  const log = pino({ level: 'silent' })
  const chats = [stage.adapter.chat]
  const jobs = await runJobs({ config: testConfig(), db, methods, ledger: createLedger, chats, clock: () => new Date(), log }, url)

  const there = (channel: string): readonly Message[] => world.messages.filter((each) => each.channel === channel && each.from === BOT.id)
  const direct = (who: Name): readonly Message[] => there(world.people.get(USERS[who])?.dm ?? '')
  const last = <T>(list: readonly T[]): T => {
    const found = list.at(-1)
    if (found === undefined) throw new Error('there is nothing')
    return found
  }
  const runs = async (
    who: Name,
    ...given: Parameters<typeof hands.command> extends [string, ...infer Rest] ? Rest : never
  ): Promise<void> => {
    hands.command(USERS[who], ...given)
    await settled()
  }
  const presses = async (who: Name, message: Message, label: string): Promise<void> => {
    hands.presses(USERS[who], message, label)
    await settled()
  }
  const until = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 15_000, interval: 50 })
  const window = (who: Name): Modal => last(hands.windows(USERS[who]))
  const fills = async (
    who: Name,
    ...given: Parameters<typeof hands.submits> extends [string, Modal, ...infer Rest] ? Rest : never
  ): Promise<void> => {
    hands.submits(USERS[who], window(who), ...given)
    await settled()
  }
  return {
    db,
    discord,
    world,
    hands,
    settled,
    runs,
    presses,
    until,
    window,
    fills,
    direct,
    chat: () => stage.adapter.chat,
    lastDirect: (who: Name): Message => last(direct(who)),
    inGeneral: () => there(GENERAL),
    /** Cards: what everybody in the staff channel sees. */
    cards: () => there(STAFF_CHANNEL).filter(({ only }) => only === undefined),
    /** What one person alone sees there. */
    whispered: (who: Name, channel: string = STAFF_CHANNEL) => there(channel).filter(({ only }) => only === USERS[who]),
    /** Ends this life of the adapter and begins another on the same database and server. */
    restart: async (): Promise<void> => {
      await stage.close()
      stage = await open()
    },
    balance: async (number: string): Promise<string> => {
      const { id } = await db.customer.findUniqueOrThrow({ where: { number } })
      return toMajor(await ledger.balance(wallet(id), 'CNY'))
    },
    /** Charges of CNY 1.50 each, with the money for them. */
    spends: async (number: string, products: readonly string[]): Promise<void> => {
      const { id } = await db.customer.findUniqueOrThrow({ where: { number } })
      for (const product of products) {
        const common = { amount: money(150n, 'CNY'), actor: 'test', source: 'test', occurredAt: new Date() }
        await ledger.post(`for ${product}`, [{ ...common, from: 'adjustments', to: wallet(id), kind: 'adjustment' }])
        await ledger.post(product, [{ ...common, from: wallet(id), to: 'revenue', kind: 'cost', product }])
      }
    },
    /** A claim by amy, from the command to its card in the staff channel. */
    claims: async (reference: string): Promise<Message> => {
      await runs('amy', 'ticket', { reference })
      await fills('amy', { 'q:amount': '128', 'q:at': 'now' }, { 'q:pictures': [SHOT] })
      await presses('amy', last(direct('amy')), 'Submit')
      const { id } = await db.ticket.findFirstOrThrow({ where: { reference }, orderBy: { id: 'desc' } })
      return until(() => {
        const card = there(STAFF_CHANNEL).find((each) => each.only === undefined && headOf(each).includes(String(id)))
        if (!card) throw new Error('there is no card yet')
        return card
      })
    },
    /** Retries wait seconds by design; a test may not. */
    hurry: () => db.$executeRaw`update graphile_worker._private_jobs set run_at = now() where locked_at is null`,
    end: async () => {
      await jobs.stop()
      await stage.close()
      await discord.close()
      await close()
    },
  }
}

/** The card's own number; further down it names others, whose picture is the same. */
const headOf = (card: Message): string => wordsOf(card).split('\n')[0] ?? ''

export type DiscordHouse = Awaited<ReturnType<typeof discordHouse>>

/** The buttons that can be pressed. */
export const buttonsIn = ({ components }: Message): readonly string[] => buttonsOf(components).calls
