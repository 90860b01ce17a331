/**
 * What a platform says of a call, without what it repeats of it: people's words, names and notes. For logs. `sent`: what the call held; the
 * words in it are taken out of the answer.
 */
export function withoutEcho(said: string, sent: unknown): string {
  const words = [...new Set(textsOf(sent).flatMap((text) => text.match(WORD) ?? []))].sort((a, b) => b.length - a.length)
  return words.reduce((text, word) => text.replaceAll(word, '…'), said).slice(0, MOST)
}

const MOST = 400
/** Of languages without spaces, two signs are a word already. */
const WORD = /[\p{Script=Han}]{2,}|[^\s\p{P}\p{Script=Han}]{4,}/gu

function textsOf(sent: unknown): readonly string[] {
  if (typeof sent === 'string') return [sent]
  return typeof sent === 'object' && sent !== null && !ArrayBuffer.isView(sent) ? Object.values(sent).flatMap(textsOf) : []
}
