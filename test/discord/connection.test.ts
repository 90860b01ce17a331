import { Writable } from 'node:stream'
import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testBot } from '../support/bot.ts'
import { testDatabase } from '../support/database.ts'
import { wordsOf } from '../support/discord/shown.ts'
import { discordPeople, discordStage, GENERAL, populated, type StageOptions, USERS } from '../support/discord/stage.ts'
import { TOKEN } from '../support/discord/world.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
const said: string[] = []
const log = pino(
  {},
  new Writable({
    write: (line, _, done) => {
      said.push(String(line))
      done()
    },
  }),
)

beforeAll(async () => {
  database = await testDatabase()
  await discordPeople(database.db)
  for (const { id } of await database.db.customer.findMany()) await createLedger(database.db).openWallet(id, 'CNY')
})
afterAll(() => database.close())

/** A life of the adapter, and its end. */
async function life(how: Pick<StageOptions, 'shards' | 'token'>, then: (stage: Awaited<ReturnType<typeof discordStage>>) => Promise<void>) {
  const { bot } = testBot({ db: database.db, ledger: createLedger, commands })
  const discord = await populated()
  discord.gateway.shards = how.shards ?? 1
  const stage = await discordStage({ db: database.db, databaseUrl: database.url, bot, commands, discord, log, ...how })
  try {
    await then(stage)
  } finally {
    await stage.close()
    await discord.close()
  }
}
const answered = (stage: Awaited<ReturnType<typeof discordStage>>, user: string): number =>
  stage.world.seenBy(user).filter((message) => /CNY 0\.00|0\.00/.test(wordsOf(message))).length

test('a line that breaks, and one that Discord ends, is taken up again, and nothing of the gap is lost', () =>
  life({}, async (stage) => {
    for (const [index, how] of (['broken', 'reconnect'] as const).entries()) {
      stage.discord.gateway.drop(how)
      stage.hands.command(USERS.amy, 'balance')
      await stage.settled()
      expect([answered(stage, USERS.amy), stage.discord.gateway.resumed()]).toEqual([index + 1, index + 1])
    }
    expect(stage.discord.gateway.identified()).toBe(1)
  }))

test('a session that Discord no longer knows begins anew', () =>
  life({}, async (stage) => {
    stage.discord.gateway.drop('invalid')
    await vi.waitFor(() => expect(stage.discord.gateway.identified()).toBe(2), { timeout: 15_000 })
    stage.hands.command(USERS.amy, 'balance')
    await stage.settled()
    expect(answered(stage, USERS.amy)).toBe(1)
  }))

test('with two shards servers and direct messages are all heard', () =>
  life({ shards: 2 }, async (stage) => {
    stage.hands.command(USERS.amy, 'balance')
    stage.hands.command(USERS.lee, 'help', {}, { channel: GENERAL })
    stage.world.addGuild('1184001104194304001', [USERS.lin])
    await stage.settled()
    expect([answered(stage, USERS.amy), stage.world.seenBy(USERS.lee).length]).toEqual([1, 1])
    expect(stage.discord.gateway.identified()).toBe(2)
  }))

test.each([
  ['at the start', async () => undefined, { token: `${TOKEN.slice(0, -5)}wrong` }],
  ['in mid-life', async (stage: Awaited<ReturnType<typeof discordStage>>) => stage.discord.gateway.drop(4004), {}],
] as const)('a token that Discord refuses %s ends this adapter alone, which says what to do', (_, happens, how) =>
  life(how, async (stage) => {
    said.length = 0
    await happens(stage)
    if (!('token' in how)) while (!said.some((line) => line.includes('DISCORD_TOKEN'))) await new Promise(setImmediate)
    expect(stage.discord.gateway.connected()).toBe(0)
    expect(said.join('')).not.toContain(TOKEN)
  }),
)

test('stopping waits for the answer that is under way', () =>
  life({}, async (stage) => {
    stage.hands.command(USERS.amy, 'balance')
    await stage.discord.gateway.delivered()
    await stage.adapter.stop()
    expect(answered(stage, USERS.amy)).toBe(1)
  }))

test('stopping while it still connects leaves no connection behind', () =>
  life({ token: TOKEN }, async (stage) => {
    await stage.adapter.stop()
    expect(stage.discord.gateway.connected()).toBe(0)
  }))
