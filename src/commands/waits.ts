import type { Text } from '../../locales/text.ts'
import { hasOtherLead } from '../billing/staff.ts'
import type { With } from '../command.ts'
import type { Remedy } from '../db.ts'
import { call, notice, type Reply, reply } from '../reply.ts'

/** Answers that what was asked waits for a second lead; where there is none, that nobody can answer it. Who asked may take it back. */
export async function waitsReply({ db, staff, t }: With<'agent'>, { id }: Pick<Remedy, 'id'>, words: Text): Promise<Reply> {
  const alone = (await hasOtherLead(db, staff)) ? [] : [notice(t.remedy.second.nobody)]
  return reply([notice(words, 'plain'), ...alone], [call(t.remedy.second.takeBack, 'decline', { remedy: id })])
}
