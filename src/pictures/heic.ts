import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import type { HeicAnswer } from './heic-worker.ts'
import { PICTURE_PIXELS } from './limits.ts'
import type { Pixels } from './loaders.ts'

const SECONDS = 20
/** What the decoder may take for itself: a picture of 40 megapixels needs about 600. */
const MEGABYTES = 1024

/**
 * Decodes a HEIC picture, upright, in a thread of its own that ends with it: the decoder is synchronous, and a file made
 * to exhaust it takes down that thread alone. Throws AppError: image_damaged, image_too_large.
 */
export async function decodeHeic(bytes: Uint8Array): Promise<Pixels> {
  const worker = startWorker({ bytes, maxPixels: PICTURE_PIXELS, megabytes: MEGABYTES })
  try {
    const answer = await answerOf(worker)
    if ('pixels' in answer) return answer.pixels
    if (answer.failed === 'too large') throw new AppError('image_too_large', { limitMegapixels: PICTURE_PIXELS / 1_000_000 })
    throw new AppError('image_damaged', {}, new Error(answer.failed))
  } finally {
    await worker.terminate()
  }
}

/** The thread's answer. An error of the thread itself is ours, not the picture's, unless its memory ran out. */
function answerOf(worker: Worker): Promise<HeicAnswer> {
  return new Promise<HeicAnswer>((resolve, reject) => {
    const late = setTimeout(() => resolve({ failed: `not decoded within ${SECONDS} s` }), SECONDS * 1000)
    worker.once('message', resolve)
    worker.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve({ failed: error.code }) : reject(error),
    )
    worker.once('exit', () => {
      clearTimeout(late)
      reject(new Error('the decoder ended without an answer'))
    })
  })
}

/** Node 20 cannot load TypeScript in a thread by itself: when run from source, tsx does it there. */
function startWorker(workerData: unknown): Worker {
  // What the decoder prints about a stranger's file is kept off our own output.
  const options = { workerData, resourceLimits: { maxOldGenerationSizeMb: 256 }, env: {}, stdout: true, stderr: true }
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./heic-worker.js', import.meta.url), options)
  const tsx = import.meta.resolve('tsx/esm/api')
  const entry = new URL('./heic-worker.ts', import.meta.url).href
  return new Worker(`import(${JSON.stringify(tsx)}).then((tsx) => tsx.tsImport(${JSON.stringify(entry)}, ${JSON.stringify(entry)}))`, {
    ...options,
    eval: true,
  })
}
