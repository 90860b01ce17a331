import { Worker } from 'node:worker_threads'

/** A thread that did not come to an end in the memory and the time it has. */
export interface Unfinished {
  readonly failed: string
}

/**
 * What a file of ours answers in a thread of its own, whose memory goes with it: for work that would keep everybody waiting. `from`: the
 * caller's `import.meta.url`; `name`: the file beside it. Rejects where the thread itself breaks: that is our mistake, not the work's.
 */
export async function inThread<T>(
  from: string,
  name: string,
  workerData: unknown,
  { seconds, megabytes }: { readonly seconds: number; readonly megabytes: number },
): Promise<T | Unfinished> {
  const worker = start(from, name, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: megabytes },
    // What a library prints about a stranger's file is kept off our own output.
    ...{ env: {}, stdout: true, stderr: true },
  })
  try {
    return await new Promise<T | Unfinished>((resolve, reject) => {
      const late = setTimeout(() => resolve({ failed: `not done within ${seconds} s` }), seconds * 1000)
      worker.once('message', resolve)
      worker.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve({ failed: error.code }) : reject(error),
      )
      worker.once('exit', () => {
        clearTimeout(late)
        reject(new Error(`${name} ended without an answer`))
      })
    })
  } finally {
    await worker.terminate()
  }
}

/** Node 20 cannot load TypeScript in a thread by itself: when run from source, tsx does it there. */
function start(from: string, name: string, options: ConstructorParameters<typeof Worker>[1]): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, from), options)
  const tsx = import.meta.resolve('tsx/esm/api')
  const entry = new URL(`./${name}.ts`, from).href
  const load = `import(${JSON.stringify(tsx)}).then((tsx) => tsx.tsImport(${JSON.stringify(entry)}, ${JSON.stringify(entry)}))`
  return new Worker(load, { ...options, eval: true })
}
