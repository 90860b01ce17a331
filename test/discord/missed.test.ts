import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type DiscordLives, direct, discordLives } from '../support/discord/lives.ts'
import { wordsOf } from '../support/discord/shown.ts'
import { BODIES } from '../support/discord/spec.ts'
import { GENERAL, USERS } from '../support/discord/stage.ts'

let lives: DiscordLives
beforeAll(async () => {
  lives = await discordLives()
})
afterAll(() => lives.end())

test('what people write while nobody is connected is answered by the next who is, in order and once', () =>
  lives.life({}, async (first, again) => {
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
    await lives.db.discordDirect.create({ data: { userId: '9', channel: '1184009900000000009', heard: 1n } })
    const second = await again()
    second.hands.says(USERS.amy, 'help')
    await second.settled()
    expect(await lives.db.discordDirect.count({ where: { userId: '9' } })).toBe(0)
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
  lives.life({}, async (first, again) => {
    first.hands.says(USERS.amy, 'balance')
    await first.settled()
    await first.adapter.stop()
    const before = direct(first, USERS.amy).length
    for (let word = 1; word < 103; word += 1) first.hands.says(USERS.amy, 'balance')
    const { id } = first.hands.says(USERS.amy, 'balance')
    // The last thing that is asked for, and then once more.
    first.discord.fail('GET /channels/*/messages', { status: 503 }, 1, 3)
    const looked = first.discord.calls('GET /channels/*/messages')
    const second = await again()
    await second.settled()
    expect(direct(second, USERS.amy).slice(before)).toHaveLength(100)
    expect(first.discord.calls('GET /channels/*/messages') - looked).toBeLessThan(10)
    expect((await lives.db.discordDirect.findUniqueOrThrow({ where: { userId: USERS.amy } })).heard).toBeGreaterThanOrEqual(BigInt(id))
    // Also whoever takes no direct messages any more: they alone see it.
    const amy = second.world.people.get(USERS.amy)
    if (amy) amy.open = false
    const seen = second.world.seenBy(USERS.amy).length
    second.hands.command(USERS.amy, 'costs', {}, { channel: GENERAL })
    await second.settled()
    const answers = second.world.seenBy(USERS.amy).slice(seen)
    expect(answers.map(wordsOf)).toEqual([/charge/i, /Not everything/].map((words) => expect.stringMatching(words)))
    expect(answers.map(({ only }) => only)).toEqual([USERS.amy, USERS.amy])
    await second.adapter.stop()
    if (amy) amy.open = true
    const third = await again()
    third.hands.says(USERS.amy, 'balance')
    await third.settled()
    expect(direct(third, USERS.amy).slice(before)).toHaveLength(101)
  }))

test('an answer that stands behind a hundred words is found', () =>
  lives.life({}, async (first, again) => {
    const { id } = first.hands.says(USERS.amy, 'help')
    await first.settled()
    await first.adapter.stop()
    for (let word = 0; word < 99; word += 1) first.hands.says(USERS.amy, 'help')
    const second = await again()
    await second.settled()
    const before = direct(second, USERS.amy).length
    await second.adapter.stop()
    await lives.db.discordDirect.updateMany({ data: { heard: BigInt(id) } })
    first.world.passes(10)
    const third = await again()
    await third.settled()
    expect(direct(third, USERS.amy)).toHaveLength(before)
  }))

test('of words of before the connection whose answers Discord does not take one keeps what its sender does next waiting for a while alone', () =>
  lives.life({}, async (first, again) => {
    first.hands.says(USERS.amy, 'balance')
    await first.settled()
    await first.adapter.stop()
    const before = direct(first, USERS.amy).length
    for (let word = 0; word < 3; word += 1) first.hands.says(USERS.amy, 'help')
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
    expect(said().slice(1)).toEqual(Array(3).fill(expect.stringContaining('Top up')))
    const newest = BigInt(second.world.messages.filter(({ from }) => from === USERS.amy).at(-1)?.id ?? '')
    expect((await lives.db.discordDirect.findUniqueOrThrow({ where: { userId: USERS.amy } })).heard).toBeGreaterThanOrEqual(newest)
  }))

test('what was done when the process died, and not yet noted, is done once and shown once', () =>
  lives.life({}, async (first, again) => {
    const { id } = first.hands.says(USERS.amy, 'language 中文')
    await first.settled()
    const before = direct(first, USERS.amy)
    const counted = () => lives.db.update.count({ where: { platform: 'discord' } })
    const effects = await counted()
    await first.adapter.stop()
    await lives.db.discordDirect.updateMany({ data: { heard: BigInt(id) - 1n } })
    // Discord compares what is sent for some minutes alone.
    first.world.passes(10)
    const second = await again()
    await second.settled()
    expect([direct(second, USERS.amy), await counted()]).toEqual([before, effects])
    expect((await lives.db.discordDirect.findUniqueOrThrow({ where: { userId: USERS.amy } })).heard).toBeGreaterThanOrEqual(BigInt(id))
    second.hands.says(USERS.amy, 'language English')
    await second.settled()
  }))

test('what Discord does not hand out at first is read before the next word of the same person, and others are not kept waiting', () =>
  lives.life({}, async (first, again) => {
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
    for (const { userId, heard } of await lives.db.discordDirect.findMany()) expect(heard).toBeGreaterThanOrEqual(newest(userId))
  }))

test('what was read and could not be said is read again by the next, and a refusal that is not Discord’s own costs nobody their place', () =>
  lives.life({}, async (first, again) => {
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
  lives.life({}, async (first, again) => {
    first.hands.says(USERS.amy, 'balance')
    await first.settled()
    await first.adapter.stop()
    const before = direct(first, USERS.amy).length
    const row = await lives.db.discordDirect.delete({ where: { userId: USERS.amy } })
    first.hands.says(USERS.amy, 'balance')
    const second = await again()
    await second.settled()
    await lives.db.discordDirect.create({ data: row })
    second.discord.gateway.hold()
    second.hands.says(USERS.amy, 'help')
    const { id } = second.hands.says(USERS.amy, 'costs')
    second.discord.gateway.release((events) => events.slice(0, 1))
    await second.settled()
    expect(direct(second, USERS.amy).slice(before)).toEqual(['0.00', 'Top up'].map((part) => expect.stringContaining(part)))
    expect((await lives.db.discordDirect.findUniqueOrThrow({ where: { userId: USERS.amy } })).heard).toBeLessThan(BigInt(id))
    second.hands.again()
    await second.settled()
    expect(direct(second, USERS.amy)[before + 2]).toMatch(/charge/i)
  }))
