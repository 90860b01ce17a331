import { line, type Money, type Text, type Value } from '../text.ts'

export const records = {
  /** Names of periods, as buttons and in captions. */
  periods: { '7d': 'Last 7 days', '30d': 'Last 30 days', month: 'This month', last: 'Last month', all: 'All time' },
  costs: {
    title: (period: string): Text => line`Charges · ${period}`,
    empty: ['No charges in this period. Choose a longer one to see earlier charges.'] as Text,
    emptyEver: ['There are no charges on this account yet. Products that you buy or renew appear here.'] as Text,
  },
  refunds: {
    title: (period: string): Text => line`Cancelled products · ${period}`,
    empty: ['No cancelled products in this period. Choose a longer one to see earlier ones.'] as Text,
    emptyEver: ['No product has been cancelled on this account. When you give one back, what is returned appears here.'] as Text,
  },
  recharges: {
    title: (period: string): Text => line`Top-ups · ${period}`,
    empty: ['No top-ups in this period. A payment that is still being checked is under “My payment claims”.'] as Text,
    emptyEver: ['No top-ups yet. A payment that is still being checked is under “My payment claims”.'] as Text,
  },
  withdrawals: {
    title: (period: string): Text => line`Withdrawals · ${period}`,
    empty: ['No withdrawals in this period. Choose a longer one to see earlier ones.'] as Text,
    emptyEver: ['Nothing has gone back from this account to where it was paid in from.'] as Text,
  },
  /** Under the list of cancelled products: this is not a withdrawal. */
  refundNote: ['The price of a cancelled product returns to your balance. It is not paid out to your card or wallet.'] as Text,
  columns: {
    id: 'ID',
    time: 'Time',
    product: 'Product',
    productId: 'Product ID',
    amount: 'Amount',
    method: 'Method',
    reference: 'Order number',
  },
  /** In place of the product, on a line that takes an earlier one back. */
  reversal: (id: Value): Text => line`Reversal of ${id}`,
  reversed: (what: Text): Text => line`${what} (reversed)`,
  /** A withdrawal that staff have not sent yet. */
  underWay: (what: Text): Text => line`${what} (under way)`,
  total: 'Total',
  totalOf: (sum: Text, count: number): Text => line`${sum} (${count} ${count === 1 ? 'record' : 'records'})`,
  stillUnderWay: (total: Text, left: Money): Text => line`${total}, of which ${left} is still under way`,
  product: 'Product',
  noneOf: (product: Value): Text => line`Nothing for “${product}” in this period.`,
  yourProducts: (names: Text): Text => line`Products on this list: ${names}`,
  severalFit: (typed: Value, names: Text): Text => line`“${typed}” fits several products: ${names}. Please type more of the name.`,
  pastEnd: ['There is nothing further. The list may have changed since you opened it.'] as Text,
  older: 'Older ›',
  newer: '‹ Newer',
  first: 'To the newest',
  filter: 'Period and product',
  filterTitle: ['Choose period and product'] as Text,
  show: ['Show'] as Text,
  everything: 'All products',
  page: 'Open on the website',
}
