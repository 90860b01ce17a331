import { getEventListeners } from 'node:events'
import { Writable } from 'node:stream'
import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { interactive } from '../../adapters/discord/client.ts'
import { keepConnected } from '../../adapters/discord/connection.ts'
import { hold } from '../../adapters/discord/gateway.ts'
import type { Packet } from '../../adapters/discord/listen.ts'
import { wayThrough } from '../../adapters/proxy.ts'
import { commands } from '../../src/commands/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testBot } from '../support/bot.ts'
import { testDatabase } from '../support/database.ts'
import { wordsOf } from '../support/discord/shown.ts'
import { BODIES } from '../support/discord/spec.ts'
import { discordPeople, discordStage, GENERAL, populated, type StageOptions, USERS } from '../support/discord/stage.ts'
import { BOT, TOKEN } from '../support/discord/world.ts'

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

type Stage = Awaited<ReturnType<typeof discordStage>>
type Again = (more?: Pick<StageOptions, 'elect'>) => Promise<Stage>

/** An election that every process wins: two hold the same connection, as when one was taken for dead. */
const everybody: NonNullable<StageOptions['elect']> = (_name, serve) => {
  let end = async (): Promise<void> => undefined
  return {
    start: async () => {
      end = await serve(() => undefined)
    },
    stop: () => end(),
  }
}

