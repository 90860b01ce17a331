import { AppError } from '../../errors.ts'
import type { Posted } from '../../ledger/types.ts'

/** Posts what puts a mistake right: below the wallet's floor only where it must, so that a forced transfer tells of a real shortfall. */
export async function forced(post: (how: { forced?: true }) => Promise<Posted>): Promise<Posted> {
  try {
    return await post({})
  } catch (error) {
    if (error instanceof AppError && error.is('insufficient_funds')) return post({ forced: true })
    throw error
  }
}
