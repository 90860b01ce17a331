import { z } from 'zod'
import { said } from '../../locales/text.ts'
import { PERIODS } from '../billing/periods.ts'
import { productsMeant } from '../billing/records.ts'
import { keepView, openView } from '../billing/views.ts'
import { defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { questions } from '../form.ts'
import { idField } from './ids.ts'
import { LISTS, listed, showRecords } from './records.ts'

/** Narrows a list of costs or refunds to a period and a product. The product is kept in a view, which the buttons name. */
export const filter = defineCommand({
  name: 'filter',
  role: 'customer',
  effect: 'write',
  accounts: 'any',
  input: z.object({
    list: z.enum(['costs', 'refunds']),
    /** The period and the view of the list that the form was opened from. */
    from: z.enum(PERIODS).optional(),
    view: idField().optional(),
    period: z.enum(PERIODS).register(questions, { control: 'choice', ask: 'period' }),
    product: z.string().trim().max(100).optional().register(questions, { control: 'text', ask: 'product' }),
  }),
  wire: ['list', 'from', 'view'],
  form: {
    title: (t) => t.records.filterTitle,
    submit: (t) => t.records.show,
    prepare: async (ctx, { from, view }) => {
      const id = idField().safeParse(view).data
      const open = id === undefined ? undefined : await openView(ctx.db, ctx.identity.id, id)
      return {
        values: { ...(from ? { period: from } : {}), ...(open ? { product: open.product } : {}) },
        options: { period: PERIODS.map((value) => ({ value, label: ctx.t.records.periods[value] })) },
      }
    },
  },
  run: async (ctx, { list, period, product }) => {
    if (!product) return showRecords(ctx, list, { period })
    const { t } = ctx
    const meant = await productsMeant(ctx.ledger, ctx.customer.id, LISTS[list].kind, product, ctx.viewer.zone)
    if (meant.length > 1)
      fail('invalid_input', { problems: { product: t.records.severalFit(said(product), listed(t, meant.slice(0, 8))) } })
    const view = await keepView(ctx.db, ctx.identity.id, { product: meant[0] ?? product }, ctx.now)
    return showRecords(ctx, list, { period, view })
  },
})
