import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * A link that the company's own site makes for a customer who is logged in there: "k", six digits of base 36 for the second it ends, six random
 * signs, eighteen signs of the HMAC, the customer's number. All of it is what a deep link may carry. docs/linking.md shows how to make one.
 */
const FORM = 'k([0-9a-z]{6})([\\w-]{6})([\\w-]{18})([A-Za-z0-9](?:[\\w-]{0,30}[A-Za-z0-9])?)'
const SIGNED = new RegExp(`^${FORM}$`)
const WITHIN = new RegExp(`(?=(${FORM}))`, 'g')

/** A link is for now, not for a drawer. */
const LONGEST_DAYS = 7

/** Whether a text has the form of a signed link, whoever made it. */
export const looksSigned = (text: string): boolean => SIGNED.test(text)

/** What may be a signed link that has not ended, wherever it begins in a text and whoever made it. */
export const signedIn = (text: string, now: Date): readonly { readonly start: number; readonly end: number }[] =>
  [...text.matchAll(WITHIN)]
    .filter(({ 2: expiry = '' }) => isNear(endOf(expiry), now))
    .map(({ 1: link = '', index }) => ({ start: index, end: index + link.length }))

/** Whom a signed link is for, and until when; undefined when it is not ours, has ended, or would last too long. */
export function readSigned(text: string, secret: string | undefined, now: Date): { number: string; expiresAt: Date } | undefined {
  const [, expiry = '', nonce = '', given = '', number = ''] = SIGNED.exec(text) ?? []
  if (secret === undefined || number === '') return undefined
  const due = createHmac('sha256', secret).update(`purser-link:${expiry}:${nonce}:${number}`).digest('base64url').slice(0, given.length)
  const genuine = timingSafeEqual(Buffer.from(given), Buffer.from(due))
  const expiresAt = endOf(expiry)
  return genuine && isNear(expiresAt, now) ? { number, expiresAt } : undefined
}

const endOf = (expiry: string): Date => new Date(Number.parseInt(expiry, 36) * 1000)
const isNear = (end: Date, now: Date): boolean => end > now && end.getTime() <= now.getTime() + LONGEST_DAYS * 24 * 3600_000
