import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { variableList } from '../../../src/config/variables.ts'
import { readConfig } from '../../../src/config.ts'

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')

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

test('the defaults written in the documentation are the defaults', () => {
  const written = Object.fromEntries(variableList.flatMap(({ name, default: preset }) => (preset === undefined ? [] : [[name, preset]])))
  expect(readConfig(written)).toEqual(readConfig({}))
})
