import { z } from 'zod'
import { outcomeNotice } from '../billing/remedies/notices.ts'
import { decideRemedy } from '../billing/remedies/second.ts'
import { defineCommand } from '../command.ts'
import { notice, reply } from '../reply.ts'
import { idField } from './ids.ts'

const remedy = () => z.object({ remedy: idField() })

/** Approves what another lead asked for: it is done now, once. */
export const countersign = defineCommand({
  name: 'countersign',
  role: 'lead',
  effect: 'write',
  input: remedy(),
  wire: ['remedy'],
  run: async (ctx, input) => {
    await decideRemedy(ctx, input.remedy, true)
    return reply([notice(ctx.t.remedy.second.approved, 'good')])
  },
})

/** Declines it, as a lead; or takes one's own back, whoever asked. */
export const decline = defineCommand({
  name: 'decline',
  role: 'agent',
  effect: 'write',
  input: remedy(),
  wire: ['remedy'],
  run: async (ctx, input) => {
    const asked = await decideRemedy(ctx, input.remedy, false)
    const { second } = ctx.t.remedy
    return asked.askedBy === ctx.staff.id ? outcomeNotice(ctx.t, asked, second.takenBack, false) : reply([notice(second.declined, 'plain')])
  },
})
