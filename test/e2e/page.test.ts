import { readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import { reply, text } from '../../src/reply.ts'
import { contractCommands, HOSTILE, SHOWN } from '../contract/commands.ts'
import { testBot } from '../support/bot.ts'
import { complaintsOf, openBrowser } from '../support/browser.ts'
import { testDatabase } from '../support/database.ts'
import { bytesForStaff, EVERY_BYTE } from '../support/files.ts'
import { type WebServer, webPeople, webServer } from '../support/web.ts'

let deps: Parameters<typeof webServer>[0]
let server: WebServer
let browser: Browser
let page: Page
let pane: Locator
let complaints: readonly string[]
let visitors = 0
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  const { db, url, close } = await testDatabase()
  await webPeople(db)
  const { bot } = testBot({ db, ledger: createLedger, commands: contractCommands, screenshot: readScreenshot })
  deps = { db, databaseUrl: url, bot, commands: contractCommands, files: bytesForStaff, built: true }
  server = await webServer(deps)
  browser = await openBrowser()
  closing.push(
    () => browser.close(),
    () => server.close(),
    close,
  )
})
afterAll(async () => {
  for (const step of closing) await step()
})

// Everybody is somebody new, with a conversation of their own.
beforeEach(async () => {
  visitors += 1
  page = await browser.newPage({ locale: 'en-GB' })
  complaints = complaintsOf(page, server.url)
  await page.goto(`${server.url}/?pane=customer&customer=visitor-${visitors}`)
  pane = page.locator('.pane.customer')
  await pane.getByRole('button', { name: 'Commands' }).waitFor()
  return () => page.close()
})

const viewer = { locale: 'en', zone: 'UTC', now: new Date('2026-11-18T08:00:00Z') } as const

const last = (): Locator => pane.locator('.messages > li').last()

async function pick(command: string): Promise<void> {
  await pane.getByRole('button', { name: 'Commands' }).click()
  await pane.getByRole('menuitem', { name: command, exact: true }).click()
}

