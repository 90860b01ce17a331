import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The product as an operator runs it: its own process, its own embedded PostgreSQL, its own data folder. */
export interface Product {
  readonly url: string
  /** Starts it again on the same data, after `stop` or `kill`. */
  start(): Promise<void>
  /** SIGTERM, and waits. Resolves with the exit code. */
  stop(): Promise<number | null>
  /** kill -9. */
  kill(): Promise<void>
  /** Runs a `purser` command beside it. Rejects when it exits with other than 0. */
  purser(...args: string[]): Promise<string>
  /** Stops it and removes its data. */
  remove(): Promise<void>
}

const LAUNCHER = 'bin/purser.js'

/** Prepares a product in demo mode on a free port. `start` it. */
export async function demoProduct(env: Readonly<Record<string, string>> = {}): Promise<Product> {
  const data = mkdtempSync(join(tmpdir(), 'purser-e2e-'))
  const port = await freePort()
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PURSER_|DATABASE_URL|DISCORD_|TELEGRAM_|SLACK_)/.test(name)),
  )
  const environment = { ...inherited, PURSER_DATA_DIR: data, PURSER_HTTP_PORT: String(port), PURSER_UNDO_SECONDS: '1', ...env }
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  let said = ''
  const gone = (process: ChildProcess): Promise<number | null> =>
    process.exitCode !== null || process.signalCode !== null
      ? Promise.resolve(process.exitCode)
      : new Promise((resolve) => process.once('exit', (code) => resolve(code)))
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!child) return null
    child.kill(signal)
    const code = await gone(child)
    child = undefined
    return code
  }
  const self: Product = {
    url,
    start: async () => {
      const started = spawn(process.execPath, [LAUNCHER, 'start'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
      child = started
      for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk))
      while (!(await answers(url))) {
        if (started.exitCode !== null) throw new Error(`the product ended with ${started.exitCode}:\n${said}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    purser: async (...args) => (await promisify(execFile)(process.execPath, [LAUNCHER, ...args], { env: environment })).stdout,
    remove: async () => {
      await end('SIGTERM')
      rmSync(data, { recursive: true, force: true })
    },
  }
  return self
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  )

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
