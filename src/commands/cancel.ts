import { z } from 'zod'
import { cancelledPage, endedPage } from '../billing/recharge-pages.ts'
import { endRecharge, ownRecharge, waitingRecharge } from '../billing/recharges.ts'
import { dropDialog } from '../billing/tickets/open.ts'
import { defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { reply, text } from '../reply.ts'
import { idField } from './ids.ts'

/** Ends the recharge named. Typed without one: what is being entered, by whomever, else the newest recharge that waits. */
export const cancel = defineCommand({
  name: 'cancel',
  role: 'anyone',
  effect: 'write',
  input: z.object({ recharge: idField().optional() }),
  wire: ['recharge'],
  run: async (ctx, { recharge: named }) => {
    const { t, customer } = ctx
    if (named === undefined && (await dropDialog(ctx))) return reply([text(t.recharge.discarded)])
    if (!customer) return named === undefined ? reply([text(t.recharge.nothingToCancel)]) : fail('not_linked', {})
    if (customer.status === 'closed') return fail('customer_closed', {})
    const own = { ...ctx, customer }
    const recharge = named === undefined ? await waitingRecharge(own) : await ownRecharge(own, named)
    if (!recharge) return reply([text(t.recharge.nothingToCancel)])
    if (!(await endRecharge(own, recharge))) return endedPage(own, await ownRecharge(own, recharge.id))
    return cancelledPage(own, recharge)
  },
})