test('a form keeps what was entered, takes a pasted picture, and a double click on its button is one action', async () => {
  await pick('form')
  const bytes = readFileSync(new URL('../support/fixtures/screenshots/s1_success_light.png', import.meta.url)).toString('base64')
  const paste = (element: unknown, data: string): void => {
    const [page, target] = [globalThis as unknown as Browserish, element as Browserish['document']]
    const clipboardData = new page.DataTransfer()
    const binary = page.atob(data)
    clipboardData.items.add(new page.File([Uint8Array.from(binary, (sign) => sign.charCodeAt(0))], 'pasted.png', { type: 'image/png' }))
    target.dispatchEvent(new page.ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }
  await last().locator('.amount input').fill('0')
  await last().locator('.note textarea').fill(HOSTILE)
  await last().getByText('Just now').click()
  await last().getByText('Bank').click()
  await last().locator('.note textarea').evaluate(paste, bytes)
  await expect.poll(() => last().locator('.tray img').count()).toBe(1)
  await last()
    .getByRole('button', { name: 'Submit' })
    .or(last().getByRole('button', { name: 'Continue' }))
    .dblclick()

  const amount = last().locator('.amount input')
  await last().getByText('Nothing is not an amount').waitFor()
  expect(await amount.getAttribute('aria-invalid')).toBe('true')
  expect(await amount.evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true)
  expect(await last().locator('.note textarea').inputValue()).toBe(HOSTILE)
  expect(await last().locator('.tray img').count()).toBe(1)
  await amount.fill('5')
  await amount.press('Enter')
  await last().getByText('"shots":1').waitFor()
  expect(await last().textContent()).toContain(JSON.stringify(HOSTILE).slice(1, -1))
  expect(await pane.locator('.messages > li').count()).toBe(1)
  expect(complaints).toEqual([])
})

test('the line to write in is as high as what is in it, and does not scroll', async () => {
  const line = pane.locator('.composer textarea')
  for (const words of ['', 'one line', 'two\nlines', '余额']) {
    await line.fill(words)
    expect(await line.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0)
  }
  // Browsers without a mouse draw no bar: whether it may scroll is what can be seen here.
  const scrolls = () => line.evaluate((area) => area.ownerDocument.defaultView?.getComputedStyle(area).overflowY)
  expect(await scrolls()).toBe('hidden')
  await line.fill('a line\n'.repeat(30))
  expect(await scrolls()).toBe('auto')
})

test('a button pressed twice in haste is one action', async () => {
  await pick('count')
  await last().getByText('counted').waitFor()
  const first = Number(/counted (\d+)/.exec((await last().textContent()) ?? '')?.[1])
  await last().getByRole('button', { name: 'Again' }).dblclick()
  await last()
    .getByText(`counted ${first + 1}`)
    .waitFor()
  await pick('everything')
  await last().getByText('UID 10428').waitFor()
  expect(await pane.getByText(`counted ${first + 2}`).count()).toBe(0)
})

test('a message drawn anew while its press waits for an answer can be pressed again', async () => {
  await pick('count')
  await last().getByText('counted').waitFor()
  const first = Number(/counted (\d+)/.exec((await last().textContent()) ?? '')?.[1])
  let release = (): void => {}
  const held = new Promise<void>((done) => (release = done))
  await page.route('**/api/send', async (route) => {
    const response = await route.fetch()
    await held
    await route.fulfill({ response })
  })
  for (const times of [1, 2]) {
    await last().getByRole('button', { name: 'Again' }).click()
    await last()
      .getByText(`counted ${first + times}`)
      .waitFor()
  }
  release()
  await page.unrouteAll({ behavior: 'wait' })
  expect(await last().textContent()).toContain(`counted ${first + 2}`)
})

test('nothing moves under a pointer: not for a message that changes, for one further up, nor for a new one', async () => {
  const chat = `customer:visitor-${visitors}`
  const saying = (words: string) => reply(Array.from({ length: 8 }, (_, i) => text([`${words} ${i}`])))
  const old = await server.chat.send(chat, saying('old'), viewer)
  await pick('count')
  const again = pane.getByRole('button', { name: 'Again' })
  await last().getByText('counted').waitFor()
  const first = Number(/counted (\d+)/.exec((await last().textContent()) ?? '')?.[1])
  const standing = await deps.db.webMessage.findFirstOrThrow({ where: { chat, author: 'purser' }, orderBy: { id: 'desc' } })
  await again.hover()
  const place = await again.boundingBox()
  const scroller = pane.locator('.scroller')
  expect(await scroller.evaluate((element) => element.scrollTop)).toBeGreaterThan(0)
  await server.chat.edit(chat, old, saying('changed'), viewer)
  await pane.getByText('changed 0').waitFor({ state: 'attached' })
  await server.chat.send(chat, saying('new'), viewer)
  await pane.getByRole('button', { name: 'New messages' }).waitFor()
  expect(await again.boundingBox()).toEqual(place)
  await page.mouse.down()
  await deps.db.webMessage.update({ where: { id: standing.id }, data: { version: { increment: 1 } } })
  await server.chat.send(chat, saying('newer'), viewer)
  const elsewhere = await browser.newPage()
  await elsewhere.goto(page.url())
  await elsewhere.getByText('newer 0').waitFor()
  await elsewhere.close()
  expect(await pane.getByText('newer 0').count()).toBe(0)
  await page.mouse.up()
  await pane.getByText(`counted ${first + 1}`).waitFor()
  await pane.getByText('newer 0').waitFor({ state: 'attached' })
})

test('a file is saved under its name, byte for byte, and whoever may not have it reads so', async () => {
  await pick('paper')
  await last().getByRole('button', { name: 'Download' }).click()
  await last().getByText('This file isn’t available right now').waitFor()
  await page.goto(`${server.url}/?pane=staff&staff=lee`)
  pane = page.locator('.pane.staff')
  await pick('paper')
  const [download] = await Promise.all([page.waitForEvent('download'), last().getByRole('button', { name: 'Download' }).click()])
  expect(download.suggestedFilename()).toBe('case-3058.pdf')
  expect(readFileSync(await download.path())).toEqual(Buffer.from(EVERY_BYTE))
})

test('words of strangers are drawn as words', async () => {
  await pick('everything')
  await last().getByText('UID 10428').waitFor()
  expect(await last().locator('bdi').first().textContent()).toBe(SHOWN)
  expect(await pane.locator('img[src="x"]').count()).toBe(0)
  expect(complaints).toEqual([])
})

test('an action whose answer was lost is sent again, and counts once', async () => {
  let lost = 0
  await page.route('**/api/send', async (route) => {
    if (lost++ > 0) return route.continue()
    await route.fetch()
    await route.abort()
  })
  await pane.getByRole('textbox').fill('hello there')
  await pane.getByRole('textbox').press('Enter')
  await pane.locator('.message.purser').waitFor()
  await expect.poll(() => lost).toBe(2)
  expect(await pane.locator('.message').count()).toBe(2)
})

test('what could not be sent stays in sight until it is', async () => {
  await page.route('**/api/send', (route) => route.abort())
  await pane.getByRole('textbox').fill('hello from the tunnel')
  await pane.getByRole('textbox').press('Enter')
  const trouble = pane.getByText('Not sent · hello from the tunnel')
  await trouble.waitFor()
  await page.unroute('**/api/send')
  await pane.getByRole('button', { name: 'Try again' }).click()
  await pane.locator('.message.purser').waitFor()
  expect(await pane.locator('.message.own').count()).toBe(1)
  expect(await trouble.count()).toBe(0)
})

test('everything is done by keys: Enter sends, Shift+Enter breaks the line, an input method keeps its Enter, arrows walk the menu', async () => {
  const box = pane.getByRole('textbox')
  await box.focus()
  await page.keyboard.type('one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two')
  await box.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
  expect(await box.inputValue()).toBe('one\ntwo')
  await page.keyboard.press('Enter')
  await pane.locator('.message.own').getByText('two').waitFor()
  await pane.getByRole('button', { name: 'Commands' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  expect(await pane.getByRole('menu').count()).toBe(0)
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await last().getByText('UID 10428').waitFor()
})

test('outside demo mode one signs in first, and no ribbon says demo', async () => {
  const real = await webServer({ ...deps, config: { demo: false, web: { enabled: true, token: 'open sesame' } } })
  closing.unshift(() => real.close())
  await page.goto(real.url)
  await page.getByLabel('Access token').fill('open says me')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('That token is not right').waitFor()
  await page.getByLabel('Access token').fill('open sesame')
  await page.getByLabel('Access token').press('Enter')
  await page.locator('.pane.customer').getByRole('textbox').waitFor()
  expect(await page.locator('.ribbon').count()).toBe(0)
})

/** What of the browser a function that runs in the page uses. */
interface Browserish {
  readonly DataTransfer: new () => { readonly items: { add(file: unknown): void } }
  readonly File: new (parts: readonly Uint8Array[], name: string, how: { type: string }) => unknown
  readonly ClipboardEvent: new (name: string, how: object) => unknown
  readonly atob: (text: string) => string
  readonly document: { dispatchEvent(event: unknown): void }
}
