import { parentPort, workerData } from 'node:worker_threads'
import type { Viewer } from '../format.ts'
import type { Reply } from '../reply.ts'
import { pdfOf } from './pdf.ts'

/** What the thread is given: a document, who reads it, and its pictures as PNG or JPEG, by attachment. */
export interface PdfWork {
  readonly reply: Reply
  readonly viewer: Viewer
  readonly pictures: ReadonlyMap<string, Uint8Array>
}

const { reply, viewer, pictures } = workerData as PdfWork
// A buffer's own memory is handed over, not copied.
const bytes = Uint8Array.from(await pdfOf(reply, viewer, pictures))
parentPort?.postMessage(bytes, [bytes.buffer])
