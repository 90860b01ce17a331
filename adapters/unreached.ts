import { AppError } from '../src/errors.ts'

/** For what is looked up before anything is done: the person reads that nothing was changed, and that it can be tried again. */
export const unreached = (error: unknown): never => {
  throw new AppError('unavailable', {}, error)
}
