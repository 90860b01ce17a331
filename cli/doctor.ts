import type { Command } from 'commander'
import { answer, EXIT, type Outcome } from './answer.ts'
import type { Check } from './doctor/check.ts'
import { withExample, withJson } from './options.ts'
import { counted, plain } from './print.ts'

/** `purser doctor` */
export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('look at everything Purser needs, and say what to do about the rest; changes nothing')
  withExample(withJson(command), 'purser doctor').action(() =>
    answer(command, async () => {
      const { examine } = await import('./doctor/index.ts')
      return diagnosis(await examine())
    }),
  )
}

const MARKS = { ok: 'ok', warning: 'WARNING', problem: 'PROBLEM' } as const

function diagnosis(checks: readonly Check[]): Outcome {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length
  const lines = checks.map(({ name, status, found, todo }) => {
    const line = `${MARKS[status].padEnd(7)}  ${name.padEnd(13)}  ${plain(found, true).replaceAll('\n', `\n${' '.repeat(24)}`)}`
    return todo ? `${line}\n${' '.repeat(24)}-> ${todo}` : line
  })
  const [problems, warnings] = [count('problem'), count('warning')]
  const sum = problems + warnings === 0 ? 'All is well.' : `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}.`
  return {
    text: [...lines, sum].join('\n'),
    data: { ok: problems === 0, problems, warnings, checks },
    code: problems === 0 ? EXIT.ok : EXIT.failed,
  }
}
