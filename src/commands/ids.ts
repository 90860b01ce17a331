import { z } from 'zod'

/** An id on the wire: decimal digits. */
export const idField = () =>
  z
    .string()
    .regex(/^\d{1,18}$/)
    .transform(BigInt)

/** A version on the wire. */
export const versionField = () =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
