import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { fail } from '../../src/errors.ts'
import { PICTURE_BYTES } from '../../src/pictures/limits.ts'
import { PICTURES_AT_ONCE } from '../../src/uploads.ts'
import { storable } from '../../src/words/storable.ts'
import { type Files, type Sent, sent } from './parse.ts'

/** Everything a request may carry: the pictures, and little beside them. */
export const REQUEST_BYTES = PICTURES_AT_ONCE * PICTURE_BYTES + 256 * 1024
const SECONDS = 60
/** Requests with large files that are read at the same time: each holds its pictures in memory. */
const AT_ONCE = 4
const LARGE_BYTES = 1024 * 1024

/** Why a request could not be read; the status that says so. */
export type Unreadable = { readonly status: 400 | 413 | 503; readonly error: string }

/** Reads one action with its files from a multipart request. A file beyond the limit is counted, not kept: the core refuses it with words. */
export function createReader(): (request: FastifyRequest) => Promise<{ sent: Sent; files: Files } | Unreadable> {
  let reading = 0
  return async (request) => {
    const length = Number(request.headers['content-length'] ?? Number.NaN)
    if (!request.isMultipart() || Number.isNaN(length)) return { status: 400, error: 'bad_request' }
    if (length > REQUEST_BYTES) return { status: 413, error: 'too_large' }
    const large = length > LARGE_BYTES ? 1 : 0
    if (large && reading >= AT_ONCE) return { status: 503, error: 'busy' }
    reading += large
    // A sender that dribbles would hold its place for ever.
    const late = setTimeout(() => request.raw.destroy(), SECONDS * 1000)
    try {
      return await readParts(request)
    } finally {
      clearTimeout(late)
      reading -= large
    }
  }
}

async function readParts(request: FastifyRequest): Promise<{ sent: Sent; files: Files } | Unreadable> {
  const limits = { fileSize: PICTURE_BYTES, files: PICTURES_AT_ONCE, fields: 1, parts: PICTURES_AT_ONCE + 1, fieldSize: 128 * 1024 }
  const files: Record<string, { name: string; bytes: Buffer | undefined }[]> = Object.create(null)
  let body: unknown
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') body = part.fieldname === 'action' ? jsonOf(part.value) : undefined
    else
      files[part.fieldname] = [...(files[part.fieldname] ?? []), { name: storable(part.filename ?? '', 200), bytes: await bytesOf(part) }]
  }
  const action = sent.safeParse(body)
  if (!action.success) return { status: 400, error: 'bad_request' }
  const incoming = Object.entries(files).map(([name, list]) => [name, list.map((file) => fileOf(file))] as const)
  return { sent: action.data, files: Object.fromEntries(incoming) }
}

/** Undefined when the file is larger than a picture may be. */
async function bytesOf(part: MultipartFile): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of part.file) chunks.push(chunk as Buffer)
  return part.file.truncated ? undefined : Buffer.concat(chunks)
}

const fileOf = ({ name, bytes }: { name: string; bytes: Buffer | undefined }) => ({
  name,
  read: async (limit: number): Promise<Uint8Array> =>
    bytes && bytes.length <= limit ? bytes : fail('file_too_large', { limitMegabytes: Math.floor(limit / 1024 / 1024) }),
})

function jsonOf(value: unknown): unknown {
  try {
    return JSON.parse(String(value))
  } catch {
    return undefined
  }
}
