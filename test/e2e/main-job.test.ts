import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaintsOf, openBrowser, type Side, sideOf } from '../support/browser.ts'
import { demoProduct, type Product } from '../support/product.ts'

const SHOTS = resolve('test/support/fixtures/screenshots')
const truth = (file: string): { amount: string; orderNo: string; time: string; card: string } =>
  JSON.parse(readFileSync(join(SHOTS, 'truth.json'), 'utf8')).find((shot: { file: string }) => shot.file === file)

let product: Product
let browser: Browser

beforeAll(async () => {
  product = await demoProduct()
  await product.start()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await product?.remove()
})

/** Fills the claim's form with what the screenshot says, and hands the picture in. */
async function claim(customer: Side, shot: string, words: { other: string; next: string }): Promise<void> {
  const facts = truth(shot)
  const form = customer.pane.locator('.messages form').last()
  await form.getByText(words.other).click()
  await form.locator('input[type=datetime-local]').fill(facts.time.replace(' ', 'T').slice(0, 16))
  await form.locator('.field.digits input').fill(/\((\d{4})\)/.exec(facts.card)?.[1] ?? '')
  await form.locator('.field.text input').fill(facts.orderNo)
  await form.locator('input[type=file]').setInputFiles(join(SHOTS, shot))
  await form.getByRole('button', { name: words.next }).click()
  await customer.last.getByText(facts.orderNo).waitFor()
  const drawn = () =>
    customer.last.locator('img').evaluateAll((all) => all.every((img) => (img as unknown as { naturalWidth: number }).naturalWidth > 0))
  await expect.poll(drawn).toBe(true)
}

/** A claim's card in the staff chat, by the payment's number while it is open; once it is decided it is one line. */
async function cardOf(staff: Side, reference: string) {
  const cards = staff.pane.locator('.messages > li').filter({ hasText: '全体客服可见' })
  const open = cards.filter({ hasText: reference })
  const [, ticket = ''] = /工单 (\d+)/.exec(await open.innerText()) ?? []
  return cards.filter({ hasText: `工单 ${ticket}` })
}

/** In fen, as an operator is told. */
const balanceOf = async (number: string): Promise<number> => {
  const shown = JSON.parse(await product.purser('customer', 'show', number, '--json'))
  return Math.round(Number(/"balance":\s*"?(-?[\d.]+)|"amount":\s*"(-?[\d.]+)"/.exec(JSON.stringify(shown))?.slice(1).find(Boolean)) * 100)
}

const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')}`

test('a customer pays by UnionPay, hands in the screenshot, and staff credit it once', async () => {
  const page = await browser.newPage({ viewport: { width: 1360, height: 1000 }, locale: 'zh-CN' })
  const complaints = complaintsOf(page, product.url)
  await page.goto(product.url)
  await page.getByText('演示环境').waitFor()
  const [customer, staff] = [sideOf(page, 'customer'), sideOf(page, 'staff')]
  const before = await balanceOf('10428')
  await customer.says('充值128云闪付')
  await customer.last.getByText('宁波雨滴云计算有限公司').first().waitFor()
  await customer.presses('我已付款，上传截图')
  await claim(customer, 's1_success_light.png', { other: '其他时间', next: '下一步' })
  await customer.presses('确认提交')
  await customer.last.getByText('已收到您的付款截图，正在核实').waitFor()

  const { orderNo } = truth('s1_success_light.png')
  const card = await cardOf(staff, orderNo)
  await card.getByText('UID 10428').waitFor()
  // A picture loads when it comes into view.
  await card.scrollIntoViewIfNeeded()
  await card.locator('img').waitFor()
  await card.getByRole('button', { name: '入账 ¥128.00' }).click()
  await customer.pane.getByText('¥128.00 已计入您的余额').waitFor()
  await card.getByText('Mei 小梅').waitFor()
  await expect.poll(() => card.getByRole('button').allInnerTexts()).toEqual(['更多'])

  await customer.says('充值记录')
  await customer.last.getByText(orderNo).waitFor()
  await customer.says('余额')
  await customer.last.getByText(`账户余额 ${yuan(before + 12_800)}`).waitFor()
  expect(await balanceOf('10428')).toBe(before + 12_800)
  await product.purser('verify')
  expect(complaints).toEqual([])
  await page.close()
})

test('the same on a phone in Hong Kong, and a rejection that says what to do', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-HK', hasTouch: true, isMobile: true })
  const page = await context.newPage()
  const complaints = complaintsOf(page, product.url)
  await page.goto(`${product.url}/?pane=customer`)
  const customer = sideOf(page, 'customer')
  await customer.pane.locator('header select').first().selectOption('chan')
  await customer.pane.getByRole('button', { name: '結餘' }).first().waitFor()
  await customer.says('增值 50 雲閃付')
  await customer.presses('已付款，上載截圖')
  await claim(customer, 's2_detail_light.png', { other: '其他時間', next: '下一步' })
  await customer.presses('確認遞交')
  await customer.last.getByText('已收到你的付款截圖，正在核實').waitFor()
  const width = await page.evaluate('document.documentElement.scrollWidth')
  expect(width).toBeLessThanOrEqual(390)

  const desk = await browser.newPage({ viewport: { width: 900, height: 1000 }, locale: 'zh-CN' })
  await desk.goto(`${product.url}/?pane=staff`)
  const staff = sideOf(desk, 'staff')
  const card = staff.pane.locator('.messages > li').filter({ hasText: truth('s2_detail_light.png').orderNo })
  await card.getByRole('button', { name: '驳回' }).click()
  const form = staff.pane.locator('.messages form').last()
  await form.locator('select').selectOption('unreadable')
  await form.getByRole('button', { name: '确认驳回' }).click()
  await customer.pane.getByText('未能入賬').first().waitFor()
  await customer.pane.getByText('你的結餘沒有變動').waitFor()
  await product.purser('verify')
  expect(complaints).toEqual([])
  await desk.close()
  await context.close()
})

test('killed right after the click and started again, the claim is credited once and the customer is told', async () => {
  const page = await browser.newPage({ viewport: { width: 1360, height: 1000 }, locale: 'zh-CN' })
  await page.goto(product.url)
  const [customer, staff] = [sideOf(page, 'customer'), sideOf(page, 'staff')]
  await customer.pane.locator('header select').first().selectOption('wang')
  const before = await balanceOf('10077')
  const card = await cardOf(staff, '400817730952116080417730')
  const credit = card.getByRole('button', { name: '入账 ¥200.00' })
  await credit.click()
  await product.kill()
  await product.start()
  await page.reload()
  await customer.pane.locator('header select').first().selectOption('wang')
  // If it was killed before the decision was kept, the claim is open and the same press decides it now.
  await card.waitFor()
  if (await credit.isVisible()) await credit.click({ timeout: 2_000 }).catch(() => undefined)
  await expect.poll(() => card.getByRole('button').allInnerTexts(), { timeout: 30_000 }).toEqual(['更多'])
  await customer.pane.getByText('¥200.00 已计入您的余额').first().waitFor()
  expect(await balanceOf('10077')).toBe(before + 20_000)
  await product.purser('verify')
  expect(await product.stop()).toBe(0)
  await page.close()
})
