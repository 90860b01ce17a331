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
import { type Settings, STAFF_CHANNEL, slackPeople, slackStage, USERS } from './stage.ts'
import type { Message, View } from './workspace.ts'

/** A screenshot as a telephone makes it. */
export const SHOT = { name: 'shot.png', bytes: new Uint8Array(fixture('screenshots/s1_success_light.png')) }

/** The product's commands and jobs behind the Slack adapter, with customers lin and amy, and staff wang and lee. */
export async function slackHouse(how: Settings = {}) {
  const { db, url, close } = await testDatabase(20)
  await slackPeople(db)
  for (const { id } of await db.customer.findMany()) await createLedger(db).openWallet(id, 'CNY')
  const places = [{ platform: 'slack', chat: STAFF_CHANNEL }]
  const { bot } = testBot({ db, ledger: createLedger, methods: METHODS, screenshot: readScreenshot, places })
  const stage = await slackStage({ db, databaseUrl: url, bot, commands, ...how })
  const { space, hands } = stage
  const log = pino({ level: 'silent' })
  const chats = [stage.adapter.chat]
  const jobs = await runJobs({ config: testConfig(), db, methods: METHODS, ledger: createLedger, chats, clock: () => new Date(), log }, url)

  const direct = (person: keyof typeof USERS): readonly Message[] => {
    const { direct: channel } = space.people.get(USERS[person]) ?? { direct: '' }
    return space.messages.filter((message) => message.channel === channel)
  }
  const last = <T>(list: readonly T[]): T => {
    const found = list.at(-1)
    if (found === undefined) throw new Error('there is nothing')
    return found
  }
  return {
    ...stage,
    db,
    bot,
    direct,
    lastDirect: (person: keyof typeof USERS) => last(direct(person)),
    staffMessages: () => space.messages.filter(({ channel }) => channel === STAFF_CHANNEL),
    /** Cards: what everybody in the staff channel sees. */
    cards: () => space.messages.filter(({ channel, only }) => channel === STAFF_CHANNEL && only === undefined),
    window: (person: keyof typeof USERS): View => last([...space.views.values()].filter(({ user }) => user === USERS[person])),
    windows: (person: keyof typeof USERS) => [...space.views.values()].filter(({ user }) => user === USERS[person]),
    balance: async (number: string) => {
      const { id } = await db.customer.findUniqueOrThrow({ where: { number } })
      return toMajor(await createLedger(db).balance(wallet(id), 'CNY'))
    },
    /** A charge of CNY 1.50, with the money for it. */
    spends: async (customerId: bigint, product: string): Promise<void> => {
      const amount = money(150n, 'CNY')
      const common = { amount, actor: 'test', source: 'test', occurredAt: new Date() }
      await createLedger(db).post(`for ${product}`, [{ ...common, from: 'adjustments', to: wallet(customerId), kind: 'adjustment' }])
      await createLedger(db).post(product, [{ ...common, from: wallet(customerId), to: 'revenue', kind: 'cost', product }])
    },
    /** A claim by amy, from the form to its number. */
    claims: async (reference: string): Promise<string> => {
      await hands.command(USERS.amy, 'ticket')
      await stage.settled()
      const form = last([...space.views.values()].filter(({ user }) => user === USERS.amy))
      await hands.submits(USERS.amy, form, { amount: '128', at: 'now', tail: '6217', reference }, { pictures: [SHOT] })
      await stage.settled()
      await hands.presses(USERS.amy, last(direct('amy')), 'Submit')
      await stage.settled()
      const ticket = await db.ticket.findFirstOrThrow({ where: { reference }, orderBy: { id: 'desc' } })
      return String(ticket.id)
    },
    /** Waits until something is so: jobs run when they run. */
    until: (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 50 }),
    /** Retries wait seconds by design; a test may not. */
    hurry: () => db.$executeRaw`update graphile_worker._private_jobs set run_at = now() where locked_at is null`,
    end: async () => {
      await jobs?.stop()
      await stage.close()
      await close()
    },
  }
}

export type SlackHouse = Awaited<ReturnType<typeof slackHouse>>

/** What a message says, and which buttons it has. */
export const saysOf = ({ blocks }: Message): string => wordsOf(blocks)
export const buttonsIn = ({ blocks }: Message): readonly string[] => buttonsOf(blocks).calls
