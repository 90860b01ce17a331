import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { customerByNumber } from '../billing/customers.ts'
import { linkedChats } from '../billing/linking.ts'
import { isOwn } from '../billing/tickets/hands.ts'
import { defineCommand, type Prepared, type With } from '../command.ts'
import type { Customer } from '../db.ts'
import { AppError, fail } from '../errors.ts'
import { questions } from '../form.ts'
import { call, notice, type Reply, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { chatName } from './linked.ts'
import { takeOffLost } from './lost-chat.ts'

const MOST = 20

/** Takes a chat off a customer who has lost it: by a lead, after checks that are written down. */
export const unlinkLost = defineCommand({
  name: 'unlink-chat',
  role: 'lead',
  effect: 'write',
  menu: true,
  input: z.object({
    chat: idField().optional(),
    customer: z.string().max(40).optional().register(questions, { control: 'text', ask: 'customerNumber' }),
    checks: z.string().max(300).optional().register(questions, { control: 'note', ask: 'unlinkChecks' }),
  }),
  wire: ['chat'],
  form: { title: (t) => [t.link.lost.label], submit: (t) => [t.common.submit], aside: true, prepare },
  run: async (ctx, { chat, customer, checks }) => {
    if (chat === undefined) return chats(ctx, await named(ctx, customer))
    const identity = await ctx.db.identity.findUnique({ where: { id: chat }, include: { customer: true } })
    const owner = identity?.customer ?? fail('outdated_button', {})
    if (await isOwn(ctx, owner.id)) fail('own_account', {})
    if (!checks?.trim()) throw new AppError('invalid_input', { problems: {} })
    const gone = (await takeOffLost(ctx, owner, chat, checks.trim())) ?? fail('outdated_button', {})
    return reply([notice(ctx.t.link.lost.done(chatName(ctx.t, gone), line`${id(owner.number)}`), 'plain')])
  },
})

async function named({ db, t }: With<'lead'>, number: string | undefined): Promise<Customer> {
  if (number === undefined) throw new AppError('invalid_input', { problems: {} })
  const found = await customerByNumber(db, number.trim())
  return found ?? fail('invalid_input', { problems: { customer: t.remedy.unknownCustomer } })
}

async function chats({ db, t }: With<'lead'>, customer: Customer): Promise<Reply> {
  const linked = await linkedChats(db, customer.id, MOST)
  const label = t.link.lost
  if (linked.length === 0) return reply([text(label.none)])
  const items = linked.map((chat) => line`${chatName(t, chat)}${chat.owner ? line` · ${t.link.owner}` : []}`)
  return reply(
    [title(t.link.chatsTitle(id(customer.number))), { type: 'list', ordered: true, items }, text(label.check, 'quiet')],
    linked.map((chat, i) => call(t.link.unlinkOne(i + 1, chatName(t, chat)), 'unlink-chat', { chat: chat.id }, 'danger')),
  )
}

async function prepare({ t }: With<'lead'>, entered: Readonly<Record<string, string>>): Promise<Prepared> {
  return { skip: [entered.chat === undefined ? 'checks' : 'customer'], blocks: [text(t.link.lost.check, 'quiet')] }
}
