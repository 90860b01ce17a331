import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createClient } from '../../adapters/telegram/client.ts'
import { createWork } from '../../adapters/telegram/work.ts'
import { SHOT, SHOTS } from '../support/telegram/house.ts'
import { telegramOutage } from '../support/telegram/outage.ts'
import { GENERAL, USERS } from '../support/telegram/stage.ts'

const UNREACHABLE = 'We can’t reach our records right now'
let house: Awaited<ReturnType<typeof telegramOutage>>
beforeAll(async () => {
  house = await telegramOutage()
})
afterAll(() => house.end())

test('while the database cannot be reached everybody is told so, wherever they are in a conversation, and goes on afterwards', async () => {
  await house.says('/count')
  const counted = house.last(USERS.amy)
  await house.says('/form')
  await house.says('128')
  const question = house.last(USERS.amy)
  expect(house.stage.world.buttons(question).map(({ text }) => text)).toContain('Just now')
  await house.way.cut()
  const told = async (does: () => void): Promise<void> => {
    const before = house.written(USERS.amy).length
    does()
    await house.stage.settled()
    expect(house.written(USERS.amy)).toHaveLength(before + 1)
    expect(house.last(USERS.amy).text).toContain(UNREACHABLE)
  }
  await told(() => house.stage.hands.says(USERS.amy, 'yesterday 14:32'))
  await told(() => house.stage.hands.sends(USERS.amy, SHOT, 'paid', { as: 'photo' }))
  await told(() => house.stage.hands.presses(USERS.amy, question, 'Just now'))
  await told(() => house.stage.hands.presses(USERS.amy, counted, 'Again'))
  expect([...house.stage.world.queries.values()].map(({ answered }) => answered !== undefined)).toEqual([true, true])
  // Somebody who was not met in this life, in a language that their app alone tells of.
  house.stage.hands.says(USERS.lin, '/count')
  house.stage.hands.says(USERS.lee, '/count', { group: GENERAL, whisper: true })
  await house.stage.settled()
  expect(house.last(USERS.lin).text).toContain('暂时')
  expect(house.written(GENERAL)).toEqual([expect.objectContaining({ only: USERS.lee, text: expect.stringContaining(UNREACHABLE) })])
  await house.way.mend()
  await house.stage.hands.presses(USERS.amy, question, 'Just now')
  await house.stage.settled()
  await house.stage.hands.presses(USERS.amy, counted, 'Again')
  await house.stage.settled()
  expect(house.written(USERS.amy).some(({ text }) => text.includes('counted 2'))).toBe(true)
})

test('the menu follows a language that was typed', async () => {
  await house.says('/language zh-HK')
  expect(JSON.stringify(house.last(USERS.amy).markup)).toContain('結餘')
  await house.says('/language en')
  expect(JSON.stringify(house.last(USERS.amy).markup)).toContain('Balance')
})

test('who shows a picture in a group where nothing can be whispered is told in their private chat that it was not submitted', async () => {
  house.stage.hands.sends(USERS.amy, SHOT, '', { group: GENERAL, as: 'photo' })
  await house.stage.settled()
  expect(house.last(USERS.amy).text).toContain('not submitted')
})

test('an answer that Telegram does not take for a while comes all the same, after a restart too, and its deed is done once', async () => {
  const before = await house.counted()
  house.telegram.fail('sendMessage', { status: 502 }, 4)
  await house.says('/count')
  expect(house.last(USERS.amy).text).toContain(`counted ${before + 1}`)
  house.telegram.fail('sendMessage', { status: 502 }, 99)
  house.stage.hands.says(USERS.amy, '/count')
  await house.until(async () => expect(await house.counted()).toBe(before + 2))
  await house.stage.close()
  house.telegram.fail('sendMessage', { status: 502 }, 0)
  house.stage = await house.open()
  await house.stage.settled()
  expect(house.last(USERS.amy).text).toContain(`counted ${before + 2}`)
})

test('a limit of Telegram’s, named again and again, keeps a person waiting for five minutes in all, not for each', async () => {
  const limited = async () =>
    Response.json({ ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 200 } })
  expect(await insisted(limited)).toBe(2)
})

test('a Telegram that takes calls and is silent keeps a person waiting for no longer', async () => {
  const silent = (_url: string, { signal }: { signal: AbortSignal }) =>
    new Promise<Response>((_answer, lost) => signal.addEventListener('abort', () => lost(signal.reason)))
  // A minute each.
  expect(await insisted(silent)).toBe(5)
})

