/**
 * Full-width signs and spaces as plain ones, ends trimmed of what cannot be seen, case kept. Unlike NFKC it never turns
 * other signs into digits ("10²" stays what it is), so an amount can be read from the result.
 */
export function halfWidth(text: string): string {
  return narrow(text).replaceAll('￥', '¥').replace(/\s+/g, ' ').replace(INVISIBLE_ENDS, '')
}

/** Full-width letters, digits and signs as plain ones, each in its place. */
export const narrow = (text: string): string => text.replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))

/** The same in lower case. */
export const plainWidth = (text: string): string => halfWidth(text).toLowerCase()

/** Spaces, zero-width signs and the direction marks that phones and chats put around copied numbers. */
const INVISIBLE_ENDS = /^[\s\u200b-\u200f\u2060\u2066-\u2069\ufeff]+|[\s\u200b-\u200f\u2060\u2066-\u2069\ufeff]+$/g
