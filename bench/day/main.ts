import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { openBrowser, type Side, sideOf } from '../../test/support/browser.ts'
import { demoProduct, type Product } from '../../test/support/product.ts'
import { table } from '../table.ts'
import { type Card, DEEDS, formOf, said } from './deeds.ts'

/**
 * npm run bench:day -- [--claims 80]
 *
 * A day at the desk in real browsers: customers of the demo hand in claims with pictures, two members of staff deal with them, make mistakes and put
 * them right. Prints what was done in how long, and fails unless every balance is what it should be and the books agree. Needs Chromium.
 */
const { values } = parseArgs({ options: { claims: { type: 'string', default: '80' } } })

/** Who claims: their name in the demo, and their number. */
const CUSTOMERS = [
  ['lin', '10428'],
  ['chan', '10519'],
  ['emma', '10633'],
  ['wang', '10077'],
  ['lee', '10811'],
  ['zhou', '10702'],
] as const

/** A side of the page of its own, as somebody. */
async function seat(browser: Browser, url: string, side: 'customer' | 'staff', who: string): Promise<Side> {
  const page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 900, height: 1000 } })
  await page.goto(`${url}/?pane=${side}`)
  const seat = sideOf(page, side)
  await seat.pane.locator('header select').first().selectOption(who)
  return seat
}

/** In fen, as the command line tells an operator. */
async function balanceOf(product: Product, number: string): Promise<number> {
  const { balance } = JSON.parse(await product.purser('customer', 'show', number, '--json')) as { balance: { amount: string } }
  return Math.round(Number(balance.amount) * 100)
}

/** Hands in a claim with a picture like no other. What was credited before may be told in between: the form is not always the last message. */
async function claims(customer: Side, claim: number, fen: number, reference: string): Promise<void> {
  await customer.says('付款截图')
  const form = formOf(customer)
  await form
    .locator('.field.amount input')
    .first()
    .fill((fen / 100).toFixed(2))
  await form.locator('label.chip:has(input[value=now])').click()
  await form.locator('.field.text input').first().fill(reference)
  const background = { r: (claim * 37) % 256, g: (claim * 91) % 256, b: 120 }
  const buffer = await sharp({ create: { width: 300 + claim, height: 500, channels: 3, background } })
    .png()
    .toBuffer()
  await form.locator('input[type=file]').setInputFiles({ name: `${claim}.png`, mimeType: 'image/png', buffer })
  await form.locator('.tray img').waitFor()
  await form.locator('.actions button.primary').click()
  await said(customer, reference).locator('button.primary').first().click()
}

async function cardOf(staff: Side, reference: string): Promise<Card> {
  const cards = (one: Side) => one.pane.locator('.messages > li').filter({ hasText: '全体客服可见' })
  const [, ticket = ''] = /工单 (\d+)/.exec(await cards(staff).filter({ hasText: reference }).innerText()) ?? []
  return { ticket, on: (one) => cards(one).filter({ hasText: `工单 ${ticket}` }) }
}

const product = await demoProduct({ PURSER_UNDO_SECONDS: '20' })
await product.start()
const browser = await openBrowser()
try {
  const agent = await seat(browser, product.url, 'staff', 'staff-mei')
  const lead = await seat(browser, product.url, 'staff', 'staff-kit')
  const people = []
  for (const [name, number] of CUSTOMERS)
    people.push({ number, seat: await seat(browser, product.url, 'customer', name), due: await balanceOf(product, number) })
  const done = new Map<string, number>()
  const started = performance.now()
  for (let claim = 0; claim < Number(values.claims); claim++) {
    const person = people[claim % people.length] as (typeof people)[number]
    const [staff, other] = claim % 2 ? [lead, agent] : [agent, lead]
    const [fen, reference] = [1_000 + claim * 137, `4009${10_000_000 + claim * 7_919}${String(claim).padStart(3, '0')}`]
    await claims(person.seat, claim, fen, reference)
    const deed = DEEDS.find(({ suits }) => suits(claim)) as (typeof DEEDS)[number]
    person.due += await deed.run(await cardOf(staff, reference), { staff, other, lead }, fen)
    done.set(deed.called, (done.get(deed.called) ?? 0) + 1)
  }
  const seconds = (performance.now() - started) / 1000
  for (const { number, due } of people) {
    const balance = await balanceOf(product, number)
    if (balance !== due) throw new Error(`UID ${number} has ${balance} fen, and should have ${due}`)
  }
  table(
    ['what was done', 'claims'],
    [...done].map(([called, count]) => [called, String(count)]),
  )
  console.log(
    `\n${values.claims} claims from the customer's first word to the decision in ${seconds.toFixed(0)} s. Every balance is what it should be.`,
  )
  console.log(await product.purser('verify'))
} finally {
  await browser.close()
  await product.remove()
}
