import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removeLeftovers, temporaryName } from '../../adapters/postgres/embedded/leftovers.ts'

test('what another machine makes in the same folder is left alone until it was not touched for a day, whatever the number of its process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'purser-leftovers-'))
  const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
  const make = (where: string, pid: number, hoursAgo = 0): string => {
    const name = `purser-a.backup.new-${where}-${pid}-0123456${readdirSync(folder).length}`
    writeFileSync(join(folder, name), 'half')
    const then = Date.now() / 1000 - hoursAgo * 3600
    utimesSync(join(folder, name), then, then)
    return name
  }
  const ours = temporaryName(join(folder, 'purser-a.backup'))
  writeFileSync(ours, 'half')
  // No process has the number 0x7fffffff; ours and the first one live.
  const kept = [make('00000000', 0x7fffffff), make('00000000', process.pid), make(here, 1, 48)]
  for (const [where, pid, hoursAgo] of [
    ['00000000', 1, 25],
    [here, 0x7fffffff, 0],
    [here, process.pid, 0],
  ] as const)
    make(where, pid, hoursAgo)
  writeFileSync(join(folder, 'purser-a.backup'), 'whole')
  removeLeftovers(folder, 'purser-')
  expect(
    readdirSync(folder)
      .map((name) => join(folder, name))
      .sort(),
  ).toEqual([join(folder, 'purser-a.backup'), ours, ...kept.map((name) => join(folder, name))].sort())
  rmSync(folder, { recursive: true })
})
