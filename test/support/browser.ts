import { existsSync } from 'node:fs'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'

const PLACES = [process.env.PURSER_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const QUIET = [
  'no-sandbox',
  'disable-gpu',
  'disable-quic',
  'no-first-run',
  'disable-background-networking',
  'disable-component-update',
  'disable-sync',
]

/** The machine's Chromium, headless. Close it. */
export function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place && existsSync(place))
  if (!executablePath) throw new Error('no Chromium on this machine: install Debian’s package or set PURSER_CHROMIUM')
  return chromium.launch({ executablePath, args: QUIET.map((flag) => `--${flag}`) })
}

/** One side of the page, used as a person does. */
export interface Side {
  readonly pane: Locator
  /** The latest message. */
  readonly last: Locator
  /** Types a line and sends it. */
  says(text: string): Promise<void>
  /** Presses a button of the latest message that has it. */
  presses(name: string | RegExp): Promise<void>
}

export function sideOf(page: Page, side: 'customer' | 'staff'): Side {
  const pane = page.locator(`#pane-${side}`)
  return {
    pane,
    last: pane.locator('.messages > li').last(),
    says: async (text) => {
      const box = pane.locator('form.composer').getByRole('textbox')
      await box.fill(text)
      await box.press('Enter')
    },
    presses: (name) => pane.locator('.messages').getByRole('button', { name }).last().click(),
  }
}

/** Everything the page complained about: console errors, exceptions, requests to elsewhere. */
export function complaintsOf(page: Page, home: string): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => !/^(blob|data):/.test(request.url()) && !request.url().startsWith(home) && complaints.push(request.url()))
  return complaints
}
