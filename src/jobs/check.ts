import { locales } from '../../locales/index.ts'
import { verify } from '../ledger/index.ts'
import { notice, type Reply, text } from '../reply.ts'
import { staffViewer } from './cards.ts'
import type { JobDeps } from './index.ts'

/** The daily self-check: silent when the books agree, an alarm in every staff chat when they do not. */
export async function checkLedger(deps: JobDeps): Promise<void> {
  const { disagreements } = await verify(deps.db)
  if (disagreements.length === 0) return deps.log.info('the ledger agrees with itself')
  deps.log.error({ disagreements: disagreements.slice(0, 20), count: disagreements.length }, 'the ledger disagrees with itself')
  const viewer = staffViewer(deps)
  const { alarm } = locales[viewer.locale].staff
  const reply: Reply = { audience: 'staff', blocks: [notice(alarm.title), text(alarm.found(disagreements.length))], actions: [] }
  for (const chat of deps.chats) for (const place of chat.staffChats) await chat.send(place, reply, viewer)
}
