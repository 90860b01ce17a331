/** What forms ask: a label, and a hint where one helps. */
export const questions = {
  amount: { label: '金额' },
  note: { label: '备注' },
}
