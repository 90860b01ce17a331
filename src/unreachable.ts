/** What the driver says, without a code, of a connection that ended, hung, or never came. */
const LOST = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed/

/** Database down, pool exhausted or transaction timed out: nothing was done, trying again is right. */
export function isUnreachable(error: unknown): boolean {
  const {
    code = '',
    message = '',
    meta,
  } = (error ?? {}) as {
    code?: unknown
    message?: string
    meta?: { driverAdapterError?: { cause?: { kind?: unknown } } }
  }
  if (LOST.test(message)) return true
  // Of SQL of our own it says only there what was the matter.
  const kind = String(meta?.driverAdapterError?.cause?.kind)
  if (['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'].includes(kind)) return true
  return ['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '53300'].includes(
    String(code),
  )
}
