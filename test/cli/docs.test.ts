import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '../../cli/program.ts'

/** The page by command: what stands under each heading. */
const sections = new Map(
  readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
)

/** Every command that does something, by its full name with its arguments. */
function leaves(command: Command, path: string): readonly (readonly [string, Command])[] {
  return command.commands.flatMap((child) => {
    const name = `${path} ${child.name()}`
    if (child.commands.length > 0) return leaves(child, name)
    const wanted = child.registeredArguments.map((one) => (one.required ? ` <${one.name()}>` : ` [${one.name()}]`)).join('')
    return [[name + wanted, child] as const]
  })
}

const commands = leaves(createProgram(), 'purser')

function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

test('docs/cli.md has every command and no other', () => {
  expect([...sections.keys()]).toEqual(commands.map(([name]) => name))
})

test.each(commands)('docs/cli.md has the flags of %s as its help has them, and its example', (name, command) => {
  const section = sections.get(name) ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const parts = [
    ...command.registeredArguments.map((one) => [one.required ? `<${one.name()}>` : `[${one.name()}]`, one.required, one.description]),
    ...command.options.map((option) => [option.flags, option.mandatory, option.description]),
  ]
  expect(rows).toEqual(parts.map(([flags, needed, what]) => `| \`${flags}\` | ${needed ? 'needed' : ''} | ${what} |`))
  const example = helpOf(command).split('Example:\n')[1]?.trim().split(/\n\s*/)
  expect(example?.length).toBeGreaterThan(0)
  for (const line of example ?? []) expect(section).toContain(`\n${line}\n`)
})

test('every command but start can speak to programs', () => {
  const silent = commands.filter(([, command]) => !command.options.some((option) => option.long === '--json')).map(([name]) => name)
  expect(silent).toEqual(['purser start'])
})
