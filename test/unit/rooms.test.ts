import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const REFUSED = [
  ['locales/en.ts', '../src/money.ts'],
  ['locales/en/x.ts', '../../src/money.ts'],
  ['src/x.ts', '../adapters/web/index.ts'],
  ['src/x.ts', '../main.ts'],
  ['src/commands/x.ts', 'discord.js'],
  ['src/commands/x.ts', '@slack/bolt'],
  ['src/billing/tickets/x.ts', '../../commands/index.ts'],
  ['src/billing/tickets/x.ts', 'grammy'],
  ['src/ledger/x.ts', '../reply.ts'],
  ['src/ledger/x.ts', '../billing/methods.ts'],
  ['src/ledger/x.ts', '../../locales/index.ts'],
  ['adapters/web/x.ts', '../postgres/index.ts'],
  ['adapters/telegram/x.ts', '../slack/client.ts'],
  ['adapters/web/x.ts', '../../cli/main.ts'],
  ['adapters/postgres/x.ts', '../../src/config.ts'],
] as const

const ALLOWED = [
  ['locales/en/x.ts', '../text.ts'],
  ['src/x.ts', '../locales/index.ts'],
  ['src/ledger/x.ts', '../money.ts'],
  ['src/ledger/x.ts', './types.ts'],
  ['src/commands/x.ts', '../billing/methods.ts'],
  ['adapters/web/x.ts', '../../src/reply.ts'],
  ['cli/x.ts', '../adapters/postgres/index.ts'],
] as const

/** Every case planted as a file of its own in an empty tree with our rules, linted once. */
const folder = mkdtempSync(join(tmpdir(), 'rooms-'))
const planted = (file: string, index: number, set: string): string => file.replace(/(\w+)\.ts$/, `${set}${index}.ts`)
let said = ''

beforeAll(() => {
  copyFileSync('biome.json', join(folder, 'biome.json'))
  const plant = (cases: readonly (readonly [string, string])[], set: string): void => {
    for (const [index, [file, from]] of cases.entries()) {
      const path = join(folder, planted(file, index, set))
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, `import { x } from '${from}'\n\nexport const y = x\n`)
    }
  }
  plant(REFUSED, 'refused')
  plant(ALLOWED, 'allowed')
  const run = spawnSync(resolve('node_modules/.bin/biome'), ['lint', '--max-diagnostics=100', '.'], { cwd: folder, encoding: 'utf8' })
  said = run.stdout + run.stderr
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each(REFUSED.map((item, index) => [...item, index] as const))('the linter refuses that %s imports %s', (file, _, index) => {
  expect(said).toMatch(new RegExp(`${planted(file, index, 'refused')}:\\d+:\\d+ lint/style/noRestrictedImports`))
})

test.each(ALLOWED.map((item, index) => [...item, index] as const))('and allows that %s imports %s', (file, _, index) => {
  expect(said).not.toContain(planted(file, index, 'allowed'))
})
