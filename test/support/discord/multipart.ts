import { partsOf } from '../multipart.ts'
import { asJson, invalid, says } from './limits.ts'
import type { Uploads } from './messages.ts'

/** A body as Discord takes it: JSON, or a form with `payload_json` and `files[n]`. */
export function readBody(bytes: Buffer, type: string): { readonly body: unknown; readonly uploads: Uploads } {
  const uploads = new Map<string, { name: string; bytes: Uint8Array }>()
  const [, boundary] = /boundary="?([^";]+)/.exec(type) ?? []
  if (boundary === undefined) return { body: bytes.length === 0 ? undefined : parsed(bytes.toString()), uploads }
  if (bytes.length > 25 * 1024 * 1024) throw says(413, 40005, 'Request entity too large')
  let body: unknown
  for (const part of partsOf(bytes, boundary)) {
    const head = part.subarray(0, part.indexOf('\r\n\r\n')).toString()
    const content = part.subarray(part.indexOf('\r\n\r\n') + 4)
    const [, name = ''] = /[; ]name="([^"]*)"/.exec(head) ?? []
    const [, file] = /filename="([^"]*)"/.exec(head) ?? []
    const [, number] = /^files\[(\d+)\]$/.exec(name) ?? []
    if (name === 'payload_json') body = asJson(parsed(content.toString()))
    else if (number === undefined || file === undefined) throw invalid(name, 'UNKNOWN_FIELD', `there is no part ${name}`)
    else uploads.set(number, { name: decodeURIComponent(file), bytes: new Uint8Array(content) })
  }
  return { body, uploads }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw says(400, 50109, 'The request body contains invalid JSON.')
  }
}
