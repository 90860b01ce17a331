import type { Texts } from '../../locales/index.ts'
import type { Money } from '../money.ts'
import { call, notice, type Reply, reply, title } from '../reply.ts'
import { type Hours, nextSettlement } from './hours.ts'

/** The balance has fallen below what its reader set: until when to put something in. */
export const lowNotice = (t: Texts, how: { balance: Money; threshold: Money; hours: Hours; now: Date }): Reply =>
  reply(
    [title(t.balance.title(how.balance)), notice(t.balance.low(how.threshold, nextSettlement(how.hours, how.now)))],
    [
      call(t.common.commands.recharge, 'recharge', {}, 'primary'),
      call(t.common.commands.balance, 'balance'),
      call(t.settings.changeLow, 'low-balance'),
    ],
  )
