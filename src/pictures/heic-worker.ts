import { parentPort, workerData } from 'node:worker_threads'
import heic from 'heic-decode'
import type { Pixels } from './loaders.ts'

/** What the thread answers: the pixels, or why there are none. */
export type HeicAnswer = { readonly pixels: Pixels } | { readonly failed: string }

const { bytes, maxPixels, megabytes } = workerData as { bytes: Uint8Array; maxPixels: number; megabytes: number }

interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

// The decoder's memory is WebAssembly's, which a thread's limits do not cover. A refused growth is an allocation that
// fails inside it, and comes back as an error.
const { prototype } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: Memory } } }).WebAssembly.Memory
const grow = prototype.grow
prototype.grow = function (this: Memory, pages: number): number {
  if (this.buffer.byteLength + pages * 65_536 > megabytes * 1_048_576) throw new RangeError('out of memory')
  return grow.call(this, pages)
}

const answer = await decode()
// Handed over, not copied: it may be 160 MB.
parentPort?.postMessage(answer, 'pixels' in answer ? [answer.pixels.data.buffer as ArrayBuffer] : [])

async function decode(): Promise<HeicAnswer> {
  try {
    const images = await heic.all({ buffer: bytes })
    const [first] = images
    if (!first) return { failed: 'no picture inside' }
    if (first.width * first.height > maxPixels) return { failed: 'too large' }
    const { data, width, height } = await first.decode()
    return { pixels: { data: new Uint8Array(data.buffer), width, height, channels: 4 } }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}