/** How often Telegram is asked until nobody insists any more. */
async function insisted(answer: (url: string, init: { signal: AbortSignal }) => Promise<Response>): Promise<number> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const asks = vi.fn(answer)
  const way = { fetch: asks, dispatcher: {}, close: async () => undefined } as never
  const refused = createClient({ token: '1:A', apiUrl: 'http://telegram.example', way })
    .insist((api) => api.getMe())
    .catch(() => 'given up')
  try {
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(await refused).toBe('given up')
    return asks.mock.calls.length
  } finally {
    vi.useRealTimers()
  }
}

test('who sends more than is taken, or was not answered for long, is told so once, when they are answered again', async () => {
  const { work } = house.stage.adapter
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  for (let each = 0; each < 210; each += 1) void work.take(-each - 1, String(USERS.amy), () => gate)
  release()
  await work.settled()
  const lost = () => house.written(USERS.amy).filter(({ text }) => text.includes('Not everything you sent')).length
  for (const told of [1, 1]) {
    await house.says('/count')
    expect(lost()).toBe(told)
  }
  // Longer than anybody waits.
  house.telegram.fail('sendMessage', { retryAfter: 400 })
  await house.says('/count')
  await house.says('/count')
  expect(lost()).toBe(2)
})

test('who gets an answer that Telegram takes for wrong is told that it may have been done, at once or when they are answered again', async () => {
  const told = (words: string) => house.written(USERS.amy).filter(({ text }) => text.includes(words)).length
  const [unsure, lost] = ['We couldn’t show you the answer', 'Not everything you sent']
  const before = [told(unsure), told(lost)]
  for (const [times, more] of [
    [1, [1, 0]],
    [2, [1, 1]],
  ] as const) {
    house.telegram.fail('sendMessage', { refuse: [400, 'Bad Request: something odd'] }, times)
    for (const _ of [1, 2]) await house.says('/count')
    expect([told(unsure), told(lost)]).toEqual(before.map((count, index) => count + (more[index] ?? 0)))
  }
})

test('an album that cannot be answered for ten minutes is given up, and its person told so when they are answered again', async () => {
  house.telegram.fail('sendMessage', { refuse: [400, 'Bad Request: something odd'] }, 99)
  house.telegram.fail('sendPhoto', { refuse: [400, 'Bad Request: something odd'] }, 99)
  house.stage.hands.album(USERS.lin, SHOTS.slice(0, 2))
  await house.stage.settled()
  const album = { doneAt: null }
  await house.until(async () => expect(await house.db.telegramAlbum.count({ where: { takenAt: { not: null } } })).toBe(2))
  await house.stage.close()
  const past = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  await house.db.telegramAlbum.updateMany({ data: { createdAt: past(11), takenAt: past(1) } })
  house.stage = await house.open()
  await house.until(async () => expect(await house.db.telegramAlbum.count({ where: album })).toBe(0))
  for (const method of ['sendMessage', 'sendPhoto']) house.telegram.fail(method, { status: 502 }, 0)
  house.stage.hands.says(USERS.lin, '/count')
  await house.stage.settled()
  expect(house.last(USERS.lin).text).toContain('没有全部得到回复')
})

test('while the database is away an album is answered once, not once for each picture', async () => {
  await house.way.cut()
  const before = house.written(USERS.amy).length
  house.stage.hands.album(USERS.amy, SHOTS)
  await house.stage.settled()
  expect(house.written(USERS.amy)).toHaveLength(before + 1)
  // Of a video and a picture each is answered.
  const video = { text: undefined, video: { file_id: 'x' }, media_group_id: '7' }
  house.stage.hands.says(USERS.amy, '', {}, video)
  house.stage.hands.says(USERS.amy, '', {}, { ...video, video: undefined, photo: [{ file_id: 'y', width: 9, height: 9 }] })
  await house.stage.settled()
  const told = house.written(USERS.amy).slice(before + 1)
  expect(told.map(({ text }) => text)).toEqual(['We read text', UNREACHABLE].map((words) => expect.stringContaining(words)))
  await house.way.mend()
})

test('who shows a picture in a group while the database is away did not address us, and is not told afterwards that it was not answered', async () => {
  await house.way.cut()
  house.stage.hands.sends(USERS.lin, SHOT, 'look at my cat', { group: GENERAL, as: 'photo' })
  await house.stage.settled()
  await house.way.mend()
  const before = house.written(USERS.lin).length
  house.stage.hands.says(USERS.lin, '/count')
  await house.stage.settled()
  expect(house.written(USERS.lin)).toHaveLength(before + 1)
})

