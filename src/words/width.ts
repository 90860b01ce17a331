/**
 * Full-width signs and spaces as plain ones, lower case, ends trimmed of what cannot be seen. Unlike NFKC it never turns
 * other signs into digits ("10²" stays what it is), so an amount can be read from the result.
 */
export function plainWidth(text: string): string {
  return text
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll('￥', '¥')
    .replace(/[\s　]+/g, ' ')
    .replace(INVISIBLE_ENDS, '')
    .toLowerCase()
}

/** Spaces, zero-width signs and the direction marks that phones and chats put around copied numbers. */
const INVISIBLE_ENDS = /^[\s\u200b-\u200f\u2060\u2066-\u2069\ufeff]+|[\s\u200b-\u200f\u2060\u2066-\u2069\ufeff]+$/g
