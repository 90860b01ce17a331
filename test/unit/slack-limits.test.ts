import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { interactive, type Reach } from '../../adapters/slack/client.ts'

const over = { now: new AbortController() }
beforeEach(() => {
  vi.useFakeTimers()
  over.now = new AbortController()
})
afterEach(() => void vi.useRealTimers())

/** A Slack that says to wait so many seconds, so often; with how often it was asked. */
function limited(seconds: string, times = Number.POSITIVE_INFINITY, method = 'chat.postMessage') {
  const state: { asked: number; status?: number } = { asked: 0 }
  const fetch = async () => {
    state.asked += 1
    return state.asked > times ? new Response('{}') : new Response('{}', { status: 429, headers: { 'retry-after': seconds } })
  }
  const reach = { apiUrl: 'https://slack.example/api/', way: { fetch }, logger: {} } as unknown as Reach
  const asking = interactive(reach, over.now.signal).fetch?.(`https://slack.example/api/${method}`, {}) as Promise<Response>
  void asking.then(({ status }) => {
    state.status = status
  })
  return state
}

test('an answer is waited for as long as Slack says, five minutes at most', async () => {
  const once = limited('31', 2)
  await vi.advanceTimersByTimeAsync(61_000)
  expect(once).toEqual({ asked: 2 })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(once).toEqual({ asked: 3, status: 200 })
  const always = limited('120')
  await vi.advanceTimersByTimeAsync(240_000)
  expect(always).toEqual({ asked: 3, status: 429 })
})

test('whoever says to wait no time is asked once a second, for as long', async () => {
  const rude = limited('0')
  await vi.advanceTimersByTimeAsync(9_500)
  expect(rude).toEqual({ asked: 10 })
  await vi.advanceTimersByTimeAsync(300_000)
  expect(rude).toEqual({ asked: 301, status: 429 })
})

test('a window is not waited for longer than Slack would open it, and nothing once it is over', async () => {
  const window = limited('5', 1, 'views.open')
  await vi.advanceTimersByTimeAsync(0)
  expect(window).toEqual({ asked: 1, status: 429 })
  const answer = limited('60')
  await vi.advanceTimersByTimeAsync(1_000)
  over.now.abort()
  await vi.advanceTimersByTimeAsync(0)
  expect(answer).toEqual({ asked: 2, status: 429 })
})