test('of very many who were not answered at once the last are told', async () => {
  const work = createWork(pino({ level: 'silent' }), () => true)
  const told: string[] = []
  for (let each = 0; each <= 10_000; each += 1) work.owe(`person ${each}`)
  const well = async (): Promise<void> => undefined
  for (const each of [0, 1]) await work.take(each + 1, `person ${each}`, well, async () => void told.push(`person ${each}`))
  expect(told).toEqual(['person 1'])
})

test('a person who is slow keeps nobody waiting, and what they said outlives the process', async () => {
  const [mine, theirs] = [house.written(USERS.amy).length, house.written(USERS.lin).length]
  const release = house.telegram.hangs(USERS.amy)
  for (let each = 0; each < 120; each += 1) house.stage.hands.says(USERS.amy, '/boom')
  house.stage.hands.says(USERS.lin, '/count')
  await house.until(() => expect(house.written(USERS.lin)).toHaveLength(theirs + 1))
  expect(house.written(USERS.amy)).toHaveLength(mine)
  const closed = house.stage.close()
  release()
  await closed
  expect(await house.db.telegramUpdate.count()).toBeGreaterThan(90)
  house.stage = await house.open()
  await house.until(() => expect(house.written(USERS.amy)).toHaveLength(mine + 120))
  await house.stage.settled()
  expect(house.written(USERS.amy)).toHaveLength(mine + 120)
  await house.until(async () => expect(await house.db.telegramUpdate.count()).toBe(0))
})

test('what is on the shelf and was not confirmed is done once, and others are heard behind it', async () => {
  await house.stage.close()
  const mine = house.written(USERS.amy).length
  house.telegram.delivery.hold()
  for (let each = 0; each < 100; each += 1) house.stage.hands.says(USERS.amy, '/boom')
  house.stage.hands.says(USERS.lin, '/count')
  const told = house.telegram.delivery.take()
  const theirs = house.written(USERS.lin).length
  await house.db.telegramUpdate.createMany({
    data: told.slice(0, 100).map(({ id, update }) => ({ updateId: BigInt(id), body: update as object })),
  })
  for (const one of told) house.telegram.delivery.push(one)
  house.stage = await house.open()
  await house.until(() => expect(house.written(USERS.lin)).toHaveLength(theirs + 1))
  await house.stage.settled()
  expect(house.written(USERS.amy)).toHaveLength(mine + 100)
  await house.until(async () => expect(await house.db.telegramUpdate.count()).toBe(0))
})

test('a webhook that somebody hung up is taken away, at any time', async () => {
  const before = await house.counted()
  house.telegram.delivery.setWebhook('http://127.0.0.1:9/elsewhere', undefined)
  house.stage.hands.says(USERS.amy, '/count')
  await house.until(async () => expect(await house.counted()).toBe(before + 1))
  expect(house.telegram.delivery.url()).toBe('')
})

test('a server that does not know the bot for a while is asked again, and meanwhile the chat counts as not reached', async () => {
  const before = await house.counted()
  expect(house.stage.adapter.reached?.()).toBe(true)
  house.telegram.fail('getUpdates', { refuse: [404, 'Not Found'] })
  house.stage.hands.says(USERS.amy, '/count')
  await house.until(() => expect(house.stage.adapter.reached?.()).toBe(false))
  await house.until(async () => expect(await house.counted()).toBe(before + 1))
  await house.until(() => expect(house.stage.adapter.reached?.()).toBe(true))
})

test('a token or an address that is refused in mid-life makes the chat count as not reached, and is tried again until it is taken', async () => {
  const reached = () => house.stage.adapter.reached?.()
  await house.until(() => expect(reached()).toBe(true))
  const met = house.telegram.calls('getMe')
  house.telegram.fail('sendMessage', { refuse: [401, 'Unauthorized'] })
  house.stage.hands.says(USERS.amy, '/count')
  await house.until(() => expect(reached()).toBe(false))
  await house.until(() => expect(reached()).toBe(true))
  expect(house.telegram.calls('getMe')).toBe(met + 1)
  await house.stage.close()
  // Taken when it is first told, refused when it is hung up for all processes.
  house.telegram.fail('setWebhook', { refuse: [400, 'Bad Request: bad webhook: Failed to resolve host: Name or service not known'] }, 1, 1)
  const hung = house.telegram.calls('setWebhook')
  house.stage = await house.open({ webhook: true })
  await house.until(() => expect(reached()).toBe(false))
  await house.until(() => expect(reached()).toBe(true))
  await house.until(() => expect(house.telegram.calls('setWebhook')).toBe(hung + 4))
})
