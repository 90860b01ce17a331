import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'

/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A process of the real command line, as it runs. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when standard output holds `text`; rejects when the process ends before. */
  says(text: string): Promise<void>
}

const LAUNCHER = fileURLToPath(new URL('../../bin/purser.js', import.meta.url))

/** Runs `purser` as an operator does, in a directory without `.env` and with nothing but `env` of Purser's in its environment. */
export const purser = (env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> => spawnPurser(env, args).ended

/** The same, and its one JSON document. */
export async function purserJson<T = Record<string, unknown>>(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Ended & { readonly data: T }> {
  const ended = await purser(env, ...args, '--json')
  return { ...ended, data: JSON.parse(ended.out) as T }
}

/** Starts it in the directory `cwd`, and does not wait. */
export function spawnPurser(env: Readonly<Record<string, string>>, args: readonly string[], cwd = tmpdir()): Running {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(PURSER_|DATABASE_URL$|HTTPS_PROXY$|NO_PROXY$|https_proxy$|no_proxy$|DISCORD_|TELEGRAM_|SLACK_)/.test(name),
    ),
  )
  const child = spawn(process.execPath, [LAUNCHER, ...args], { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    // The first of them may build, and says so.
    child.once('close', (code) => resolve({ code, out: said.out, err: said.err.replace(/^Building Purser .*\n/, '') }))
  })
  return {
    child,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => said.out.includes(text) && resolve()
        child.stdout.on('data', look)
        look()
        void ended.then(({ code }) => reject(new Error(`it ended with ${code} before it said "${text}":\n${said.out}${said.err}`)))
      }),
  }
}
