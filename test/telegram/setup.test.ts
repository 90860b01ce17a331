import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { examineTelegram } from '../../adapters/telegram/examine.ts'
import { commands } from '../../src/commands/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testBot } from '../support/bot.ts'
import { testDatabase } from '../support/database.ts'
import { type ForwardProxy, proxyServer } from '../support/proxy.ts'
import type { TelegramDouble } from '../support/telegram/server.ts'
import { GENERAL, populated, STAFF_GROUP, telegramPeople, telegramStage, USERS } from '../support/telegram/stage.ts'
import { BOT, TOKEN } from '../support/telegram/world.ts'

const TOPIC = 7
let telegram: TelegramDouble
let proxy: ForwardProxy
beforeAll(async () => {
  telegram = await populated(TOPIC)
  proxy = await proxyServer()
})
afterAll(async () => {
  await telegram.close()
  await proxy.close()
})

const look = (more: object = {}) =>
  examineTelegram({ token: TOKEN, apiUrl: telegram.apiUrl, staffChat: String(STAFF_GROUP), staffTopic: TOPIC, ...more })

test('the doctor finds nothing to do where all is right', async () => {
  const findings = await look()
  expect(findings.map(({ todo }) => todo)).toEqual(findings.map(() => undefined))
  expect(findings.map(({ found }) => found).join('\n')).toContain(`staff group ${STAFF_GROUP}, topic ${TOPIC}`)
})

test.each([
  [{ token: '123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }, /copy it again from BotFather/],
  [{ staffChat: '-1009999999999', staffTopic: undefined }, /Add the bot to the group/],
  [{ staffTopic: 99 }, /number of the topic/],
  [{ staffChat: String(GENERAL), staffTopic: undefined }, /administrator/],
  [{ staffChat: undefined }, /Name the group/],
  [{ apiUrl: 'http://127.0.0.1:1' }, /Check the network/],
])('the doctor says what to do about %j, and never the token', async (more, todo) => {
  const findings = await look(more)
  expect(findings.map((finding) => finding.todo).join(' ')).toMatch(todo)
  expect(JSON.stringify(findings)).not.toContain(TOKEN.split(':')[1])
})

test.each([
  ['/var/lib/telegram-bot-api/photos/0.jpg', /without --local/],
  ['photos/0.jpg', undefined],
])('the doctor tries with the picture of the bot whether files are handed out: %s', async (path, todo) => {
  const id = `picture of ${BOT.id}`
  telegram.world.files.set(id, { id, path, name: 'bot.jpg', bytes: new Uint8Array(1) })
  const told = (await look()).flatMap((finding) => finding.todo ?? [])
  expect(told).toEqual(todo ? [expect.stringMatching(todo)] : [])
})

test('the doctor says what Telegram lists, and how it delivers', async () => {
  const says = async (more: object = {}) => (await look(more)).map(({ found, todo = '' }) => `${found} ${todo}`).join('\n')
  expect(await says()).toContain('does not list /balance')
  const list = commands.filter(({ menu }) => menu).map(({ name }) => ({ command: name.replaceAll('-', '_'), description: name }))
  telegram.world.menus.set('{"type":"all_private_chats"}', list)
  expect(await says()).toContain(`lists ${list.length} commands`)
  const webhook = { url: 'http://127.0.0.1:9/telegram', secret: 'x' }
  expect(await says({ webhook })).toContain('is not set at Telegram yet')
  telegram.delivery.setWebhook(webhook.url, webhook.secret)
  expect(await says()).toContain('the next start removes the webhook')
  expect(await says({ webhook })).toContain('sends to TELEGRAM_WEBHOOK_URL, 0 waiting')
  telegram.delivery.push({ id: 1, update: {} })
  await vi.waitFor(async () => expect(await says({ webhook })).toMatch(/could not deliver .*1 waiting.*Check that your proxy/))
  telegram.delivery.deleteWebhook()
  expect(await says()).toContain('Purser asks Telegram for updates')
})

test('everything goes through the proxy where one is configured: updates, answers and pictures', async () => {
  const { db, url, close } = await testDatabase()
  await telegramPeople(db)
  const { bot } = testBot({ db, ledger: createLedger })
  const stage = await telegramStage({ db, databaseUrl: url, bot, commands: [], proxy: proxy.url })
  await stage.hands.says(USERS.amy, 'help')
  await stage.settled()
  expect(stage.world.messages.filter(({ chat, from }) => chat === USERS.amy && from === 0)).not.toHaveLength(0)
  expect(proxy.asked.length).toBeGreaterThan(0)
  expect(new Set(proxy.asked)).toEqual(new Set([new URL(stage.telegram.apiUrl).host]))
  await stage.close()
  await close()
})
