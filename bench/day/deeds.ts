import type { Locator } from 'playwright-core'
import type { Side } from '../../test/support/browser.ts'

/** A claim's card in the chat of all staff. */
export interface Card {
  readonly ticket: string
  /** As one member of staff sees it. */
  on(staff: Side): Locator
}

/** What staff do with a claim; resolves with what the customer's balance gains, in fen. */
export interface Deed {
  readonly called: string
  /** Whether the claim so many is dealt with so. */
  suits(claim: number): boolean
  run(card: Card, at: { readonly staff: Side; readonly other: Side; readonly lead: Side }, fen: number): Promise<number>
}

const CREDIT = '入账 ¥'
const credit = (card: Locator): Promise<void> => card.getByRole('button', { name: CREDIT }).click()
const decided = (card: Locator): Promise<void> => card.getByRole('button', { name: CREDIT }).waitFor({ state: 'detached' })
/** The latest message with these words: others may come after it. */
export const said = (side: Side, words: string): Locator => side.pane.locator('.messages > li').filter({ hasText: words }).last()
export const formOf = (staff: Side): Locator => staff.pane.locator('.messages form').last()

/** The first that suits is done. Mistakes are made on purpose, and put right. */
export const DEEDS: readonly Deed[] = [
  {
    called: 'rejected as unreadable',
    suits: (claim) => claim % 8 === 3,
    run: async (card, { staff }) => {
      await card.on(staff).getByRole('button', { name: '驳回' }).click()
      await formOf(staff).locator('select').selectOption('unreadable')
      await formOf(staff).getByRole('button', { name: '确认驳回' }).click()
      await decided(card.on(staff))
      return 0
    },
  },
  {
    called: 'taken into hand, then credited',
    suits: (claim) => claim % 8 === 5,
    run: async (card, { staff }, fen) => {
      await card.on(staff).getByRole('button', { name: '我来处理' }).click()
      await credit(card.on(staff))
      await decided(card.on(staff))
      return fen
    },
  },
  {
    called: 'credited with a wrong amount, undone, credited',
    suits: (claim) => claim % 8 === 6,
    run: async (card, { staff }, fen) => {
      await card.on(staff).getByRole('button', { name: '入账其他金额' }).click()
      await formOf(staff).locator('.field.amount input').first().fill('499.99')
      for (const field of await formOf(staff).locator('.field.text input, .field.note textarea').all())
        if ((await field.inputValue()) === '') await field.fill('手误')
      await formOf(staff).locator('.actions button.primary').click()
      await decided(card.on(staff))
      await card.on(staff).getByRole('button', { name: '撤销' }).click()
      await credit(card.on(staff))
      await decided(card.on(staff))
      return fen
    },
  },
  {
    called: 'credited by two at the same moment',
    suits: (claim) => claim % 10 === 9,
    run: async (card, { staff, other }, fen) => {
      // Both buttons in hand first: the card of whoever comes second may be drawn anew before he presses.
      const buttons = [staff, other].map((one) => card.on(one).getByRole('button', { name: CREDIT }).elementHandle())
      await Promise.all((await Promise.all(buttons)).map((button) => button?.dispatchEvent('click')))
      await decided(card.on(staff))
      return fen
    },
  },
  {
    called: 'credited, then corrected by the lead',
    suits: (claim) => claim % 16 === 7,
    run: async (card, { staff, lead }, fen) => {
      await credit(card.on(staff))
      await decided(card.on(staff))
      await card.on(lead).getByRole('button', { name: '更多' }).click()
      await said(lead, `工单 ${card.ticket}：更多操作`).getByRole('button', { name: /^更正/ }).click()
      await formOf(lead)
        .locator('.field.amount input')
        .first()
        .fill(((fen - 100) / 100).toFixed(2))
      await formOf(lead).locator('.field.note textarea, .field.text input').last().fill('金额看错了')
      await formOf(lead).locator('.actions button').last().click()
      await said(lead, `工单 ${card.ticket} 已更正`).waitFor()
      return fen - 100
    },
  },
  {
    called: 'credited',
    suits: () => true,
    run: async (card, { staff }, fen) => {
      await credit(card.on(staff))
      await decided(card.on(staff))
      return fen
    },
  },
]
