import { expect, test } from 'vitest'
import { createClosing } from '../../adapters/closing.ts'

test('what was opened last is closed first, and what was added together at once: one that hangs holds up only what came before', async () => {
  const closing = createClosing()
  const closed: string[] = []
  let settle = (): void => undefined
  const hangs = () => new Promise<void>((resolve) => (settle = resolve))
  const close = (name: string) => async () => void closed.push(name)
  closing.add({ database: close('database') })
  closing.add({ discord: hangs, telegram: close('telegram'), slack: close('slack') })
  closing.add({ window: close('window') })
  const done = closing.close()
  expect(closing.close()).toBe(done)
  await expect.poll(() => closed).toEqual(['window', 'telegram', 'slack'])
  settle()
  await done
  expect(closed.at(-1)).toBe('database')
})

test('what fails keeps nothing else open, and is named', async () => {
  const closing = createClosing()
  const closed: string[] = []
  closing.add({ lock: async () => void closed.push('lock') })
  closing.add({ slack: async () => Promise.reject(new Error('the socket broke')), telegram: async () => Promise.reject('late') })
  await expect(closing.close()).rejects.toThrow('Not everything could be closed: slack: the socket broke; telegram: late')
  expect(closed).toEqual(['lock'])
})
