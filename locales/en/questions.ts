/** What forms ask: a label, and a hint where one helps. */
export const questions = {
  amount: { label: 'Amount' },
  note: { label: 'Note' },
}
