import { z } from 'zod'
import { id, line, said, type Text } from '../../locales/text.ts'
import { customerByNumber } from '../billing/customers.ts'
import { bothAccounts, mergeWanted, type Side } from '../billing/remedies/merge.ts'
import { askRemedy } from '../billing/remedies/second.ts'
import { dialogOf, keepDialog } from '../billing/tickets/open.ts'
import { defineCommand, type With } from '../command.ts'
import { AppError, fail } from '../errors.ts'
import { questions } from '../form.ts'
import { call, fact, facts, notice, reply, text, title } from '../reply.ts'
import { idField, versionField } from './ids.ts'
import { waitsReply } from './waits.ts'

const input = z.object({
  from: z.string().max(40).register(questions, { control: 'text', ask: 'strayNumber' }),
  into: z.string().max(40).register(questions, { control: 'text', ask: 'keptNumber' }),
  reason: z.string().min(1).max(300).register(questions, { control: 'note', ask: 'mergeReason' }),
})

/** Makes one account of two: reads both back, and does it by `merge-confirm`. */
export const merge = defineCommand({
  name: 'merge',
  role: 'lead',
  effect: 'write',
  menu: true,
  input,
  wire: [],
  form: {
    title: (t) => [t.remedy.merge.label],
    submit: (t) => [t.ticket.continue].flat(),
    aside: true,
    prepare: async ({ t }) => ({ blocks: [text(t.remedy.merge.text, 'quiet')] }),
  },
  run: async (ctx, entered) => {
    const { t } = ctx
    const words = t.remedy.merge
    const ids = { stray: await named(ctx, 'from', entered.from), into: await named(ctx, 'into', entered.into) }
    const { stray, into } = await bothAccounts(ctx, ids)
    const dialog = await keepDialog(ctx, 'merge', { from: String(ids.stray), into: String(ids.into), reason: entered.reason }, [])
    return reply(
      [
        title(words.title(id(stray.customer.number), id(into.customer.number))),
        text(words.stray),
        facts(described(ctx, stray)),
        text(words.kept),
        facts(described(ctx, into)),
        facts([fact(t.staff.card.reason, line`${said(entered.reason)}`)]),
        text(words.sure),
      ],
      [call(words.confirm, 'merge-confirm', { dialog: dialog.id, version: dialog.version }, 'danger'), call(t.common.cancel, 'queue')],
    )
  },
})

/** Does what was read back, at once or when a second lead approves. */
export const mergeConfirm = defineCommand({
  name: 'merge-confirm',
  role: 'lead',
  effect: 'write',
  input: z.object({ dialog: idField(), version: versionField() }),
  wire: ['dialog', 'version'],
  run: async (ctx, seen) => {
    const dialog = await dialogOf(ctx, { id: seen.dialog, version: seen.version })
    const used = await ctx.db.dialog.deleteMany({ where: { id: dialog.id, version: dialog.version, command: 'merge' } })
    if (used.count === 0) fail('outdated_button', {})
    const { from, into, reason } = z.object({ from: idField(), into: idField(), reason: z.string() }).parse(dialog.input)
    const both = await bothAccounts(ctx, { stray: from, into })
    const asking = await askRemedy(ctx, mergeWanted(both, reason))
    if ('waiting' in asking)
      return waitsReply(ctx, asking.waiting, ctx.t.remedy.second.wanted(ctx.config.secondAbove, asking.waiting.expiresAt))
    return reply([notice(ctx.t.remedy.merge.done(id(both.stray.customer.number), id(both.into.customer.number)), 'good')])
  },
})

async function named({ db, t }: With<'lead'>, field: 'from' | 'into', number: string): Promise<bigint> {
  const found = await customerByNumber(db, number.trim())
  if (found) return found.id
  throw new AppError('invalid_input', { problems: { [field]: t.remedy.unknownCustomer } })
}

function described({ t }: With<'lead'>, { customer, balance, chats, open }: Side) {
  const words = t.remedy.merge
  const whose: Text = customer.name ? line`${id(customer.number)} ${said(customer.name)}` : line`${id(customer.number)}`
  return [
    fact(words.account, whose),
    fact(t.remedy.balance, line`${balance}`),
    fact(words.chats, line`${chats}`),
    fact(words.open, words.opened(open.tickets, open.recharges)),
  ]
}
