import { z } from 'zod'
import { choicePage, endedPage, scanPage } from '../billing/recharge-pages.ts'
import { isOpen, ownRecharge } from '../billing/recharges.ts'
import { defineCommand } from '../command.ts'
import { idField } from './ids.ts'

/** The payment link as a QR code, for a second device. */
export const scan = defineCommand({
  name: 'scan',
  role: 'customer',
  effect: 'read',
  accounts: 'active',
  input: z.object({ recharge: idField() }),
  wire: ['recharge'],
  run: async (ctx, input) => {
    const recharge = await ownRecharge(ctx, input.recharge)
    if (!isOpen(recharge, ctx.now)) return endedPage(ctx, recharge)
    return scanPage(ctx, recharge) ?? choicePage(ctx, recharge, 'unavailable')
  },
})
