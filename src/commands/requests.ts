import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { type Asked, remedyText, secondNotice } from '../billing/remedies/notices.ts'
import { requestWaiting, waitingRequests } from '../billing/remedies/second.ts'
import { defineCommand } from '../command.ts'
import { money } from '../money.ts'
import { type Call, call, notice, reply, text } from '../reply.ts'
import { idField, versionField } from './ids.ts'

const SHOWN = 10

/** What others ask a second lead for: one of it with both decisions, or all of it. */
export const requests = defineCommand({
  name: 'requests',
  role: 'lead',
  effect: 'read',
  input: z.object({ remedy: idField().optional(), page: versionField().optional() }),
  wire: ['remedy', 'page'],
  run: async (ctx, { remedy, page: wanted }) => {
    const { t } = ctx
    if (remedy !== undefined) return secondNotice(t, await requestWaiting(ctx, remedy))
    const { count, page, shown } = await waitingRequests(ctx, SHOWN, wanted)
    return reply(
      [notice(t.remedy.second.waiting(count), 'plain'), ...shown.map((asked) => text(remedyText(t, asked)))],
      [
        ...shown.map(review(t)),
        ...(page > 0 ? [call(t.staff.queue.previous, 'requests', { page: page - 1 })] : []),
        ...(count > (page + 1) * SHOWN ? [call(t.staff.queue.next, 'requests', { page: page + 1 })] : []),
      ],
    )
  },
})

/** The button that opens a request, by what it moves and for whom. */
export const review =
  (t: Texts) =>
  ({ id, amount, weight, currency, customer }: Asked): Call =>
    call(t.remedy.second.review(money(amount === 0n ? weight : amount, currency), customer.number), 'requests', { remedy: id })
