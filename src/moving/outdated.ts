import type { FullDb } from '../db.ts'
import type { Todo } from './customers.ts'
import { decidedHere, movedOn } from './moved-on.ts'
import type { Problem } from './sheet.ts'

const nameOf = (channel: string): string => (channel === '' ? 'opening' : `opening:${channel}`)

/** What is told of an opening balance that differs and does not say as of when it is meant. */
export const undated = (channel: string): string =>
  `${nameOf(channel)}: it differs from what was posted, so as_of has to say as of when it is meant`

/** Tells the lines that would undo what happened since: an old file, run again, must neither move money nor open an account. */
export async function refuseOutdated(db: FullDb, { openings, states, outdated }: Todo, problem: (problem: Problem) => void): Promise<void> {
  const moved = await movedOn(
    db,
    openings.flatMap(({ customerId }) => customerId ?? []),
  )
  for (const { wanted, channel, customerId } of openings) {
    if (customerId === undefined || !moved.has(customerId)) continue
    const text = `${nameOf(channel)}: the books of ${wanted.number} have moved on since, so that this may be in their balance already. ${ANYWAY}`
    problem({ line: wanted.line, text })
  }
  for (const { line, before } of outdated)
    problem({ line, text: `as_of: an opening balance as of ${before.toISOString()} was posted, so this file is an older one. ${ANYWAY}` })
  const decided = await decidedHere(
    db,
    states.map(({ number }) => number),
  )
  for (const { line, number, status, now } of states)
    if (decided.has(number)) problem({ line, text: `status: ${number} was made ${now} here; the file would make it ${status}. ${ANYWAY}` })
}

/** What a line that the books speak against ends with. */
export const ANYWAY = 'With --anyway it is done all the same.'
