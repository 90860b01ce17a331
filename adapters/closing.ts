/** What was opened, to be closed in the reverse order. */
export interface Closing {
  /** How to close something, by the name it has in an error. What is added together is closed together. */
  add(step: Readonly<Record<string, () => Promise<unknown>>>): void
  /** Closes everything, each thing even when another fails, and rejects then. Calling it again waits for the first. */
  close(): Promise<void>
}

export function createClosing(): Closing {
  const steps: Readonly<Record<string, () => Promise<unknown>>>[] = []
  let closed: Promise<void> | undefined
  async function closeAll(): Promise<void> {
    const failures: string[] = []
    for (const step of steps.reverse())
      await Promise.all(
        Object.entries(step).map(([name, close]) =>
          close().catch((error: unknown) => failures.push(`${name}: ${error instanceof Error ? error.message : error}`)),
        ),
      )
    if (failures.length > 0) throw new Error(`Not everything could be closed: ${failures.join('; ')}`)
  }
  return {
    add: (step) => void steps.push(step),
    close: () => {
      closed ??= closeAll()
      return closed
    },
  }
}
