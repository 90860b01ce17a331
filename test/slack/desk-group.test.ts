import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ForwardProxy, proxyServer } from '../support/proxy.ts'
import { type SlackHouse, saysOf, slackHouse } from '../support/slack/house.ts'
import { buttonsOf } from '../support/slack/shown.ts'
import { STAFF_CHANNEL, USERS } from '../support/slack/stage.ts'

const GROUP = 'S0BILLING1'
let house: SlackHouse
let proxy: ForwardProxy

beforeAll(async () => {
  proxy = await proxyServer({ user: 'purser', password: 'p@ss word' })
  house = await slackHouse({ staffGroups: [GROUP], proxy: proxy.url })
  house.space.groups.set(GROUP, new Set([USERS.lin]))
  house.space.channels.get(STAFF_CHANNEL)?.members.add(USERS.lin)
})
afterAll(async () => {
  await house?.end()
  await proxy?.close()
})

async function asks(person: keyof typeof USERS, command: string): Promise<string> {
  await house.hands.command(USERS[person], command)
  await house.settled()
  return saysOf(house.lastDirect(person))
}

test('everything goes through the proxy where one is configured', async () => {
  expect(await asks('lin', 'balance')).toContain('账户余额')
  expect(new Set(proxy.asked)).toEqual(new Set([new URL(house.slack.apiUrl).host]))
  // The Web API and the socket.
  expect(proxy.asked.length).toBeGreaterThanOrEqual(2)
})

test('a member of the group sees claims and takes them in hand; others do not, and a member decides nothing', async () => {
  const ticket = await house.claims('620311004471')
  expect(await asks('amy', 'queue')).toContain('This is for our staff')
  expect(await asks('lin', 'queue')).toContain(ticket)
  await house.until(() => expect(house.cards()).toHaveLength(1))
  const [card] = house.cards()
  if (!card) throw new Error('no card')
  await house.hands.presses(USERS.lin, card, 'I’ll take it')
  await house.settled()
  expect(await house.db.ticket.findFirst({ where: { id: BigInt(ticket) }, include: { claimer: true } })).toMatchObject({
    claimer: { name: 'lin', role: 'desk' },
  })
  await house.hands.presses(USERS.lin, card, 'More')
  await house.settled()
  const beside = buttonsOf(house.staffMessages().findLast(({ only }) => only === USERS.lin)?.blocks ?? []).calls
  expect(beside).toEqual(expect.arrayContaining(['放回队列', '处理档案']))
  expect(beside).not.toContain('非付款问题')
  const before = await house.balance('10455')
  await house.hands.presses(USERS.lin, card, 'Credit CNY 128.00')
  await house.settled()
  const whispered = house.staffMessages().filter(({ only }) => only === USERS.lin)
  expect(saysOf(whispered.at(-1) ?? card)).toContain('您的权限不包含这项操作')
  expect(await house.balance('10455')).toBe(before)
  expect(await house.db.audit.count({ where: { action: 'staff.desk' } })).toBe(1)
})
