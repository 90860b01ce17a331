/** What forms ask: a label, and a hint where one helps. */
export const questions = {
  amount: { label: 'Amount' },
  note: { label: 'Note' },
  code: { label: 'Link code', hint: 'From support or the website; valid for 10 minutes.' },
  period: { label: 'Period' },
  product: { label: 'Product', hint: 'Name or product ID; leave empty for all.' },
  zone: { label: 'Time zone', hint: 'Region and city, for example Asia/Hong_Kong.' },
  locale: { label: 'Language' },
  low: { label: 'Warn below', hint: 'An amount, for example 50.' },
}
