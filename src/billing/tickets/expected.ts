import type { Texts } from '../../../locales/index.ts'
import { join, type Text } from '../../../locales/text.ts'
import type { Context } from '../../command.ts'
import type { Ticket } from '../../db.ts'
import { expectedAnswer, isWorking, nextOpening } from '../hours.ts'
import { aheadOf } from './queries.ts'

/** A claim's place in the queue, and by when it can be expected to be answered; `opens`: staff don't work now. */
export interface Expected {
  readonly ahead: number
  readonly by?: Date | undefined
  readonly opens?: Date | undefined
}

/** What an open claim's customer can expect. While it waits for the customer, nothing is promised. */
export async function expectedOf(ctx: Pick<Context, 'db' | 'config' | 'now'>, ticket: Ticket): Promise<Expected> {
  const { now, config } = ctx
  const ahead = await aheadOf(ctx.db, ticket, now)
  if (ticket.question !== null) return { ahead }
  const putOff = ticket.laterUntil !== null && ticket.laterUntil > now ? ticket.laterUntil : undefined
  const by = expectedAnswer(config.hours, { createdAt: putOff ?? ticket.createdAt }, ahead, now)
  return { ahead, by, opens: isWorking(config.hours, now) ? undefined : nextOpening(config.hours, now) }
}

/** The same in words. */
export function expectedText(t: Texts, { ahead, by, opens }: Expected): Text {
  const { received } = t.ticket
  const when = by ? [opens ? received.closed(opens, by) : received.expected(by)] : []
  return join([received.ahead(ahead), ...when], t.common.between)
}
