import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { install, printed } from '../../../cli/service/install.ts'
import { marked } from '../../../cli/service/unit.ts'

const UNIT = 'etc/systemd/system/purser.service'
const COMMAND = 'usr/local/bin/purser'
const ENV = 'etc/purser/.env'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'purser-service-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const file = (path: string): string => readFileSync(join(root, path), 'utf8')
const did = (options: Parameters<typeof install>[0] = {}) => {
  const outcome = install({ root, ...options })
  return 'data' in outcome ? (outcome.data as { files: { did: string }[] }).files.map((one) => one.did) : outcome.refused
}

test('a service is its unit, its command and its configuration, which its own account alone can read; nothing more happens the second time', () => {
  expect(did()).toEqual(['written', 'written', 'written'])
  expect(file(UNIT)).toContain(`start\nRestart=on-failure`)
  expect(`${file(UNIT).split('\n').slice(1).join('\n')}`).toBe(`${printed().text}\n`)
  expect([UNIT, COMMAND, ENV].map((path) => statSync(join(root, path)).mode & 0o777)).toEqual([0o644, 0o755, 0o600])
  for (const folder of ['var/lib/purser', 'var/backups/purser']) expect(statSync(join(root, folder)).mode & 0o777, folder).toBe(0o700)
  expect(file(COMMAND)).toMatch(/^#!\/bin\/sh\n/)
  const first = [UNIT, COMMAND, ENV].map(file)
  expect(did()).toEqual(['unchanged', 'unchanged', 'kept'])
  expect([UNIT, COMMAND, ENV].map(file)).toEqual(first)
})

test('an edited unit stays unless it is forced; an older one of ours is replaced, and a configuration never', () => {
  did()
  writeFileSync(join(root, ENV), 'PURSER_BRAND=Raindrop\n')
  const written = file(UNIT)
  writeFileSync(join(root, UNIT), written.replace('RestartSec=15', 'RestartSec=60'))
  expect(did()).toBe('edited')
  expect(file(UNIT)).toContain('RestartSec=60')
  expect(did({ force: true })).toEqual(['replaced', 'unchanged', 'kept'])
  expect([file(UNIT), file(ENV)]).toEqual([written, 'PURSER_BRAND=Raindrop\n'])
  writeFileSync(join(root, UNIT), marked('[Service]\nExecStart=/opt/older/node\n'))
  expect(did()).toEqual(['replaced', 'unchanged', 'kept'])
  writeFileSync(join(root, UNIT), '[Service]\nExecStart=/bin/true\n')
  expect(did()).toBe('edited')
})