/** A life of the adapter, and its end. `again`: another process on the same database, which the same Discord knows. */
async function life(how: Pick<StageOptions, 'shards' | 'token'>, then: (stage: Stage, again: Again) => Promise<void>) {
  const { bot } = testBot({ db: database.db, ledger: createLedger, commands })
  const discord = await populated()
  discord.gateway.shards = how.shards ?? 1
  const stages: Stage[] = []
  const open: Again = async (more = {}) => {
    const stage = await discordStage({ db: database.db, databaseUrl: database.url, bot, commands, discord, log, ...how, ...more })
    stages.push(stage)
    return stage
  }
  try {
    await then(await open(), open)
  } finally {
    for (const stage of stages) await stage.close()
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

const direct = (stage: Stage, user: string): readonly string[] =>
  stage.world.messages.filter(({ channel, from }) => channel === stage.world.people.get(user)?.dm && from === BOT.id).map(wordsOf)

test('what people write while nobody is connected is answered by the next who is, in order and once', () =>
  life({}, async (first, again) => {
    first.hands.says(USERS.amy, 'balance')
    await first.settled()
    // Whom Purser wrote to may answer, too.
    await first.adapter.chat.send(USERS.lin, { audience: 'asker', blocks: [], actions: [] }, { locale: 'en', zone: 'UTC', now: new Date() })
    await first.adapter.stop()
    const before = [direct(first, USERS.amy).length, direct(first, USERS.lin).length]
    const dm = first.world.people.get(USERS.amy)?.dm ?? ''
    for (let count = 0; count < 120; count += 1)
      first.discord.messages.post(dm, { content: 'a notice' }, new Map(), { shape: BODIES.message })
    first.hands.says(USERS.amy, 'balance')
    first.hands.says(USERS.amy, 'costs')
    first.hands.says(USERS.lin, '余额')
    // A channel of another bot, or of somebody who is gone: Discord refuses it, once.
    await database.db.discordDirect.create({ data: { userId: '9', channel: '1184009900000000009', heard: 1n } })
    const second = await again()
    second.hands.says(USERS.amy, 'help')
    await second.settled()
    expect(await database.db.discordDirect.count({ where: { userId: '9' } })).toBe(0)
    const answers = direct(second, USERS.amy).slice((before[0] ?? 0) + 120)
    expect(answers).toEqual(['CNY 0.00', /charge/i, 'Top up'].map((words) => expect.stringMatching(words)))
    expect(direct(second, USERS.lin).slice(before[1])).toEqual([expect.stringContaining('账户余额')])
    await second.adapter.stop()
    const third = await again()
    await third.settled()
    expect(direct(third, USERS.amy)).toHaveLength(direct(second, USERS.amy).length)
    expect(third.discord.calls('GET /channels/*/messages')).toBeGreaterThan(2)
  }))

test('of more words than a hundred that one person wrote meanwhile the first are answered, the rest is passed over for good, and they are told with the next answer', () =>
  life({}, async (first, again) => {
    first.hands.says(USERS.amy, 'balance')
    await first.settled()
    await first.adapter.stop()
    const before = direct(first, USERS.amy).length
    for (let word = 1; word < 103; word += 1) first.hands.says(USERS.amy, 'balance')
    const { id } = first.hands.says(USERS.amy, 'balance')
    const second = await again()
    await second.settled()
    expect(direct(second, USERS.amy).slice(before)).toHaveLength(100)
    expect((await database.db.discordDirect.findUniqueOrThrow({ where: { userId: USERS.amy } })).heard).toBeGreaterThanOrEqual(BigInt(id))
    second.hands.command(USERS.amy, 'costs')
    await second.settled()
    const told = [/charge/i, /Not everything/].map((words) => expect.stringMatching(words))
    expect(direct(second, USERS.amy).slice(before + 100)).toEqual(told)
    await second.adapter.stop()
    const third = await again()
    third.hands.says(USERS.amy, 'balance')
    await third.settled()
    expect(direct(third, USERS.amy).slice(before)).toHaveLength(103)
  }))

test('a word of before the connection whose answer Discord does not take keeps what its sender does next waiting for a while alone', () =>
  life({}, async (first, again) => {
    first.hands.says(USERS.amy, 'balance')
    await first.settled()
    await first.adapter.stop()
    const before = direct(first, USERS.amy).length
    first.hands.says(USERS.amy, 'help')
    first.discord.fail('POST /channels/*/messages', { status: 503 }, 1_000)
    const tried = first.discord.calls('POST /channels/*/messages')
    const second = await again()
    await vi.waitFor(() => expect(second.discord.calls('POST /channels/*/messages')).toBeGreaterThan(tried), { timeout: 10_000 })
    second.hands.command(USERS.amy, 'balance')
    const said = () => direct(second, USERS.amy).slice(before).filter(Boolean)
    await vi.waitFor(() => expect(said()).toEqual([expect.stringContaining('0.00')]), { timeout: 20_000 })
    // What is said after all counts as heard.
    second.discord.fail('POST /channels/*/messages', { status: 503 }, 0)
    await second.settled()
    expect(said().at(-1)).toContain('Top up')
    const newest = BigInt(second.world.messages.filter(({ from }) => from === USERS.amy).at(-1)?.id ?? '')
    expect((await database.db.discordDirect.findUniqueOrThrow({ where: { userId: USERS.amy } })).heard).toBeGreaterThanOrEqual(newest)
  }))

test('what was done when the process died, and not yet noted, is done once and shown once', () =>
  life({}, async (first, again) => {
    const { id } = first.hands.says(USERS.amy, 'language 中文')
    await first.settled()
    const before = direct(first, USERS.amy)
    const counted = () => database.db.update.count({ where: { platform: 'discord' } })
    const effects = await counted()
    await first.adapter.stop()
    await database.db.discordDirect.updateMany({ data: { heard: BigInt(id) - 1n } })
    // Discord compares what is sent for some minutes alone.
    first.world.passes(10)
    const second = await again()
    await second.settled()
    expect([direct(second, USERS.amy), await counted()]).toEqual([before, effects])
    expect((await database.db.discordDirect.findUniqueOrThrow({ where: { userId: USERS.amy } })).heard).toBeGreaterThanOrEqual(BigInt(id))
    second.hands.says(USERS.amy, 'language English')
    await second.settled()
  }))

test('what Discord does not hand out at first is read before the next word of the same person, and others are not kept waiting', () =>
  life({}, async (first, again) => {
    for (const user of [USERS.amy, USERS.lin]) first.hands.says(user, 'balance')
    await first.settled()
    await first.adapter.stop()
    first.hands.says(USERS.amy, 'balance')
    // Asked twice each: the first try of one person is refused, and the round ends with it.
    first.discord.fail('GET /channels/*/messages', { status: 503 }, 4)
    const before = direct(first, USERS.amy).length
    const second = await again()
    await vi.waitFor(() => expect(second.discord.calls('GET /channels/*/messages')).toBeGreaterThanOrEqual(2))
    second.hands.says(USERS.lin, 'help')
    await vi.waitFor(() => expect(direct(second, USERS.lin).at(-1)).toContain('充值'), { timeout: 10_000 })
    second.discord.fail('GET /channels/*/messages', { status: 503 }, 0)
    second.hands.says(USERS.amy, 'help')
    await vi.waitFor(
      () => expect(direct(second, USERS.amy).slice(before)).toEqual(['0.00', 'Top up'].map((words) => expect.stringContaining(words))),
      {
        timeout: 10_000,
      },
    )
    // What was answered before the rest could be read counts as heard with it.
    await second.settled()
    const newest = (user: string) => BigInt(second.world.messages.filter(({ from }) => from === user).at(-1)?.id ?? '')
    for (const { userId, heard } of await database.db.discordDirect.findMany()) expect(heard).toBeGreaterThanOrEqual(newest(userId))
  }))

test('what was read and could not be said is read again by the next, and a refusal that is not Discord’s own costs nobody their place', () =>
  life({}, async (first, again) => {
    first.hands.says(USERS.amy, 'balance')
    await first.settled()
    await first.adapter.stop()
    const before = direct(first, USERS.amy).length
    first.hands.says(USERS.amy, 'help')
    first.discord.fail('POST /channels/*/messages', { status: 503 }, 1_000)
    const tried = first.discord.calls('POST /channels/*/messages')
    const second = await again()
    while (second.discord.calls('POST /channels/*/messages') === tried) await new Promise(setImmediate)
    await second.adapter.stop()
    first.discord.fail('POST /channels/*/messages', { status: 503 }, 0)
    first.discord.fail('GET /channels/*/messages', { status: 403 }, 1)
    const third = await again()
    await third.settled()
    expect(direct(third, USERS.amy).slice(before)).toEqual([expect.stringContaining('Top up')])
  }))

test('whom the list of those who wrote last leaves out is looked up, and nothing that follows a message is answered before it', () =>
  life({}, async (first, again) => {
    first.hands.says(USERS.amy, 'balance')
    await first.settled()
    await first.adapter.stop()
    const before = direct(first, USERS.amy).length
    const row = await database.db.discordDirect.delete({ where: { userId: USERS.amy } })
    first.hands.says(USERS.amy, 'balance')
    const second = await again()
    await second.settled()
    await database.db.discordDirect.create({ data: row })
    second.discord.gateway.hold()
    second.hands.says(USERS.amy, 'help')
    const { id } = second.hands.says(USERS.amy, 'costs')
    second.discord.gateway.release((events) => events.slice(0, 1))
    await second.settled()
    expect(direct(second, USERS.amy).slice(before)).toEqual(['0.00', 'Top up'].map((part) => expect.stringContaining(part)))
    expect((await database.db.discordDirect.findUniqueOrThrow({ where: { userId: USERS.amy } })).heard).toBeLessThan(BigInt(id))
    second.hands.again()
    await second.settled()
    expect(direct(second, USERS.amy)[before + 2]).toMatch(/charge/i)
  }))

test('a line that stays away is given up for a new one, which is begun until Discord takes it', async () => {
  const discord = await populated()
  const over = new AbortController()
  const way = wayThrough(undefined)
  const told: string[] = []
  const deps = {
    ...{ reach: { token: TOKEN, apiUrl: discord.apiUrl, way }, log, shard: 0, shards: 1, lost: 200 },
    take: ({ t }: Packet) => void told.push(t ?? ''),
    inTurn: <T>(begin: () => Promise<T>) => begin(),
  }
  const held = hold(deps, over.signal)
  await vi.waitFor(() => expect(told).toContain('READY'))
  discord.gateway.away = true
  discord.gateway.drop('broken')
  await vi.waitFor(() => expect(discord.calls('GET /gateway/bot')).toBeGreaterThan(1), { timeout: 20_000 })
  discord.gateway.away = false
  await vi.waitFor(() => expect(told.filter((each) => each === 'READY')).toHaveLength(2), { timeout: 20_000 })
  // Nor is the one that was given up kept in memory.
  expect(getEventListeners(over.signal, 'abort')).toHaveLength(1)
  over.abort()
  await held
  // Of the line that was given up nothing stands again beside the new one.
  expect([told, discord.gateway.connected()]).toEqual([['READY', 'READY'], 0])
  await discord.close()
})

test('who holds a connection that does not stand lets another process have it, until it stands again', async () => {
  const discord = await populated()
  const way = wayThrough(undefined)
  const reach = { token: TOKEN, apiUrl: discord.apiUrl, way }
  let left = 0
  let end = async (): Promise<void> => undefined
  const elect: NonNullable<StageOptions['elect']> = (_name, serve) => ({
    start: async () => {
      end = await serve(() => {
        left += 1
      })
    },
    stop: () => end(),
  })
  const take = () => undefined
  const met = async () => undefined
  const connection = keepConnected({ rest: interactive(reach), reach, log, elect, take, met, shards: 1, away: 400 })
  await connection.start()
  await vi.waitFor(() => expect(connection.reached()).toBe(true), { timeout: 10_000 })
  const before = left
  discord.gateway.away = true
  discord.gateway.drop('broken')
  await vi.waitFor(() => expect(left).toBeGreaterThan(before + 1), { timeout: 10_000 })
  discord.gateway.away = false
  await vi.waitFor(() => expect(connection.reached()).toBe(true), { timeout: 20_000 })
  const after = left
  await new Promise((resolve) => setTimeout(resolve, 900))
  expect(left).toBe(after)
  await connection.stop()
  await way.close()
  await discord.close()
})

test('a session that lapsed during a long outage, and one whose Discord fell silent, lose no word', () =>
  life({}, async (stage) => {
    stage.hands.says(USERS.amy, 'balance')
    await stage.settled()
    stage.discord.gateway.beat = 150
    stage.discord.gateway.drop('broken')
    stage.discord.gateway.lapse()
    stage.hands.says(USERS.amy, 'balance')
    await vi.waitFor(() => expect(answered(stage, USERS.amy)).toBe(2), { timeout: 15_000 })
    expect(stage.discord.gateway.identified()).toBe(2)
    stage.discord.gateway.deaf = true
    await vi.waitFor(() => expect(stage.discord.gateway.resumed()).toBeGreaterThan(0), { timeout: 15_000 })
    stage.discord.gateway.deaf = false
    stage.hands.says(USERS.amy, 'balance')
    await vi.waitFor(() => expect(answered(stage, USERS.amy)).toBe(3), { timeout: 15_000 })
  }))

test('with two shards servers and direct messages are all heard', () =>
  life({ shards: 2 }, async (stage) => {
    stage.hands.command(USERS.amy, 'balance')
    stage.hands.command(USERS.lee, 'help', {}, { channel: GENERAL })
    stage.world.addGuild('1184001104194304001', [USERS.lin])
    await stage.settled()
    expect([answered(stage, USERS.amy), stage.world.seenBy(USERS.lee).length]).toEqual([1, 1])
    expect(stage.discord.gateway.identified()).toBe(2)
    // Discord refuses sessions that begin too soon after one another.
    expect(stage.discord.gateway.hurried()).toBe(0)
  }))

test('what reaches two processes has one effect, and is answered once', () =>
  life({}, async (first, again) => {
    const second = await again({ elect: everybody })
    await first.discord.gateway.stands(2)
    const counted = () => database.db.update.count({ where: { platform: 'discord' } })
    const [effects, seen] = [await counted(), direct(first, USERS.amy).length]
    first.hands.says(USERS.amy, 'language English')
    first.hands.command(USERS.amy, 'balance')
    await Promise.all([first.settled(), second.settled()])
    expect([await counted(), direct(first, USERS.amy).length]).toEqual([effects + 1, seen + 2])
    expect(direct(first, USERS.amy).at(-1)).not.toMatch(/still working|went wrong/)
  }))

test.each([
  ['at the start', async () => undefined, { token: `${TOKEN.slice(0, -5)}wrong` }],
  ['in mid-life', async (stage: Awaited<ReturnType<typeof discordStage>>) => stage.discord.gateway.drop(4004), {}],
] as const)('a token that Discord refuses %s concerns this adapter alone, which says what to do and tries it again', (_, happens, how) =>
  life(how, async (stage) => {
    said.length = 0
    await vi.waitFor(() => expect(stage.adapter.reached?.()).toBe(!('token' in how)), { timeout: 15_000 })
    await happens(stage)
    if (!('token' in how)) while (!said.some((line) => line.includes('DISCORD_TOKEN'))) await new Promise(setImmediate)
    expect([stage.discord.gateway.connected(), stage.adapter.reached?.()]).toEqual([0, false])
    expect(said.join('')).not.toContain(TOKEN)
    if ('token' in how) return
    // What was refused in passing is tried again.
    await vi.waitFor(() => expect(stage.adapter.reached?.()).toBe(true), { timeout: 15_000 })
    stage.hands.command(USERS.amy, 'balance')
    await stage.settled()
    expect(answered(stage, USERS.amy)).toBe(1)
  }),
)

test('an answer 401 in passing costs no word but the one that it was given to', () =>
  life({}, async (stage) => {
    stage.discord.fail('POST /channels/*/messages', { refuse: [401, 0, '401: Unauthorized'] })
    const send = () =>
      stage.adapter.chat.send(USERS.lin, { audience: 'asker', blocks: [], actions: [] }, { locale: 'en', zone: 'UTC', now: new Date() })
    await expect(send()).rejects.toThrow('401')
    await send()
  }))

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

test('a command that comes while we stop, before the line is down, is not done, and its sender hears so', async () => {
  let free = (): void => undefined
  const freed = new Promise<void>((resolve) => {
    free = resolve
  })
  const slow: typeof everybody = (name, serve) => {
    const { start, stop } = everybody(name, serve)
    return { start, stop: () => freed.then(stop) }
  }
  await life({}, async (first, again) => {
    await first.adapter.stop()
    const second = await again({ elect: slow })
    const stopped = second.adapter.stop()
    second.hands.command(USERS.amy, 'balance')
    await second.discord.gateway.delivered().then(free)
    await stopped
    expect(direct(second, USERS.amy)).toEqual([expect.stringContaining('We can’t reach our records')])
  })
})
