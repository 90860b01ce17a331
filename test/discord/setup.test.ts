import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployToDiscord } from '../../adapters/discord/deploy.ts'
import { examineDiscord } from '../../adapters/discord/examine.ts'
import { postDiscordMenu } from '../../adapters/discord/menu.ts'
import { commands } from '../../src/commands/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testBot, testConfig } from '../support/bot.ts'
import { testDatabase } from '../support/database.ts'
import { MAY } from '../support/discord/permissions.ts'
import type { DiscordDouble } from '../support/discord/server.ts'
import { buttonsOf, wordsOf } from '../support/discord/shown.ts'
import { discordPeople, discordStage, GENERAL, GUILD, populated, STAFF_CHANNEL, USERS } from '../support/discord/stage.ts'
import { APPLICATION, TOKEN } from '../support/discord/world.ts'
import { proxyServer } from '../support/proxy.ts'

/** A channel that the bot may see, and not write in; and one that it does not see. */
const MUTE = '1184001100000000091'
const HIDDEN = '1184001100000000092'

let discord: DiscordDouble
beforeAll(async () => {
  discord = await populated()
  const guild = discord.world.guilds.get(GUILD)
  if (!guild) throw new Error('there is no guild')
  discord.world.addChannel(MUTE, guild, 'mute', new Map([[GUILD, { allow: 0n, deny: MAY.write | MAY.attach }]]))
  discord.world.addChannel(HIDDEN, guild, 'hidden', new Map([[GUILD, { allow: 0n, deny: MAY.view }]]))
})
afterAll(() => discord.close())

const settings = () => ({ token: TOKEN, apiUrl: discord.apiUrl, staffChannel: STAFF_CHANNEL, staffRoles: [], shards: 1 })
const todo = async (more: object) => (await examineDiscord({ ...settings(), ...more })).map((finding) => finding.todo)
const configured = (more: object = {}) => testConfig({ discord: { ...settings(), ...more } })

test('the commands are told to Discord once, in three languages, and staff’s are not shown to customers', async () => {
  expect((await todo({})).filter(Boolean)).toEqual(['Run: purser deploy-commands'])
  expect(await deployToDiscord(configured())).toBe('changed')
  expect(await deployToDiscord(configured())).toBe('current')
  const named = (name: string) => discord.world.commands.find((one) => one.name === name)
  expect(named('balance')).toMatchObject({
    name_localizations: { 'zh-CN': '余额', 'zh-TW': '結餘' },
    default_member_permissions: null,
    contexts: [0, 1],
  })
  expect(named('queue')).toMatchObject({ default_member_permissions: '0', contexts: [0] })
  const called = (names: readonly string[]) =>
    names.map((cn) => expect.objectContaining({ name_localizations: expect.objectContaining({ 'zh-CN': cn }) }))
  const pictures = ['付款截图', '付款截图-2', '付款截图-3']
  const asked = ['付款时填写的金额', '实际扣款金额', '什么时候付的款', '卡号后四位', '订单编号', ...pictures, '备注']
  expect(named('ticket')?.options).toEqual(called(asked))
  expect(named('ticket')?.options).toContainEqual(expect.objectContaining({ type: 11, name: 'pictures' }))
  expect(named('Submit as payment proof')).toMatchObject({ type: 3 })
})

test('the doctor finds nothing to do where all is right', async () => {
  expect(await todo({ applicationId: APPLICATION })).toEqual(Array(5).fill(undefined))
})

test('the doctor looks up what Discord has switched on for the application, and where it sends commands', async () => {
  discord.world.applicationFlags = (1 << 19) | (1 << 14)
  discord.world.endpoint = 'https://old.example/interactions'
  const advice = (await todo({})).filter(Boolean).join(' ')
  discord.world.applicationFlags = 0
  discord.world.endpoint = null
  expect(advice).toMatch(/Empty "Interactions Endpoint URL".*Switch it off on the page "Bot"/)
})

test.each([
  [{ token: `${'a'.repeat(24)}.abcdef.${'b'.repeat(38)}` }, /reset it on the page "Bot"/],
  [{ applicationId: '1184000000000009999' }, /leave it out/],
  [{ staffChannel: '1184001100000009999' }, /Copy the id/],
  [{ staffChannel: HIDDEN }, /let it see the channel|these permissions/],
  [{ staffChannel: MUTE }, /these permissions/],
  [{ apiUrl: 'http://127.0.0.1:1/api' }, /Check the network/],
])('the doctor says what to do about %j', async (more, advice) => {
  expect((await todo(more)).filter(Boolean).join(' ')).toMatch(advice)
})

test('the doctor says how many shards Discord recommends', async () => {
  discord.gateway.shards = 3
  const advice = await todo({})
  discord.gateway.shards = 1
  expect(advice.filter(Boolean)).toEqual(['Write DISCORD_SHARDS=3.'])
})

test('the menu is posted and pinned, and where it cannot be the operator reads why', async () => {
  const id = await postDiscordMenu(configured(), GENERAL)
  const menu = discord.world.find(GENERAL, id)
  expect(menu && buttonsOf(menu.components).calls).toContain('Top up')
  expect(menu?.pinned).toBe(true)
  const there = () => discord.world.messages.filter(({ channel }) => channel === GENERAL).length
  const before = there()
  discord.fail('PUT /channels/*/messages/pins/*', { refuse: [403, 50013, 'Missing Permissions'] })
  await expect(postDiscordMenu(configured(), GENERAL)).rejects.toThrow(/Pin Messages/)
  // A second try shall not leave two.
  expect(there()).toBe(before)
  await expect(postDiscordMenu(configured(), MUTE)).rejects.toThrow(/Send Messages/)
  await expect(postDiscordMenu(configured(), '1184001100000009999')).rejects.toThrow(/copy the id/)
})

test('behind a forward proxy everything goes through it: calls, files and the line, also when that is taken up again', async () => {
  const proxy = await proxyServer({ user: 'purser', password: 'p@ss word' })
  const { db, url, close } = await testDatabase()
  await discordPeople(db)
  for (const { id } of await db.customer.findMany()) await createLedger(db).openWallet(id, 'CNY')
  const { bot } = testBot({ db, ledger: createLedger, commands })
  const stage = await discordStage({ db, databaseUrl: url, bot, commands, discord, proxy: proxy.url })
  try {
    const before = proxy.asked.length
    expect(before).toBeGreaterThanOrEqual(2)
    discord.gateway.drop('broken')
    stage.hands.command(USERS.lin, 'balance')
    await stage.settled()
    expect(wordsOf(stage.world.seenBy(USERS.lin).at(-1) ?? { content: '', components: [], files: [], flags: 0 })).toContain('账户余额')
    expect([discord.gateway.resumed(), discord.gateway.identified()]).toEqual([1, 1])
    expect(proxy.asked.length).toBeGreaterThan(before)
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(discord.apiUrl).host]))
  } finally {
    await stage.close()
    await close()
    await proxy.close()
  }
})
