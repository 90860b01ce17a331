import { defineCommand } from '../command.ts'
import { recordsInput, recordsWire, showRecords } from './records.ts'

/** Balance that went back to where it came from, or is on its way (退款); what was not carried out stands as taken back, newest first. */
export const withdrawals = defineCommand({
  name: 'withdrawals',
  role: 'customer',
  effect: 'read',
  input: recordsInput(),
  wire: recordsWire,
  run: (ctx, input) => showRecords(ctx, 'withdrawals', input),
})
