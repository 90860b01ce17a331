import { AppError } from '../errors.ts'
import { money } from '../money.ts'
import { walletOf } from './content.ts'
import type { NewTransfer, Posted } from './types.ts'

/**
 * Reads the line that the database's posting functions answer (migration "posting"): "outcome|leg|ids|balance|detail".
 * A refusal is returned as the error to throw, so that a batch can hold both.
 */
export function readOutcome(line: string, key: string, transfers: readonly NewTransfer[]): Posted | AppError {
  const [outcome = '', leg = '0', ids = '', balance = '', detail = ''] = line.split('|')
  const transfer = transfers[Number(leg)]
  const currency = transfer?.amount.currency ?? ''
  switch (outcome) {
    case 'posted':
    case 'duplicate':
      return {
        ids: ids.includes(',') ? ids.split(',').map(BigInt) : [BigInt(ids)],
        ...(balance === '' ? {} : { balance: money(BigInt(balance), lastWallet(transfers) ?? currency) }),
        duplicate: outcome === 'duplicate',
      }
    case 'conflict':
      return new AppError('key_conflict', { key })
    case 'unknown':
      return new AppError('unknown_account', { account: (transfer && walletOf(transfer)) ?? '' })
    case 'currency':
      return new AppError('currency_mismatch', { expected: detail, given: currency })
    case 'credited':
      return new AppError('already_credited', { reference: transfer?.reference ?? '' })
    case 'funds':
      return new AppError('insufficient_funds', {
        available: money(BigInt(balance), currency),
        needed: transfer?.amount ?? money(0n, currency),
      })
    case 'large':
      return new AppError('invalid_transfer', { why: 'the balance would become too large' })
    default:
      throw new TypeError(`the ledger answered "${line}"`)
  }
}

/** The currency of the last transfer that touched a wallet: the legs of one posting may differ in it. */
const lastWallet = (transfers: readonly NewTransfer[]): string | undefined => transfers.findLast(walletOf)?.amount.currency
