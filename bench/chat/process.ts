import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A bot in a process of its own. */
export interface BotProcess {
  /** Resident memory, in MB. */
  memory(): number
  /** Seconds of a core that it has used so far, in all its threads. */
  cpu(): number
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Purser as it is delivered, on this database. */
export const startPurser = (databaseUrl: string, env: Readonly<Record<string, string>>): Promise<BotProcess> =>
  start(['--max-semi-space-size=8', 'bin/purser.js', 'start'], {
    ...env,
    DATABASE_URL: databaseUrl,
    PURSER_HTTP_PORT: '0',
    PURSER_LOCALE: 'en',
    PURSER_LOG_LEVEL: 'warn',
  })

/** A bot of the same library that answers a constant text. */
export const startBare = (platform: string, env: Readonly<Record<string, string>>): Promise<BotProcess> =>
  start([`bench/chat/bare/${platform}.js`], env)

function start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<BotProcess> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PURSER_|DATABASE_URL$|HTTPS_PROXY$)/.test(name)))
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return new Promise((resolve, reject) => {
    void ended.then(() => reject(new Error(`${args.join(' ')} ended with ${child.exitCode}`)))
    child.stdout.on('data', (said: Buffer) => {
      if (!String(said).includes('ready')) return
      resolve({
        memory: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1024,
        cpu: () => cpuOf(child.pid),
        stop: async () => {
          child.kill('SIGTERM')
          await ended
        },
      })
    })
  })
}

/** User and system time, in ticks of a hundredth of a second: fields 14 and 15 of proc(5). */
function cpuOf(pid: number | undefined): number {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = after.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
