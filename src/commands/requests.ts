import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { type Asked, remedyText, secondNotice } from '../billing/remedies/notices.ts'
import { requestWaiting, waitingRequests } from '../billing/remedies/second.ts'
import { defineCommand } from '../command.ts'
import { money } from '../money.ts'
import { type Call, call, notice, reply, text } from '../reply.ts'
import { idField } from './ids.ts'

const SHOWN = 10

/** What others ask a second lead for: one of it with both decisions, or all of it. */
export const requests = defineCommand({
  name: 'requests',
  role: 'lead',
  effect: 'read',
  input: z.object({ remedy: idField().optional() }),
  wire: ['remedy'],
  run: async (ctx, { remedy }) => {
    const { t } = ctx
    if (remedy !== undefined) return secondNotice(t, await requestWaiting(ctx, remedy))
    const { count, first } = await waitingRequests(ctx, SHOWN)
    return reply(
      [notice(t.remedy.second.waiting(count), 'plain'), ...first.map((asked) => text(remedyText(t, asked)))],
      first.map(review(t)),
    )
  },
})

/** The button that opens a request, by what it moves and for whom. */
export const review =
  (t: Texts) =>
  ({ id, amount, weight, currency, customer }: Asked): Call =>
    call(t.remedy.second.review(money(amount === 0n ? weight : amount, currency), customer.number), 'requests', { remedy: id })
