import { readFile } from 'node:fs/promises'
import { type CollectionCode, type Method, type Methods, methodsOf } from '../../src/billing/methods.ts'
import type { Config } from '../../src/config.ts'
import { decodeQr } from '../../src/pictures/qr.ts'
import { amount, time } from '../print.ts'
import { type Check, ok, problem, said, warning } from './check.ts'

/** The methods file, and where each link and each collection code leads: read it, it is where money goes. */
export async function checkMethods(config: Config, now: Date): Promise<readonly Check[]> {
  let methods: Methods
  try {
    methods = methodsOf(config)
  } catch (error) {
    return [problem('methods', said(error), 'See docs/methods.md.')]
  }
  const file = config.methodsFile ?? 'the methods that come with Purser'
  if (!config.methodsFile && !config.demo) return [none(config)]
  const whose = ok('methods', `${methods.length} from ${file}`)
  const each = await Promise.all(methods.map((method) => checkMethod(method, config, now)))
  return [whose, ...each.flat()]
}

/** As soon as customers can come, they need a way to pay in. */
function none({ web, slack, discord, telegram }: Config): Check {
  const say = web.enabled || slack || discord || telegram ? problem : warning
  return say('methods', 'no way to pay in: nobody can top up', 'Write your own file and name it in PURSER_METHODS (docs/methods.md).')
}

async function checkMethod(method: Method, config: Config, now: Date): Promise<readonly Check[]> {
  if (method.kind === 'automatic') return [ok('methods', `${method.id}: pays at ${new URL(method.link ?? '').host}`)]
  return Promise.all(method.codes.map((code, index) => checkCode(`${method.id}, code ${index + 1}`, code, config, now)))
}

async function checkCode(name: string, code: CollectionCode, { zone }: Config, now: Date): Promise<Check> {
  const { picture, payee, cap, validUntil } = code
  const content = await readFile(picture)
    .then(decodeQr)
    .catch((error: unknown) => new Error(said(error)))
  if (content instanceof Error) return problem('methods', `${name}: ${picture} cannot be read (${content.message})`, 'Replace the picture.')
  if (content === undefined)
    return problem(
      'methods',
      `${name}: no QR code can be read in ${picture}`,
      'Replace it by a sharper picture: people could not scan it either.',
    )
  const until = validUntil ? `, until ${time(validUntil, zone)}` : ''
  const found = `${name}: pays ${payee}${cap ? `, at most ${amount(cap)}` : ''}${until}; leads to ${content}`
  if (validUntil && validUntil <= now)
    return warning('methods', `${name}: ended ${time(validUntil, zone)}`, 'Put a new code into the methods file.')
  const soon = validUntil && validUntil.getTime() - now.getTime() < 7 * 24 * 3600_000
  return soon ? warning('methods', found, 'It ends within a week: prepare its successor.') : ok('methods', found)
}
