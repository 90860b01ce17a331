import type { Text } from '../../locales/text.ts'
import { hasOtherLead } from '../billing/staff.ts'
import type { With } from '../command.ts'
import { notice, type Reply, reply } from '../reply.ts'

/** Answers that what was asked waits for a second lead; where there is none, that nobody can answer it. */
export async function waitsReply({ db, staff, t }: With<'agent'>, words: Text): Promise<Reply> {
  const alone = (await hasOtherLead(db, staff)) ? [] : [notice(t.remedy.second.nobody)]
  return reply([notice(words, 'plain'), ...alone])
}
