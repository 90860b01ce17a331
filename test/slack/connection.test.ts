import { afterEach, expect, test, vi } from 'vitest'
import { type SlackHouse, saysOf, slackHouse } from '../support/slack/house.ts'
import { signed } from '../support/slack/server.ts'
import { SECRET, USERS } from '../support/slack/stage.ts'

let house: SlackHouse | undefined
afterEach(async () => {
  await house?.end()
  house = undefined
})

test.each(['refresh', 'broken'] as const)('a socket that ends (%s) is replaced at once, and what comes then is answered', async (how) => {
  const here = await slackHouse({})
  house = here
  here.slack.drop(how)
  await here.until(() => expect(here.slack.calls('apps.connections.open')).toBe(2))
  await here.until(() => expect(here.slack.sockets()).toBe(1))
  await here.hands.says(USERS.amy, 'balance')
  await here.settled()
  expect(saysOf(here.lastDirect('amy'))).toContain('CNY 0.00')
})

test('a token that Slack refuses concerns this adapter alone: starting and stopping go on', async () => {
  const wrongBot = await slackHouse({ botToken: 'xoxb-wrong' })
  expect([wrongBot.slack.sockets(), wrongBot.adapter.reached?.()]).toEqual([0, false])
  expect(wrongBot.slack.calls('auth.test')).toBeGreaterThanOrEqual(1)
  await wrongBot.end()
  const wrongApp = await slackHouse({ appToken: 'xapp-wrong' })
  expect([wrongApp.slack.sockets(), wrongApp.adapter.reached?.()]).toEqual([0, false])
  expect(wrongApp.slack.calls('apps.connections.open')).toBeGreaterThanOrEqual(1)
  await wrongApp.end()
})

test('a refusal in mid-life does not end the process, and is got over when it passes', async () => {
  const here = await slackHouse({})
  house = here
  here.slack.fail('apps.connections.open', { error: 'invalid_auth' })
  here.slack.drop('refresh')
  await here.until(() => expect(here.slack.calls('apps.connections.open')).toBe(2))
  await here.until(() => expect([here.slack.sockets(), here.adapter.reached?.()]).toEqual([0, false]))
  await here.until(() => expect([here.slack.sockets(), here.adapter.reached?.()]).toEqual([1, true]))
})

test('a bot token that is revoked in mid-life makes the chat count as not reached until Slack takes it', async () => {
  const here = await slackHouse({ http: true })
  house = here
  const asked = here.slack.calls('auth.test')
  here.slack.fail('chat.postMessage', { error: 'channel_not_found' })
  await here.hands.says(USERS.amy, 'balance')
  await here.settled()
  expect(here.adapter.reached?.()).toBe(true)
  here.slack.fail('chat.postMessage', { error: 'token_revoked' })
  here.slack.fail('auth.test', { error: 'token_revoked' })
  await here.hands.says(USERS.amy, 'balance')
  await here.until(() => expect(here.adapter.reached?.()).toBe(false))
  await here.until(() => expect(here.adapter.reached?.()).toBe(true))
  expect(here.slack.calls('auth.test')).toBeGreaterThanOrEqual(asked + 2)
})

test.concurrent.each(['upgrade', 'hello'] as const)(
  'a host of sockets that is silent (%s) keeps nobody waiting, and is got over',
  async (what) => {
    const here = await slackHouse({ silent: what })
    expect(here.adapter.reached?.()).toBe(false)
    here.slack.silent = undefined
    await here.until(() => expect([here.slack.sockets(), here.adapter.reached?.()]).toEqual([1, true]))
    await here.end()
  },
)

test('stopping while a socket is asked for leaves none', async () => {
  const here = await slackHouse({})
  house = here
  const asked = here.slack.calls('apps.connections.open')
  here.slack.fail('apps.connections.open', { late: 1_000 })
  here.slack.drop('broken')
  await here.until(() => expect(here.slack.calls('apps.connections.open')).toBe(asked + 1))
  await here.adapter.stop()
  await vi.waitFor(() => expect(here.slack.opened()).toBe(2), { timeout: 5_000 })
  await here.until(() => expect([here.slack.sockets(), here.adapter.reached?.()]).toEqual([0, false]))
})

test('stopping waits for the answer that is under way', async () => {
  const here = await slackHouse({})
  house = here
  const asked = here.hands.says(USERS.amy, 'balance')
  await asked
  await here.adapter.stop()
  expect(saysOf(here.lastDirect('amy'))).toContain('CNY 0.00')
})

test('over HTTP nothing is believed without a fresh signature of Slack', async () => {
  const here = await slackHouse({ http: true })
  house = here
  const body = JSON.stringify({ type: 'url_verification', challenge: 'c0ffee' })
  const post = (headers: Record<string, string>) =>
    fetch(here.address ?? '', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
  const now = Math.floor(Date.now() / 1000)
  expect((await post({})).status).toBe(401)
  expect((await post(signed('another secret of Slack', body))).status).toBe(401)
  expect((await post(signed(SECRET, `${body} `))).status).toBe(401)
  expect((await post(signed(SECRET, body, now - 600))).status).toBe(401)
  const right = await post(signed(SECRET, body))
  expect([right.status, await right.json()]).toEqual([200, { challenge: 'c0ffee' }])
  await here.hands.command(USERS.amy, 'balance')
  await here.settled()
  expect(saysOf(here.lastDirect('amy'))).toContain('CNY 0.00')
})
