import { readFile } from 'node:fs/promises'
import { cleanCopy } from './clean.ts'
import { inspect } from './container.ts'
import { decode } from './decode.ts'
import type { Picture } from './types.ts'

/** A collection code as it is shown: the operator's picture file, re-encoded like an upload. Throws when it is missing or no picture. */
export async function codePicture(path: string): Promise<Picture> {
  const bytes = await readFile(path)
  return cleanCopy(await decode(bytes, inspect(bytes)), 'image/png')
}
