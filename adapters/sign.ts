import type { Tone } from '../src/reply.ts'

/** The sign that stands before words of a tone, on every platform; empty for most. */
export function signOf(tone: Tone | undefined): string {
  switch (tone) {
    case 'good':
      return '✅ '
    case 'warn':
      return '⚠️ '
    case 'quiet':
    case 'plain':
    case undefined:
      return ''
  }
}
