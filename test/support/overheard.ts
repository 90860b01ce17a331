import type pino from 'pino'
import { createLog } from '../../src/log.ts'

/** A log that keeps what it is told, at every level. */
export interface Overheard {
  readonly log: pino.Logger
  readonly lines: readonly string[]
  /** Throws when a line holds what nobody should read in a log: what a person wrote, or sent along. */
  check(words: readonly string[]): void
}

export function overheard(secrets: readonly string[] = []): Overheard {
  const lines: string[] = []
  const log = createLog({ level: 'trace', human: false, write: (line) => void lines.push(line), secrets })
  return {
    log,
    lines,
    check: (words) => {
      for (const word of new Set(words)) {
        const asWritten = JSON.stringify(word).slice(1, -1)
        const found = lines.find((line) => line.includes(asWritten))
        if (found) throw new Error(`the log holds what somebody wrote (${word}): ${found}`)
      }
    },
  }
}

/** Of what people wrote, what is their own: shorter words are in every log. */
export const longer = (words: readonly string[]): readonly string[] => words.map((word) => word.trim()).filter((word) => word.length >= 10)
