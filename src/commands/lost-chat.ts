import { chatsOf, ownerOf } from '../billing/link-requests.ts'
import { unlinkChat } from '../billing/linking.ts'
import { holdBack } from '../billing/tickets/withdrawal.ts'
import type { Context } from '../command.ts'
import type { Customer, Identity } from '../db.ts'
import { unlinkedNotice } from './unlink-confirm.ts'

/**
 * Takes a lost chat off its customer, in the caller's transaction: the chat itself and the account's others are told, also of who owns the
 * account now; whoever that is asks for no money back for a day. `checks`: how it was made sure who asks. Undefined when the chat is not theirs.
 */
export async function takeOffLost(
  { db, now, lock, audit, notify }: Pick<Context, 'db' | 'now' | 'lock' | 'audit' | 'notify'>,
  { id, number }: Pick<Customer, 'id' | 'number'>,
  chat: bigint,
  checks: string,
): Promise<Identity | undefined> {
  await lock(chatsOf(id))
  const was = await ownerOf(db, id)
  const gone = await unlinkChat(db, id, chat)
  if (!gone) return undefined
  const owned = was?.id === gone.id
  const heir = owned ? await ownerOf(db, id) : null
  const before = { identity: gone.id, owner: owned }
  const until = owned ? await holdBack(db, id, now) : undefined
  audit({ action: 'customer.unlink', subject: `customer:${number}`, before, reason: checks })
  notify({ customerId: id, also: gone.id }, (t) => unlinkedNotice(t, gone, now, heir, until))
  return gone
}
