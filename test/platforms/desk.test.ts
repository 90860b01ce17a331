import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Running } from '../support/cli.ts'
import { type Company, type Copy, company } from '../support/company.ts'
import { proxyServer } from '../support/proxy.ts'

const CREDIT = 'Credit CNY 128.00'
const TOLD = 'CNY 128.00 has been added to your balance'

// Processes start, die and take over here.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let house: Company
let running: Running

beforeAll(async () => {
  house = await company()
  running = await house.start()
  await house.opens()
})
afterAll(() => house?.close())

const all = (ticket: string): readonly Copy[] => Object.values(house.copies(ticket)).flat()
const timesTold = (): number => house.told().filter((words) => words.includes(TOLD)).length

/** Waits until every staff chat has one copy of the card, Purser remembers it, and it offers to credit. */
async function shown(ticket: string): Promise<ReturnType<Company['copies']>> {
  return house.until(async () => {
    const copies = house.copies(ticket)
    const remembered = await house.db.card.count({ where: { ticketId: BigInt(ticket), message: { not: null } } })
    expect(remembered).toBe(Object.keys(copies).length)
    for (const there of Object.values(copies)) expect(there.map(({ buttons }) => buttons.includes(CREDIT))).toEqual([true])
    return copies
  })
}

const now = async () => ({ balance: await house.balance(), told: timesTold() })

/**
 * Whatever happened on the way: one credit, one name on every copy, the customer told, and the books agree. Whoever dies between a
 * message and the note of it lets it be sent again: only that may tell the customer twice.
 */
async function decidedOnce(
  ticket: string,
  before: Awaited<ReturnType<typeof now>>,
  told: 'once' | 'at least once' = 'once',
): Promise<void> {
  await house.until(() => {
    for (const there of Object.values(house.copies(ticket))) expect(there).toHaveLength(1)
    for (const { words, buttons } of all(ticket)) {
      expect(buttons).not.toContain(CREDIT)
      expect(words).toContain('credited')
    }
    expect(new Set(all(ticket).map(({ words }) => /\b(Lee|Wang|Chan)\b/.exec(words)?.[0]))).toHaveProperty('size', 1)
    expect(timesTold()).toBeGreaterThan(before.told)
    if (told === 'once') expect(timesTold()).toBe(before.told + 1)
  })
  expect(await house.balance()).toBe((Number(before.balance) + 128).toFixed(2))
  expect(await house.run('verify')).toMatchObject({ agrees: true, disagreements: [] })
}

const approved = (ticket: string) =>
  house.until(async () => expect(await house.db.ticket.findUnique({ where: { id: BigInt(ticket) } })).toMatchObject({ state: 'approved' }))

/** kill -9, and another start. */
async function killed(): Promise<void> {
  running.child.kill('SIGKILL')
  await running.ended
  running = await house.start()
}

test('a screenshot from Telegram is a card in every staff chat, kept byte for byte', async () => {
  const ticket = await house.claims('402511181432071048213300')
  const copies = await shown(ticket)
  const one = [expect.objectContaining({ pictures: 1 })]
  expect(copies).toEqual({ slack: one, telegram: one, discord: one })
  const kept = await house.db.attachment.findMany({ where: { ticketId: BigInt(ticket) } })
  expect(kept.map(({ original }) => original && Buffer.compare(Buffer.from(original), house.screenshot))).toEqual([0])
})

test('staff of all platforms credit at the same moment: one credit, all copies agree, the customer is told', async () => {
  const before = await now()
  const ticket = await house.claims('402511181432071048213301')
  await shown(ticket)
  await Promise.all(all(ticket).map((copy) => copy.press(CREDIT)))
  await decidedOnce(ticket, before)
})

test('killed after the click and before the notice, and started again: the same end', async () => {
  const before = await now()
  const ticket = await house.claims('402511181432071048213302')
  await shown(ticket)
  house.telegram.fail('sendMessage', { status: 503 }, 10_000)
  await Promise.all(all(ticket).map((copy) => copy.press(CREDIT)))
  await approved(ticket)
  expect(timesTold()).toBe(before.told)
  await killed()
  house.telegram.fail('sendMessage', { status: 503 }, 0)
  await decidedOnce(ticket, before)
})

