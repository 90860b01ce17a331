import type { Command } from 'commander'
import { type Config, inspectConfig } from '../src/config.ts'
import { answer, EXIT, type Outcome } from './answer.ts'
import { type Check, ok, problem, warning } from './doctor/check.ts'
import { checkDatabase } from './doctor/database.ts'
import { checkDisk, checkPictures } from './doctor/machine.ts'
import { checkMethods } from './doctor/methods.ts'
import { withExample, withJson } from './options.ts'
import { plain } from './print.ts'

/** `purser doctor` */
export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('look at everything Purser needs, and say what to do about the rest; changes nothing')
  withExample(withJson(command), 'purser doctor').action(() => answer(command, async () => diagnosis(await examine())))
}

async function examine(): Promise<readonly Check[]> {
  const { config, problems } = inspectConfig(process.cwd(), process.env)
  if (!config) return [...problems.map(({ where, what }) => problem('configuration', where, what)), ...(await checkPictures())]
  return [
    ...checkChoices(config),
    ...(await checkDatabase(config)),
    await checkDisk(config),
    ...(await checkPictures()),
    ...(await checkMethods(config, new Date())),
  ]
}

/** A configuration without mistakes can still be an oversight. */
function checkChoices({ demo, web, brand }: Config): readonly Check[] {
  if (demo) return [ok('configuration', 'demo mode: nothing real is configured')]
  const choices = [ok('configuration', `a real house: ${brand}`)]
  if (web.enabled) return choices
  return [
    ...choices,
    warning('configuration', 'no chat is configured, so nobody can reach Purser', 'See docs/configuration.md (PURSER_WEB).'),
  ]
}

const MARKS = { ok: 'ok', warning: 'WARNING', problem: 'PROBLEM' } as const

function diagnosis(checks: readonly Check[]): Outcome {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length
  const lines = checks.map(({ name, status, found, todo }) => {
    const line = `${MARKS[status].padEnd(7)}  ${name.padEnd(13)}  ${plain(found, true).replaceAll('\n', `\n${' '.repeat(24)}`)}`
    return todo ? `${line}\n${' '.repeat(24)}-> ${todo}` : line
  })
  const [problems, warnings] = [count('problem'), count('warning')]
  const sum = problems + warnings === 0 ? 'All is well.' : `${problems} problems, ${warnings} warnings.`
  return {
    text: [...lines, sum].join('\n'),
    data: { ok: problems === 0, problems, warnings, checks },
    code: problems === 0 ? EXIT.ok : EXIT.failed,
  }
}
