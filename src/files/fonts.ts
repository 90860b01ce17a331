import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { decompress } from 'wawoff2'

const require = createRequire(import.meta.url)
const FONT = '@fontsource-variable/noto-sans-sc'

/** A run of text that one of the font's files can draw. */
export interface Run {
  readonly font: string
  readonly text: string
}

/** The font as it comes from npm: a hundred files of a few hundred characters each, for Chinese in both scripts, Latin and more. */
export interface Fonts {
  /** The files that these texts need, by name. */
  readonly files: ReadonlyMap<string, Buffer>
  /** The text in runs; of what the font has no sign for, that there is something. */
  runs(text: string): readonly Run[]
}

/** Reads the files that `texts` need. WOFF2 is unpacked, since PDF embeds TrueType. */
export async function fontsFor(texts: readonly string[]): Promise<Fonts> {
  const ranges = rangesOf(JSON.parse(await readFile(require.resolve(`${FONT}/unicode.json`), 'utf8')) as Record<string, string>)
  const fontOf = (code = 0): string | undefined => ranges.find(({ from, to }) => code >= from && code <= to)?.font
  const box: Run = { font: fontOf(BOX.codePointAt(0)) ?? 'latin', text: BOX }
  const known = new Map<string, Run>()
  /** What the font has no sign for: a letter, which may be of a name, is written as its number, and the rest as a box. */
  const drawn = (sign: string): Run => {
    const code = sign.codePointAt(0) ?? 0
    const own = fontOf(code)
    if (own) return { font: own, text: sign }
    return /\p{L}/u.test(sign) ? { font: 'latin', text: `[U+${code.toString(16).toUpperCase()}]` } : box
  }
  const runs = (text: string): readonly Run[] => {
    const list: Run[] = []
    for (const sign of text) {
      const run = known.get(sign) ?? drawn(sign)
      known.set(sign, run)
      const last = list.at(-1)
      if (last?.font === run.font) list[list.length - 1] = { font: last.font, text: last.text + run.text }
      else list.push(run)
    }
    return list
  }
  const names = new Set([...texts, BOX, 'U'].flatMap((text) => runs(text).map(({ font }) => font)))
  const files = new Map<string, Buffer>()
  for (const name of names) {
    const packed = await readFile(require.resolve(`${FONT}/files/noto-sans-sc-${name}-wght-normal.woff2`))
    files.set(name, Buffer.from(await decompress(packed)))
  }
  return { files, runs }
}

const BOX = '□'

interface Range {
  readonly from: number
  readonly to: number
  readonly font: string
}

/** "U+4e00-4e05,U+4e07" by file, as ranges. Latin first: others have its signs too. */
function rangesOf(files: Readonly<Record<string, string>>): readonly Range[] {
  const ordered = Object.entries(files).toSorted(([a], [b]) => Number(b === 'latin') - Number(a === 'latin'))
  return ordered.flatMap(([name, list]) =>
    Array.from(list.matchAll(/U\+([0-9a-f]+)(?:-([0-9a-f]+))?/gi), ([, from = '0', to = from]) => ({
      from: Number.parseInt(from, 16),
      to: Number.parseInt(to, 16),
      font: name.replace(/[[\]]/g, ''),
    })),
  )
}
