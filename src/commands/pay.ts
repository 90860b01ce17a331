import { z } from 'zod'
import { methodById } from '../billing/methods.ts'
import { choicePage, endedPage, payPage } from '../billing/recharge-pages.ts'
import { chooseMethod, isOpen, ownRecharge } from '../billing/recharges.ts'
import { defineCommand } from '../command.ts'
import { idField } from './ids.ts'

/** How to pay a recharge by one method; without a method, the choice again. */
export const pay = defineCommand({
  name: 'pay',
  role: 'customer',
  effect: 'write',
  input: z.object({ recharge: idField(), method: z.string().max(32).optional() }),
  wire: ['recharge', 'method'],
  run: async (ctx, input) => {
    const recharge = await ownRecharge(ctx, input.recharge)
    if (!isOpen(recharge, ctx.now)) return endedPage(ctx, recharge)
    if (input.method === undefined) return choicePage(ctx, recharge)
    const method = methodById(ctx.methods, input.method)
    const page = method && payPage(ctx, recharge, method)
    if (!page) return choicePage(ctx, recharge, method ?? 'unavailable')
    return (await chooseMethod(ctx, recharge, method)) ? page : endedPage(ctx, await ownRecharge(ctx, recharge.id))
  },
})
