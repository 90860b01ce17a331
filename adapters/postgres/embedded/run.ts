import { spawn } from 'node:child_process'
import type { Account } from './account.ts'

/** What a program said and how it ended. `code` is undefined when it could not be run at all; `output` then says why. */
export interface Outcome {
  readonly code: number | undefined
  readonly output: string
}

/** Runs one of PostgreSQL's programs as the account that the server runs as (undefined: as ourselves), and waits for its end. */
export function run(program: string, args: readonly string[], account: Account | undefined): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      // A folder that every account can enter: ours may be under /root.
      cwd: '/',
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', (error) => resolve({ code: undefined, output: error.message }))
    child.on('close', (code, signal) => resolve({ code: code ?? -1, output: signal ? `${output}(ended by ${signal})` : output }))
  })
}

/** Nothing of ours but what a program needs to run: PGPORT, PGDATA, LANG and the like would change what it does. */
function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR']
  return {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    LC_ALL: 'C',
    TZ: 'UTC',
  }
}
