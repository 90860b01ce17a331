import type { Database } from '../../src/db.ts'

/** Somebody else is counting in this database: who counts waits for them, until this is called. Nobody else does. */
export async function counting(db: Database): Promise<() => Promise<void>> {
  let release = (): void => undefined
  const over = new Promise<void>((_, reject) => {
    release = () => reject(new Error('never mind'))
  })
  over.catch(() => undefined)
  let ended: Promise<unknown> = Promise.resolve()
  await new Promise<void>((begun) => {
    const holding = db.$transaction(
      async (tx) => {
        await tx.$executeRaw`insert into setting (key, value) values ('count', '0') on conflict (key) do update set value = excluded.value`
        begun()
        await over
      },
      { timeout: 15_000 },
    )
    ended = holding.catch(() => undefined)
  })
  return async () => {
    release()
    await ended
  }
}
