import type { Texts } from '../../../locales/index.ts'
import type { Text } from '../../../locales/text.ts'
import type { With } from '../../command.ts'
import { call, notice, reply } from '../../reply.ts'
import { hasOtherLead, isLead } from '../staff.ts'
import { ticketId } from './view.ts'

/**
 * Whoever comes by a chat of staff must not move money unnoticed, in whichever way: the leads hear of the first time, once for each chat.
 * `what`: in words what was done, or asked of a second lead.
 */
export async function tellOfFirst(ctx: With<'agent'>, ticket: bigint | null, what: (t: Texts) => Text): Promise<void> {
  const { id: identityId, platform, userId } = ctx.identity
  const first = await ctx.db.identity.updateMany({ where: { id: identityId, creditedAt: null }, data: { creditedAt: ctx.now } })
  if (first.count === 0) return
  ctx.audit({ action: 'staff.first-money', subject: `staff:${ctx.staff.id}`, after: { identity: identityId, ticket } })
  const about = ticket === null ? {} : { ticket }
  // Of the only lead's chat all who are there hear.
  const told = !isLead(ctx.staff) || (await hasOtherLead(ctx.db, ctx.staff))
  const to = told ? ({ staff: 'leads', except: ctx.staff.id, ...about } as const) : ({ staff: 'chats', ...about } as const)
  ctx.notify(to, (t) =>
    reply(
      [notice(t.desk.firstMoney(ctx.staff.name, `${platform} ${userId}`, what(t)))],
      ticket === null ? [] : [call(t.staff.show(ticketId({ id: ticket })), 'show', { ticket })],
    ),
  )
}
