import { z } from 'zod'
import { line } from '../../locales/text.ts'
import { expectedOf } from '../billing/tickets/expected.ts'
import { dialogOf, keepDialog, sentBefore } from '../billing/tickets/open.ts'
import { openWithdrawal, refuseHeldBack, refuseMember, type WayBack, type Withdrawal, waysBack } from '../billing/tickets/withdrawal.ts'
import { backBy, readBackBlocks, requestedElsewhere, requestedReply } from '../billing/tickets/withdrawal-view.ts'
import { defineCommand, type Prepared, type With } from '../command.ts'
import type { Ticket } from '../db.ts'
import { AppError, fail } from '../errors.ts'
import { type Problems, questions } from '../form.ts'
import { wallet } from '../ledger/types.ts'
import { type Money, toMajor } from '../money.ts'
import { call, fact, facts, type Reply, reply, text } from '../reply.ts'
import { readAmount } from '../words/amount.ts'
import { idField, versionField } from './ids.ts'
import { sentReply } from './ticket-send.ts'

const fields = () => ({
  method: z.string().max(64).register(questions, { control: 'choice', ask: 'withdrawalWay' }),
  amount: z.string().max(40).register(questions, { control: 'amount', ask: 'withdrawalAmount' }),
  account: z.string().max(200).optional().register(questions, { control: 'text', ask: 'withdrawalAccount' }),
})

/** Asks for balance back by the way it came: entered, read back, and sent by `withdrawal-send`. For the account's owner alone. */
export const withdrawal = defineCommand({
  name: 'withdrawal',
  role: 'customer',
  effect: 'write',
  input: z.object({ dialog: idField().optional(), ...fields() }),
  wire: ['dialog'],
  form: { title: (t) => t.withdrawal.formTitle, submit: (t) => t.ticket.continue, readBack: true, prepare },
  run: async (ctx, entered) => {
    const { asked, balance } = await read(ctx, entered)
    const { method, amount, account } = entered
    const dialog = await keepDialog(ctx, 'withdrawal', { method, amount, ...(account ? { account } : {}) }, [])
    const seen = { dialog: dialog.id, version: dialog.version }
    return reply(readBackBlocks(ctx.t, asked, { ...backBy(ctx.methods, asked.channel, ctx.viewer.locale), balance }), [
      call(ctx.t.withdrawal.send, 'withdrawal-send', seen, 'primary'),
      call(ctx.t.ticket.amend, 'withdrawal', { dialog: dialog.id }),
      call(ctx.t.ticket.drop, 'ticket-drop', seen),
    ])
  },
})

/** Sends the request that was read back; its money leaves the balance with it. */
export const withdrawalSend = defineCommand({
  name: 'withdrawal-send',
  role: 'customer',
  effect: 'write',
  input: z.object({ dialog: idField(), version: versionField() }),
  wire: ['dialog', 'version'],
  run: async (ctx, { dialog: id, version }) => {
    refuseMember(ctx)
    const sent = await sentBefore(ctx, { id, version }, 'withdrawal')
    if (sent) return sentReply(ctx, sent, received)
    const dialog = await dialogOf(ctx, { id, version, command: 'withdrawal' })
    const asked = readForm(ctx, z.object(fields()).parse(dialog.input))
    const ticket = await openWithdrawal(ctx, asked, dialog)
    const { number } = ctx.customer
    const { amount, currency, method } = ticket
    ctx.audit({
      action: 'ticket.open',
      subject: `ticket:${ticket.id}`,
      after: { kind: 'withdrawal', customer: number, amount, currency, method },
    })
    ctx.card(ticket.id)
    ctx.notify({ customerId: ctx.customer.id, ticket: ticket.id, except: ctx.identity.id }, (t, locale) =>
      requestedElsewhere(t, ticket, backBy(ctx.methods, method, locale).method),
    )
    return received(ctx, ticket)
  },
})

async function received(ctx: With<'customer'>, ticket: Ticket): Promise<Reply> {
  const balance = await ctx.ledger.balance(wallet(ctx.customer.id), ticket.currency)
  const back = backBy(ctx.methods, ticket.method, ctx.viewer.locale)
  return requestedReply(ctx.t, ticket, { ...back, balance, expected: await expectedOf(ctx, ticket) })
}

type Entered = Readonly<{ method: string; amount: string; account?: string | undefined }>

/** What was entered, against what can go back now; throws invalid_input with all that is wrong at once. */
async function read(ctx: With<'customer'>, entered: Entered): Promise<{ asked: Withdrawal; balance: Money }> {
  const { ways, balance } = await mine(ctx)
  return { asked: readForm(ctx, entered, ways), balance }
}

/** `ways`: absent when it is sent, where the ledger itself says what is left. */
function readForm({ t, config, methods, viewer }: With<'customer'>, entered: Entered, ways?: readonly WayBack[]): Withdrawal {
  const problems: Record<string, Problems[string]> = {}
  const amount = readAmount(entered.amount, config.currency)
  const way = ways?.find(({ channel }) => channel === entered.method)
  const back = backBy(methods, entered.method, viewer.locale)
  const account = entered.account?.trim()
  if (ways && !way) problems.method = t.problems.choose
  if (!amount.ok) problems.amount = t.problems.amount(amount, config.currency)
  else if (way && amount.amount.minor > way.most.minor) problems.amount = t.withdrawal.problems.most(way.most, back.method)
  if (back.terms?.account && !account) problems.account = t.withdrawal.problems.account(back.method)
  if (Object.keys(problems).length > 0 || !amount.ok) throw new AppError('invalid_input', { problems })
  return { channel: entered.method, amount: amount.amount, ...(account ? { account } : {}) }
}

/** The owner's ways back; nothing_to_return where there is none, owner_changed for a day after staff changed who that is. */
async function mine(ctx: With<'customer'>) {
  refuseMember(ctx)
  refuseHeldBack(ctx.customer, ctx.now)
  const found = await waysBack(ctx, { id: ctx.customer.id, currency: ctx.config.currency })
  return found.ways.length > 0 ? found : fail('nothing_to_return', {})
}

async function prepare(ctx: With<'customer'>, entered: Readonly<Record<string, string>>): Promise<Prepared> {
  const { t, methods, viewer } = ctx
  const { ways, balance } = await mine(ctx)
  const names = ways.map((way) => ({ ...way, ...backBy(methods, way.channel, viewer.locale) }))
  const id = z.object({ dialog: idField().optional() }).parse(entered).dialog
  const kept = id === undefined ? {} : ((await dialogOf(ctx, { id, command: 'withdrawal' })).input as Record<string, string>)
  const [only] = names
  return {
    blocks: [
      text(t.withdrawal.intro),
      facts([...names.map(({ method, most }) => fact(method, line`${most}`)), fact(t.withdrawal.balance, line`${balance}`)]),
    ],
    values: { ...(only ? { method: only.channel, ...(names.length === 1 ? { amount: toMajor(only.most) } : {}) } : {}), ...kept },
    options: { method: names.map(({ channel, method }) => ({ value: channel, label: method })) },
    ...(names.some(({ terms }) => terms?.account) ? {} : { skip: ['account'] }),
  }
}
