import { z } from 'zod'
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

/** Declines it, or takes one's own back. */
export const decline = defineCommand({
  name: 'decline',
  role: 'lead',
  effect: 'write',
  input: remedy(),
  wire: ['remedy'],
  run: async (ctx, input) => {
    await decideRemedy(ctx, input.remedy, false)
    return reply([notice(ctx.t.remedy.second.declined, 'plain')])
  },
})