test('killed in the very moment of the click, and started again: pressing once more ends the same', async () => {
  const before = await now()
  const ticket = await house.claims('402511181432071048213303')
  await shown(ticket)
  const pressed = all(ticket).map((copy) => copy.press(CREDIT))
  await killed()
  await Promise.all(pressed)
  await Promise.all(all(ticket).map((copy) => copy.buttons.includes(CREDIT) && copy.press(CREDIT)))
  await decidedOnce(ticket, before, 'at least once')
})

test('two processes share the work, and when the one that is connected to Telegram and Discord is killed the other is', async () => {
  const second = await house.start()
  await house.until(() => expect(house.slack.sockets()).toBe(2))
  const before = await now()
  const ticket = await house.claims('402511181432071048213304')
  await shown(ticket)
  await Promise.all(all(ticket).map((copy) => copy.press(CREDIT)))
  running.child.kill('SIGKILL')
  await running.ended
  running = second
  await Promise.all(all(ticket).map((copy) => copy.buttons.includes(CREDIT) && copy.press(CREDIT)))
  await decidedOnce(ticket, before, 'at least once')
  await house.helps.telegram()
  await house.helps.discord()
})

test('where an answer was lost on the way there are two copies, but one on Discord, which knows a message again: the one nobody knew of is taken up by a press, and both agree', async () => {
  const ticket = await house.claims('402511181432071048213306', () => {
    house.telegram.fail('sendPhoto', { lost: true })
    house.discord.fail('POST /channels/*/messages', { lost: true })
  })
  const [stray] = await house.until(() => {
    const { slack, telegram, discord } = house.copies(ticket)
    expect([slack.length, telegram.length, discord.length]).toEqual([1, 2, 1])
    return telegram
  })
  await stray?.press(CREDIT)
  await house.until(() => {
    expect(all(ticket)).toHaveLength(4)
    for (const { words, buttons } of all(ticket)) expect([buttons.includes(CREDIT), words.includes('credited')]).toEqual([false, true])
  })
})

test('where Telegram says when to ask again, the card comes then', async () => {
  const ticket = await house.claims('402511181432071048213307', () => house.telegram.fail('sendPhoto', { retryAfter: 5 }))
  await house.until(() => expect(house.copies(ticket).slack).toHaveLength(1))
  await shown(ticket)
})

test('through a forward proxy it is all the same: messages, files both ways, decisions', async () => {
  const proxy = await proxyServer({ user: 'purser', password: 'p@ss word' })
  running.child.kill('SIGTERM')
  await running.ended
  running = await house.start({ HTTPS_PROXY: proxy.url })
  const before = await now()
  const ticket = await house.claims('402511181432071048213305')
  const copies = await shown(ticket)
  for (const there of Object.values(copies)) expect(there).toEqual([expect.objectContaining({ pictures: 1 })])
  await Promise.all(all(ticket).map((copy) => copy.press(CREDIT)))
  await decidedOnce(ticket, before)
  expect(new Set(proxy.asked)).toEqual(new Set([house.slack, house.telegram, house.discord].map(({ apiUrl }) => new URL(apiUrl).host)))
  running.child.kill('SIGTERM')
  await running.ended
  await proxy.close()
  running = await house.start()
})

test.each([
  ['Telegram', { TELEGRAM_TOKEN: '110201543:AAwrongwrongwrongwrongwrongwrongwro' }, 'slack', 'TELEGRAM_TOKEN'],
  ['Discord', { DISCORD_TOKEN: 'MTE4NDAwMDAwMDAwMDAwMDAwMQ.GqW3xY.wrongwrongwrongwrongwrongwrongwrong' }, 'slack', 'DISCORD_TOKEN'],
  ['Slack', { SLACK_BOT_TOKEN: 'xoxb-999-888-wrong' }, 'telegram', 'SLACK_BOT_TOKEN'],
] as const)('with a wrong token %s fails alone, and says what to do', async (_, wrong, other, named) => {
  running.child.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
  running = await house.start(wrong)
  await house.helps[other]()
  running.child.kill('SIGTERM')
  const { code, err } = await running.ended
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(named) })
  expect(err).not.toContain(Object.values(wrong)[0])
})
