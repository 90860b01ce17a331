import { getEventListeners } from 'node:events'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { interactive } from '../../adapters/discord/client.ts'
import { keepConnected } from '../../adapters/discord/connection.ts'
import { hold } from '../../adapters/discord/gateway.ts'
import type { Packet } from '../../adapters/discord/listen.ts'
import { wayThrough } from '../../adapters/proxy.ts'
import { cable } from '../support/cable.ts'
import { createHands } from '../support/discord/hands.ts'
import { answered, type DiscordLives, discordLives, type Stage } from '../support/discord/lives.ts'
import { populated, type StageOptions, USERS } from '../support/discord/stage.ts'
import { TOKEN } from '../support/discord/world.ts'

let lives: DiscordLives
beforeAll(async () => {
  lives = await discordLives()
})
afterAll(() => lives.end())

test('a line that breaks, and one that Discord ends, is taken up again, and nothing of the gap is lost', () =>
  lives.life({}, async (stage) => {
    for (const [index, how] of (['broken', 'reconnect'] as const).entries()) {
      stage.discord.gateway.drop(how)
      stage.hands.command(USERS.amy, 'balance')
      await stage.settled()
      expect([answered(stage, USERS.amy), stage.discord.gateway.resumed()]).toEqual([index + 1, index + 1])
    }
    expect(stage.discord.gateway.identified()).toBe(1)
  }))

test('a session that Discord no longer knows begins anew', () =>
  lives.life({}, async (stage) => {
    stage.discord.gateway.drop('invalid')
    await vi.waitFor(() => expect(stage.discord.gateway.identified()).toBe(2), { timeout: 15_000 })
    stage.hands.command(USERS.amy, 'balance')
    await stage.settled()
    expect(answered(stage, USERS.amy)).toBe(1)
  }))

test('a line that stays away is given up for a new one, which is begun until Discord takes it', async () => {
  const discord = await populated()
  const over = new AbortController()
  const way = wayThrough(undefined)
  const told: string[] = []
  const reach = { token: TOKEN, apiUrl: discord.apiUrl, way }
  const deps = {
    ...{ rest: interactive(reach), reach, log: lives.log, shard: 0, shards: 1, lost: 200 },
    take: ({ t }: Packet) => void told.push(t ?? ''),
    turn: async () => undefined,
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

test('what is no address is not connected to, and no session begins where none is left', async () => {
  const discord = await populated()
  const way = wayThrough(undefined)
  const reach = { token: TOKEN, apiUrl: discord.apiUrl, way }
  const rest = interactive(reach)
  const real = (await rest.get('/gateway/bot')) as { url: string; session_start_limit: object }
  const spent = { ...real, session_start_limit: { ...real.session_start_limit, remaining: 0, reset_after: 600_000 } }
  const told: unknown[] = [{ ...real, url: 'wss:// ' }, { ...real, url: 'http://127.0.0.1:9' }, spent]
  const over = new AbortController()
  const heard: string[] = []
  lives.said.length = 0
  const get = async () => told.shift() ?? real
  const deps = { rest: Object.assign(interactive(reach), { get }), reach, log: lives.log, shard: 0, shards: 1, turn: async () => undefined }
  const held = hold({ ...deps, take: ({ t }) => void heard.push(t ?? '') }, over.signal)
  await vi.waitFor(() => expect(heard).toContain('READY'), { timeout: 20_000 })
  expect([told.length, discord.gateway.identified(), lives.said.join('')]).toEqual([0, 1, expect.stringContaining('for 10 minutes')])
  over.abort()
  await held
  await way.close()
  await discord.close()
})

test('a session outlives a line that is broken for a while, and an end that comes before anything is connected is heard', async () => {
  const discord = await populated()
  const hands = createHands(discord)
  const wire = await cable(discord.world.base())
  Object.assign(discord.world, { base: () => new URL(wire.url).origin })
  const way = wayThrough(undefined)
  const reach = { token: TOKEN, apiUrl: discord.apiUrl, way }
  const over = new AbortController()
  const heard: string[] = []
  const take = ({ t }: Packet) => void heard.push(t ?? '')
  const deps = { rest: interactive(reach), reach, log: lives.log, shard: 0, shards: 1, take, turn: async () => undefined }
  const held = hold(deps, over.signal)
  await vi.waitFor(() => expect(heard).toContain('READY'))
  await wire.cut()
  hands.says(USERS.amy, 'balance')
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  await wire.mend()
  await vi.waitFor(() => expect(heard).toContain('RESUMED'), { timeout: 10_000 })
  expect([heard, discord.gateway.identified()]).toEqual([expect.arrayContaining(['MESSAGE_CREATE']), 1])
  over.abort()
  await held
  const early = new AbortController()
  const answer: { give?: (told: unknown) => void } = {}
  const get = () => new Promise<unknown>((resolve) => Object.assign(answer, { give: resolve }))
  const waiting = hold({ ...deps, rest: Object.assign(interactive(reach), { get }) }, early.signal)
  early.abort()
  answer.give?.(await deps.rest.get('/gateway/bot'))
  await waiting
  expect([discord.gateway.connected(), discord.gateway.identified()]).toEqual([0, 1])
  await wire.close()
  await way.close()
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
  const connection = keepConnected({ rest: interactive(reach), reach, log: lives.log, elect, take, met, shards: 1, away: 400 })
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
  lives.life({}, async (stage) => {
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

test.each([
  ['at the start', async () => undefined, { token: `${TOKEN.slice(0, -5)}wrong` }],
  ['in mid-life', async (stage: Stage) => stage.discord.gateway.drop(4004), {}],
] as const)('a token that Discord refuses %s concerns this adapter alone, which says what to do and tries it again', (_, happens, how) =>
  lives.life(how, async (stage) => {
    lives.said.length = 0
    await vi.waitFor(() => expect(stage.adapter.reached?.()).toBe(!('token' in how)), { timeout: 15_000 })
    await happens(stage)
    if (!('token' in how)) while (!lives.said.some((line) => line.includes('DISCORD_TOKEN'))) await new Promise(setImmediate)
    expect([stage.discord.gateway.connected(), stage.adapter.reached?.()]).toEqual([0, false])
    expect(lives.said.join('')).not.toContain(TOKEN)
    if ('token' in how) return
    // What was refused in passing is tried again.
    await vi.waitFor(() => expect(stage.adapter.reached?.()).toBe(true), { timeout: 15_000 })
    stage.hands.command(USERS.amy, 'balance')
    await stage.settled()
    expect(answered(stage, USERS.amy)).toBe(1)
  }),
)

test('an answer 401 in passing costs no word but the one that it was given to', () =>
  lives.life({}, async (stage) => {
    stage.discord.fail('POST /channels/*/messages', { refuse: [401, 0, '401: Unauthorized'] })
    const send = () =>
      stage.adapter.chat.send(USERS.lin, { audience: 'asker', blocks: [], actions: [] }, { locale: 'en', zone: 'UTC', now: new Date() })
    await expect(send()).rejects.toThrow('401')
    await send()
  }))
