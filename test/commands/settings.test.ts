import { afterAll, beforeAll, expect, test } from 'vitest'
import { localeNames, locales } from '../../locales/index.ts'
import { zoneMeant } from '../../src/billing/zones.ts'
import { commands } from '../../src/commands/index.ts'
import { type Counter, counter } from '../support/counter.ts'

let c: Counter
beforeAll(async () => {
  c = await counter({ supportUrl: 'https://support.example.com/' })
})
afterAll(() => c.close())

test('a language is chosen by its own name and answered in at once, and stays for that chat', async () => {
  const chat = await c.customer('10428')
  const shown = await chat.sends('settings')
  expect(shown.buttons).toEqual(expect.arrayContaining(['简体中文', '繁體中文（香港）']))
  const changed = await chat.presses(shown, '繁體中文（香港）')
  expect(changed.text).toContain('語言：繁體中文（香港）')
  expect(changed.viewer.locale).toBe('zh-HK')
  expect((await chat.sends('balance')).text).toContain('帳戶結餘')
  expect((await chat.presses(changed, localeNames.en)).text).toContain('Language: English')
})

test('every common time zone is a button that sets it, and another can be typed', async () => {
  const chat = await c.customer('10429')
  const shown = await chat.presses(await chat.sends('settings'), 'Time zone')
  for (const [zone, name] of Object.entries(locales.en.settings.zones)) {
    const set = await chat.presses(shown, name)
    expect(set.viewer.zone).toBe(zone)
    expect(set.text).toContain(`Time zone: ${name}`)
  }
  expect((await chat.presses(shown, 'Another time zone')).reply.form?.questions[0]?.name).toBe('zone')
  for (const [typed, zone] of [
    ['america/sao_paulo', 'America/Sao_Paulo'],
    ['  New   York ', 'America/New_York'],
    ['香港', 'Asia/Hong_Kong'],
    ['kathmandu', 'Asia/Katmandu'],
    ['utc', 'UTC'],
  ] as const)
    expect(offset((await chat.sends('zone', { zone: typed })).viewer.zone)).toBe(offset(zone))
})

const offset = (timeZone: string) => new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).format(new Date('2026-07-01'))

test('what is no time zone is asked again and changes nothing', async () => {
  const chat = await c.customer('10430')
  for (const zone of ['Mars/Olympus', 'GMT+8', '<script>', '../../etc', 'a\u0000', 'x'.repeat(65), '+08:00']) {
    const seen = await chat.sends('zone', { zone })
    expect(seen.reply.form?.questions[0]?.problem).toBeDefined()
    expect(seen.viewer.zone).toBe('Asia/Shanghai')
  }
})

test('a zone is understood by every common name in every language', () => {
  for (const t of Object.values(locales))
    for (const [zone, name] of Object.entries(t.settings.zones)) expect(zoneMeant(name, t.settings.zones)).toBe(zone)
})

test('the low balance threshold takes amounts as people type them, belongs to the chat and is in the audit', async () => {
  const chat = await c.customer('10431')
  const set = await chat.sends('low-balance', { amount: '５０元' })
  expect(set.text).toContain('below CNY 50.00')
  expect((await chat.presses(set, 'low-balance')).reply.form?.questions[0]?.value).toBe('50.00')
  for (const amount of ['0', '-5', 'lots', 'HK$100']) {
    expect((await chat.sends('low-balance', { amount })).reply.form?.questions[0]?.problem).toBeDefined()
    expect((await c.db.identity.findFirstOrThrow({ where: { userId: 'c10431' } })).lowBalance).toBe(5_000n)
  }
  const off = await chat.presses(set, 'Turn off')
  expect(off.text).toContain('warning is off')
  expect(off.buttons).not.toContain('Turn off')
  const audit = await c.db.audit.findMany({ where: { subject: 'customer:10431' }, orderBy: { id: 'asc' } })
  expect(audit.map(({ after }) => after)).toMatchObject([{ lowBalance: '5000' }, { lowBalance: null }])
})

test('help says who it is and shows each person what they can do', async () => {
  const linked = await (await c.customer('10432')).sends('help')
  expect(linked.text).toContain('Raindrop')
  expect(linked.buttons).toEqual(expect.arrayContaining(['Balance', 'Top up', 'Charges', 'Settings', 'Contact support']))
  expect(linked.text).toContain('Unlink: ')
  expect(linked.buttons).not.toContain('Link account')
  expect((await c.chatter('c10432').sends('settings')).buttons).toContain('Linked chats')

  const stranger = await c.chatter('stranger').sends('help')
  expect(stranger.text).toContain('isn’t linked to an account yet')
  expect(stranger.buttons).toEqual(['Link account', 'Settings', 'Contact support'])

  const staff = await (await c.staff('agent-1')).sends('help')
  expect(staff.buttons).not.toContain('Balance')
  expect(staff.text).not.toContain('isn’t linked')
})

test('where accounts open themselves, help offers a new person everything a customer has', async () => {
  const open = await counter({ openAccounts: true })
  const stranger = await open.chatter('stranger').sends('help')
  expect(stranger.text).toContain('One is opened when you first use a command')
  expect(stranger.buttons).toEqual(expect.arrayContaining(['Balance', 'Top up', 'Link account']))
  expect(stranger.buttons).not.toContain('Unlink')
  await open.close()
})

test('every command of the menu has a label and a line in help in every language', () => {
  for (const t of Object.values(locales))
    for (const { name } of commands.filter(({ menu }) => menu)) {
      expect((t.common.commands as Record<string, string>)[name], name).toBeTruthy()
      if (name !== 'help') expect((t.help.about as Record<string, string>)[name], name).toBeTruthy()
    }
})
