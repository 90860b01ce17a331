import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { id, join, line, said, type Text, when } from '../../locales/text.ts'
import { nextSettlement } from '../billing/hours.ts'
import { ticketOf } from '../billing/tickets/queries.ts'
import { zoneName } from '../billing/zones.ts'
import { defineCommand, type With } from '../command.ts'
import type { Ticket } from '../db.ts'
import { change, type Transfer, wallet } from '../ledger/types.ts'
import { add, type Money, money } from '../money.ts'
import { type Block, call, fact, facts, link, notice, reply, text, title } from '../reply.ts'

/** What is available, what moved last, and payments that are being checked, which are not part of it. */
export const balance = defineCommand({
  name: 'balance',
  role: 'customer',
  effect: 'read',
  menu: true,
  input: z.object({}),
  run: async (ctx) => {
    const { t, customer, ledger, latest: last, config } = ctx
    // From one row, so that the balance and the last change agree; claims after it, so that none counts twice. Who had none at the moment
    // of that row, which is also that of a withdrawal and its claim, is not asked about again.
    const available = last?.balanceAfter ?? (await ledger.balance(wallet(customer.id), config.currency))
    const where = { customerId: customer.id, state: 'open' }
    const tickets = ctx.pending.claims ? await ctx.db.ticket.findMany({ where, orderBy: { id: 'asc' } }) : []
    const open = tickets.filter(({ kind }) => kind !== 'withdrawal')
    const leaving = tickets.filter(({ kind }) => kind === 'withdrawal')
    return reply(
      [
        title(t.balance.title(available)),
        facts([
          fact(t.balance.account, t.balance.uid(id(customer.number))),
          fact(t.balance.lastChange, last && !isUntold(last, open) ? lastChange(ctx, last, leaving) : undefined),
          fact(t.balance.checking, open.length > 0 ? t.balance.claims(open.length, ...listed(t, open)) : undefined),
          fact(t.withdrawal.onItsWay, leaving.length > 0 ? t.withdrawal.onWay(...listed(t, leaving)) : undefined),
        ]),
        ...warnings(ctx, available),
        text(t.balance.asOf(when(ctx.now, 'clock'), zoneName(t, ctx.viewer.zone)), 'quiet'),
      ],
      [
        ...(customer.status !== 'active' ? [] : [call(t.common.commands.recharge, 'recharge', {}, 'primary')]),
        call(t.common.commands.costs, 'costs'),
        ...(tickets.length > 0 ? [call(t.balance.check, 'tickets')] : []),
        ...(customer.status !== 'active' && config.supportUrl ? [link(t.common.support, config.supportUrl)] : []),
      ],
    )
  },
})

/** A credit that was undone before its customer heard of it: to them the claim is still being checked, and nothing has moved. */
const isUntold = ({ kind, source }: Transfer, open: readonly Ticket[]): boolean =>
  kind === 'reversal' && open.some((ticket) => ticket.id === ticketOf(source))

function lastChange({ t, methods, viewer }: With<'customer'>, transfer: Transfer, leaving: readonly Ticket[]): Text {
  const asked = leaving.some((ticket) => ticket.id === ticketOf(transfer.source))
  const method = methods.find((one) => one.id === transfer.channel)
  const product = [transfer.product, transfer.productId].filter(Boolean).join(' ')
  const what = [
    ...(product && transfer.kind !== 'reversal'
      ? []
      : [line`${asked && transfer.kind === 'withdrawal' ? t.balance.askedBack : t.balance.kinds[transfer.kind]}`]),
    ...(product ? [[said(product)]] : []),
    ...(method ? [line`${method.name[viewer.locale]}`] : []),
  ]
  return t.balance.change(change(transfer), join(what, ' · '), when(transfer.occurredAt))
}

/** What claims come to and their numbers. Several currencies are added up for each one: nothing is converted. */
function listed(t: Texts, open: readonly Ticket[]): [sum: Text, numbers: Text] {
  const sums = new Map<string, Money>()
  for (const { amount, currency } of open) sums.set(currency, add(sums.get(currency) ?? money(0n, currency), money(amount, currency)))
  const numbers = open.map((ticket) => [id(ticket.id)])
  return [
    join(
      [...sums.values()].map((sum) => line`${sum}`),
      ' + ',
    ),
    join(numbers, t.balance.listed),
  ]
}

/** One at most: what has to be done first. */
function warnings({ t, identity, customer, config, now }: With<'customer'>, available: Money): readonly Block[] {
  if (customer.status === 'closed') return [notice(t.balance.closed)]
  if (customer.status === 'frozen') return [notice(t.balance.frozen)]
  if (available.minor < 0n) return [notice(t.balance.below)]
  const { lowBalance } = identity
  if (lowBalance === null || available.minor >= lowBalance) return []
  return [notice(t.balance.low(money(lowBalance, config.currency), nextSettlement(config.hours, now)))]
}
