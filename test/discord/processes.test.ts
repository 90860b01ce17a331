import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { interactive } from '../../adapters/discord/client.ts'
import { keepConnected } from '../../adapters/discord/connection.ts'
import { wayThrough } from '../../adapters/proxy.ts'
import { candidacies } from '../support/database.ts'
import { createHands } from '../support/discord/hands.ts'
import { answered, type DiscordLives, direct, discordLives, everybody, type Stage } from '../support/discord/lives.ts'
import { GENERAL, populated, USERS } from '../support/discord/stage.ts'
import { TOKEN } from '../support/discord/world.ts'
import { proxyServer } from '../support/proxy.ts'

let lives: DiscordLives
beforeAll(async () => {
  lives = await discordLives()
})
afterAll(() => lives.end())

test('with two shards servers and direct messages are all heard', () =>
  lives.life({ shards: 2 }, async (stage) => {
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
  lives.life({}, async (first, again) => {
    const second = await again({ elect: everybody })
    await first.discord.gateway.stands(2)
    const counted = () => lives.db.update.count({ where: { platform: 'discord' } })
    const [effects, seen] = [await counted(), direct(first, USERS.amy).length]
    first.hands.says(USERS.amy, 'language English')
    first.hands.command(USERS.amy, 'balance')
    await Promise.all([first.settled(), second.settled()])
    expect([await counted(), direct(first, USERS.amy).length]).toEqual([effects + 1, seen + 2])
    expect(direct(first, USERS.amy).at(-1)).not.toMatch(/still working|went wrong/)
  }))

test('shards that wait for their turn to begin are not left to another process, and whoever is told to end in that line begins nothing', async () => {
  const discord = await populated()
  Object.assign(discord.gateway, { shards: 2, atOnce: 1 })
  const way = wayThrough(undefined)
  const reach = { token: TOKEN, apiUrl: discord.apiUrl, way }
  const ends: (() => Promise<void>)[] = []
  const left: unknown[] = []
  const elect: typeof everybody = (_name, serve) => ({
    start: async () => {
      ends.push(await serve(() => void left.push('left')))
    },
    stop: async () => void (await ends.shift()?.()),
  })
  const deps = { rest: interactive(reach), reach, log: lives.log, elect, take: () => undefined, met: async () => undefined, shards: 2 }
  lives.said.length = 0
  const connection = keepConnected({ ...deps, away: 100 })
  await connection.start()
  await vi.waitFor(() => expect(lives.said.join()).toContain('shard 0 of 2'), { timeout: 10_000 })
  await connection.stop()
  expect([discord.gateway.identified(), lives.said.join().includes('shard 1 of 2')]).toEqual([1, false])
  const again = keepConnected({ ...deps, away: 100 })
  await again.start()
  await vi.waitFor(() => expect(again.reached()).toBe(true), { timeout: 20_000 })
  expect(left).toEqual([])
  await again.stop()
  await way.close()
  await discord.close()
})

test('whoever holds the line and loses its way to Discord leaves it to a process that has one', async () => {
  const discord = await populated()
  const hands = createHands(discord)
  const proxy = await proxyServer()
  const heard: string[] = []
  const open = async (name: string, through?: string) => {
    const way = wayThrough(through)
    const reach = { token: TOKEN, apiUrl: discord.apiUrl, way, proxy: through }
    const connection = keepConnected({
      ...{ rest: interactive(reach), reach, log: lives.log, elect: candidacies(lives.url), shards: 1, away: 500 },
      take: ({ t }) => void (t === 'MESSAGE_CREATE' && heard.push(name)),
      met: async () => undefined,
    })
    await connection.start()
    return { stop: () => connection.stop().then(way.close), reached: connection.reached }
  }
  const first = await open('first', proxy.url)
  await discord.gateway.stands(1)
  const second = await open('second')
  hands.says(USERS.amy, 'balance')
  await vi.waitFor(() => expect(heard).toEqual(['first']))
  await proxy.close()
  await vi.waitFor(() => expect([discord.gateway.identified(), discord.gateway.connected()]).toEqual([2, 1]), { timeout: 15_000 })
  hands.says(USERS.amy, 'balance')
  await vi.waitFor(() => expect(heard).toEqual(['first', 'second']))
  expect(second.reached()).toBe(true)
  await Promise.all([first.stop(), second.stop()])
  expect(discord.gateway.connected()).toBe(0)
  await discord.close()
})

test('a message in doubt is found also before Discord has said who we are', () =>
  lives.life({ token: TOKEN }, async (first, again) => {
    const shown = { audience: 'asker' as const, blocks: [{ type: 'text' as const, text: ['hello'] }], actions: [] }
    const viewer = { locale: 'en' as const, zone: 'UTC', now: new Date() }
    const send = ({ adapter }: Stage) => adapter.chat.send(USERS.lin, shown, viewer, 'notice 1', true)
    const sent = await send(first)
    await first.adapter.stop()
    first.world.passes(10)
    first.discord.fail('GET /users/@me', { status: 503 }, 9)
    expect(await send(await again())).toBe(sent)
    first.discord.fail('GET /users/@me', { status: 503 }, 0)
  }))

test('stopping waits for the answer that is under way', () =>
  lives.life({}, async (stage) => {
    stage.hands.command(USERS.amy, 'balance')
    await stage.discord.gateway.delivered()
    await stage.adapter.stop()
    expect(answered(stage, USERS.amy)).toBe(1)
  }))

test('stopping while it still connects leaves no connection behind', () =>
  lives.life({ token: TOKEN }, async (stage) => {
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
  await lives.life({}, async (first, again) => {
    await first.adapter.stop()
    const second = await again({ elect: slow })
    const stopped = second.adapter.stop()
    second.hands.command(USERS.amy, 'balance')
    await second.discord.gateway.delivered().then(free)
    await stopped
    expect(direct(second, USERS.amy)).toEqual([expect.stringContaining('We can’t reach our records')])
  })
})
