/** Pieces of at most `most` UTF-16 units that together are the whole: after white space where there is some, never inside a character. */
export function cut(whole: string, most: number): string[] {
  const parts: string[] = []
  let rest = whole
  while (rest.length > most) {
    const head = rest.slice(0, most)
    const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n')) + 1
    const end = space > most / 2 ? space : /[\uD800-\uDBFF]$/.test(head) ? most - 1 : most
    parts.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return rest === '' ? parts : [...parts, rest]
}

/** At most `most` characters, with a sign where something is missing: for places that have the whole elsewhere. */
export const short = (words: string, most: number): string => (words.length <= most ? words : `${cut(words, most - 1)[0] ?? ''}…`)
