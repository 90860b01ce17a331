import type { NewTransfer, Posting } from '../ledger/types.ts'
import { channel, wallet } from '../ledger/types.ts'
import { money } from '../money.ts'
import type { DemoCustomer } from './people.ts'

const DAY = 24 * 3600_000
const DAYS = 365
const CURRENCY = 'CNY'

/** A customer's year, oldest first: they pay in before they run dry, products cost every day at 08:00, one was given back. */
export function yearOf(customer: DemoCustomer, customerId: bigint, now: Date): readonly Posting[] {
  const postings: Posting[] = []
  let balance = 0n
  let serial = 0
  const post = (
    daysAgo: number,
    minute: number,
    transfer: Pick<NewTransfer, 'from' | 'to' | 'kind'> & Partial<NewTransfer>,
    minor: bigint,
  ): void => {
    const occurredAt = new Date(startOfDay(now) - daysAgo * DAY + minute * 60_000)
    if (occurredAt > now) return
    serial += 1
    balance += transfer.to === wallet(customerId) ? minor : -minor
    const base = { amount: money(minor, CURRENCY), occurredAt, actor: 'system', source: `demo:${customer.user}` }
    postings.push({ key: `demo:${customer.user}:${serial}`, transfers: [{ ...base, ...transfer }] })
  }
  const first = Math.min(DAYS, Math.max(...customer.products.map((product) => product.sinceDaysAgo)) + 1)
  for (let daysAgo = first; daysAgo >= 0; daysAgo -= 1) {
    const due = customer.products.filter((p) => daysAgo < p.sinceDaysAgo && daysAgo >= (p.untilDaysAgo ?? 0))
    const cost = due.reduce((sum, product) => sum + product.daily, 0n)
    for (const [index, pay] of customer.pays.entries()) {
      const regular = (first - daysAgo) % pay.everyDays === index * 7
      const needed = index === 0 && balance < cost * 3n
      if (!regular && !needed) continue
      const reference = `${pay.method === 'unionpay' ? '4008' : '2026'}${customer.number}${String(1_000_000 + serial * 7919).slice(-7)}${String(daysAgo).padStart(4, '0')}`
      post(
        daysAgo,
        7 * 60 + 12 + index,
        { from: channel(pay.method), to: wallet(customerId), kind: 'recharge', channel: pay.method, reference },
        pay.amount,
      )
    }
    for (const product of due)
      if (balance >= product.daily)
        post(
          daysAgo,
          8 * 60,
          { from: wallet(customerId), to: 'revenue', kind: 'cost', product: product.name, productId: product.id },
          product.daily,
        )
    for (const product of customer.products)
      if (product.untilDaysAgo === daysAgo)
        post(
          daysAgo,
          15 * 60 + 20,
          { from: 'revenue', to: wallet(customerId), kind: 'refund', product: product.name, productId: product.id },
          product.daily * 7n,
        )
  }
  return postings
}

/** Midnight in Shanghai, as an epoch: the demo's company is there. */
const startOfDay = (now: Date): number => Math.floor((now.getTime() + 8 * 3600_000) / DAY) * DAY - 8 * 3600_000
