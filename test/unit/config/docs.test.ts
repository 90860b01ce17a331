import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { variableList } from '../../../src/config/variables.ts'
import { readConfig } from '../../../src/config.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')

/** The files that are text beneath a folder. */
const under = (folder: string): string[] =>
  readdirSync(new URL(`../../../${folder}`, import.meta.url), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(png|jpe?g|webp|gif)$/.test(entry.name))
    .map(({ parentPath, name }) => join(relative(ROOT, parentPath), name))

test('docs/configuration.md has every variable with its default and meaning, and no other', () => {
  const rows = read('docs/configuration.md')
    .split('\n')
    .filter((line) => /^\| `[A-Z0-9_]+` \|/.test(line))
  expect(rows).toEqual(
    variableList.map(({ name, default: preset, doc, real, secret }) => {
      const marks = [real ? 'real' : '', secret ? 'secret' : ''].filter(Boolean).join(', ')
      return `| \`${name}\` | ${preset === undefined ? '' : `\`${preset}\``} | ${marks} | ${doc} |`
    }),
  )
})

test('.env.example has every variable, commented out, with its default and meaning', () => {
  const blocks = read('.env.example')
    .split('\n\n')
    .filter((block) => /^#[A-Z]/m.test(block))
  expect(blocks.map((block) => block.trim())).toEqual(
    variableList.map(({ name, default: preset, doc }) => `# ${doc.replaceAll('`', '')}\n#${name}=${preset ?? ''}`),
  )
})

/** Not Purser's to read: what Kubernetes sets, a mistake that is shown, and what makes the database of the compose file. */
const OTHERS = ['PURSER_SERVICE_HOST', 'PURSER_PORT', 'PURSER_BRANT', 'PURSER_ROLE_PASSWORD']

test('no page and no file for a server names a variable that there is not', () => {
  const known = [...variableList.map(({ name }) => name), ...OTHERS]
  const files = ['README.md', 'Dockerfile', 'compose.yaml', ...['docs', 'deploy'].flatMap(under)]
  const named = files.flatMap((file) => [...read(file).matchAll(/\bPURSER_[A-Z0-9_]+/g)].map(([name]) => ({ file, name })))
  expect(named.length).toBeGreaterThan(50)
  // One that ends with "_" stands for all that begin so: PURSER_BACKUP_S3_*.
  const is = (name: string) => (name.endsWith('_') ? known.some((one) => one.startsWith(name)) : known.includes(name))
  expect(named.filter(({ name }) => !is(name))).toEqual([])
})

test('the defaults written in the documentation are the defaults', () => {
  const written = Object.fromEntries(variableList.flatMap(({ name, default: preset }) => (preset === undefined ? [] : [[name, preset]])))
  expect(readConfig(written)).toEqual(readConfig({}))
})
