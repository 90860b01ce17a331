import { notice, reply, text } from '../reply.ts'
import type { JobDeps } from './index.ts'
import { tellStaff } from './tell-staff.ts'

/** What is remembered while staff know that the disk is short of room. */
const KEY = 'room'
/** By how much there has to be more than the least before pictures are said to be taken again. */
const AGAIN = 1.2

/** Tells staff once when the disk has no more room for pictures, and once when it has again. */
export async function watchRoom(deps: JobDeps): Promise<void> {
  const { db, room, log } = deps
  if (!room || room.least === 0) return
  const free = await room.free()
  const low = free < room.least
  const known = (await db.setting.findUnique({ where: { key: KEY } })) !== null
  if (low === known || (known && free < room.least * AGAIN)) return
  const megabytes = Math.floor(free / 1024 / 1024)
  if (low) log.error({ free }, 'the disk has no room for more pictures: none are taken until there is')
  else log.info({ free }, 'the disk has room for pictures again')
  await tellStaff(deps, async (tx) => {
    const { count } = low
      ? await tx.setting.createMany({ data: [{ key: KEY, value: { free } }], skipDuplicates: true })
      : await tx.setting.deleteMany({ where: { key: KEY } })
    if (count === 0) return undefined
    return ({ staff }) => reply(low ? [notice(staff.room.title), text(staff.room.found(megabytes))] : [notice(staff.room.again, 'good')])
  })
}
