import { defineCommand } from '../command.ts'
import { recordsInput, recordsWire, showRecords } from './records.ts'

/** Products given back (退订): their price returned to the balance; never a withdrawal (退款), newest first. */
export const refunds = defineCommand({
  name: 'refunds',
  role: 'customer',
  effect: 'read',
  menu: true,
  input: recordsInput(),
  wire: recordsWire,
  run: (ctx, input) => showRecords(ctx, 'refunds', input),
})
