import { z } from 'zod'
import { cancelledPage, endedPage } from '../billing/recharge-pages.ts'
import { endRecharge, ownRecharge, waitingRecharge } from '../billing/recharges.ts'
import { dropDialog } from '../billing/tickets/open.ts'
import { defineCommand } from '../command.ts'
import { reply, text } from '../reply.ts'
import { idField } from './ids.ts'

/** Ends the recharge named. Typed without one: what is being entered, else the newest recharge that waits. */
export const cancel = defineCommand({
  name: 'cancel',
  role: 'customer',
  effect: 'write',
  input: z.object({ recharge: idField().optional() }),
  wire: ['recharge'],
  run: async (ctx, input) => {
    const { t } = ctx
    if (input.recharge === undefined) {
      if (await dropDialog(ctx)) return reply([text(t.recharge.discarded)])
    }
    const recharge = input.recharge === undefined ? await waitingRecharge(ctx) : await ownRecharge(ctx, input.recharge)
    if (!recharge) return reply([text(t.recharge.nothingToCancel)])
    if (!(await endRecharge(ctx, recharge))) return endedPage(ctx, await ownRecharge(ctx, recharge.id))
    return cancelledPage(ctx, recharge)
  },
})
