import { defineCommand } from '../command.ts'
import { recordsInput, recordsWire, showRecords } from './records.ts'

/** Money that was put in and credited, newest first. */
export const recharges = defineCommand({
  name: 'recharges',
  role: 'customer',
  effect: 'read',
  menu: true,
  input: recordsInput(),
  wire: recordsWire,
  run: (ctx, input) => showRecords(ctx, 'recharges', input),
})
