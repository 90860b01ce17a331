/** What forms ask: a label, and a hint where one helps. */
export const questions = {
  amount: { label: '金額' },
  note: { label: '備註' },
}
