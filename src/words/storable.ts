/**
 * The first `most` UTF-16 units of what somebody typed, as a database can hold it: without NUL, and without halves of a
 * character, which cutting may leave.
 */
export const storable = (text: string, most: number): string =>
  text
    .slice(0, most)
    .replaceAll('\0', '')
    .replace(/\p{Cs}/gu, '')
