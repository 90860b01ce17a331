import { z } from 'zod'
import { methodById } from '../billing/methods.ts'
import { choicePage, endedPage, payPage } from '../billing/recharge-pages.ts'
import { isOpen, ownRecharge, waitingRecharge } from '../billing/recharges.ts'
import { defineCommand } from '../command.ts'
import { call, reply, text } from '../reply.ts'
import { idField } from './ids.ts'

/** Goes on where a recharge was left: the one named, else the newest that waits. */
export const resume = defineCommand({
  name: 'continue',
  role: 'customer',
  effect: 'read',
  accounts: 'active',
  input: z.object({ recharge: idField().optional() }),
  wire: ['recharge'],
  run: async (ctx, input) => {
    const { t } = ctx
    const recharge = input.recharge === undefined ? await waitingRecharge(ctx) : await ownRecharge(ctx, input.recharge)
    if (!recharge) return reply([text(t.recharge.nothingOpen)], [call(t.common.commands.recharge, 'recharge', {}, 'primary')])
    if (!isOpen(recharge, ctx.now)) return endedPage(ctx, recharge)
    const method = recharge.method === null ? undefined : methodById(ctx.methods, recharge.method)
    const gone = recharge.method === null ? undefined : (method ?? 'unavailable')
    return (method && payPage(ctx, recharge, method)) ?? choicePage(ctx, recharge, gone)
  },
})
