import { defineCommand } from '../command.ts'
import { recordsInput, recordsWire, showRecords } from './records.ts'

/** What was charged to the customer, newest first. */
export const costs = defineCommand({
  name: 'costs',
  role: 'customer',
  effect: 'read',
  menu: true,
  input: recordsInput(),
  wire: recordsWire,
  run: (ctx, input) => showRecords(ctx, 'costs', input),
})
