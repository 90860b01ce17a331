import { afterAll, beforeAll, expect, test } from 'vitest'
import { examineSlack } from '../../adapters/slack/examine.ts'
import { slackManifest } from '../../adapters/slack/manifest.ts'
import { readConfig } from '../../src/config.ts'
import { APP_TOKEN, BOT_TOKEN } from '../support/slack/api.ts'
import { type SlackDouble, slackDouble } from '../support/slack/server.ts'
import { STAFF_CHANNEL } from '../support/slack/stage.ts'
import { BOT } from '../support/slack/workspace.ts'

let slack: SlackDouble
beforeAll(async () => {
  slack = await slackDouble()
  slack.space.addChannel(STAFF_CHANNEL, [BOT])
  slack.space.addChannel('C0WITHOUT', [])
})
afterAll(() => slack.close())

const settings = () => ({ botToken: BOT_TOKEN, appToken: APP_TOKEN, staffChannel: STAFF_CHANNEL, apiUrl: slack.apiUrl, staffGroups: [] })
const todo = async (more: object) => (await examineSlack({ ...settings(), ...more })).map((finding) => finding.todo)

test('the doctor finds nothing to do where all is right', async () => {
  expect(await todo({})).toEqual([undefined, undefined, undefined])
})

test.each([
  [{ botToken: 'xoxb-wrong-one' }, /copy the token again/],
  [{ appToken: 'xapp-wrong-one' }, /copy the token again/],
  [{ staffChannel: 'C0NOWHERE' }, /Copy the id/],
  [{ staffChannel: 'C0WITHOUT' }, /Invite it there/],
  [{ apiUrl: 'http://127.0.0.1:1/api/' }, /Check the network/],
])('the doctor says what to do about %j', async (more, advice) => {
  expect((await todo(more)).filter(Boolean).join(' ')).toMatch(advice)
})

test('the doctor names the scopes that are missing', async () => {
  slack.scopes = ['chat:write', 'commands']
  const [token] = await examineSlack(settings())
  slack.scopes = undefined
  expect(token?.found).toContain('without files:read')
})

test('the manifest is for socket mode, or names the addresses of the house', () => {
  const socket = JSON.stringify(slackManifest(readConfig({ SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN })))
  expect(socket).toContain('"socket_mode_enabled":true')
  expect(socket).not.toContain('request_url')
  const env = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: '0123456789abcdef', PURSER_PUBLIC_URL: 'https://b.example.com' }
  const http = JSON.stringify(slackManifest(readConfig(env)))
  expect(http).toContain('"socket_mode_enabled":false')
  expect(http.match(/https:\/\/b\.example\.com\/slack\/events/g)).toHaveLength(3)
})
