import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of the page, as it is served. */
export interface Asset {
  readonly type: string
  readonly body: string
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
}

/** The built page, beside this file in dist/; run from source, what the last build left there. */
const PLACES = ['./page/', '../../dist/adapters/web/page/'].map((place) => fileURLToPath(new URL(place, import.meta.url)))

/** Reads the page's files once: what is not among them is not served. Throws when the page was not built. */
export function readAssets(folder = PLACES.find((place) => existsSync(join(place, 'main.js')))): ReadonlyMap<string, Asset> {
  if (folder === undefined) throw new Error('the browser chat is not built: run `npm run build`')
  const names = readdirSync(folder).filter((name) => extname(name) in TYPES)
  return new Map(names.map((name) => [name, { type: TYPES[extname(name)] as string, body: readFileSync(join(folder, name), 'utf8') }]))
}
