import { locales } from '../locales/index.ts'
import type { Viewer } from '../src/format.ts'
import { call, notice, type Reply, reply } from '../src/reply.ts'

/** What is answered to who hands in, from a message's own menu, what somebody else posted: whose payment it shows is theirs to say. */
export function othersMessage({ locale }: Viewer): Reply {
  const { common } = locales[locale]
  return { ...reply([notice(common.othersMessage)], [call(common.commands.ticket, 'ticket', {}, 'primary')]), aside: true }
}
