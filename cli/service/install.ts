import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Outcome, Refused } from '../answer.ts'
import { BACKUPS, CONFIG, commandOf, DATA, firstEnv, marked, NAME, type Paths, unedited, unitOf } from './unit.ts'

/** How it is asked for. */
export interface Options {
  readonly print?: true
  readonly root?: string
  readonly force?: true
}

/** From dist/ and from the sources alike. */
function paths(): Paths {
  const launcher = ['../../bin/purser.js', '../../../bin/purser.js']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find(existsSync)
  if (!launcher) throw new Error('bin/purser.js is missing: Purser is not installed completely')
  return { node: process.execPath, launcher }
}

/** The unit as it would be written. */
export const printed = (): Outcome => ({ text: unitOf(paths()).trimEnd(), data: { unit: unitOf(paths()) } })

/** Writes what makes Purser a service; what is there already, and as it should be, stays. */
export function install({ root = '/', force }: Options): Outcome | Refused {
  const own = paths()
  const real = root === '/'
  const reason = unfit(own, real)
  if (reason) return reason
  const files: readonly File[] = [
    { path: `/etc/systemd/system/${NAME}.service`, text: marked(unitOf(own)), mode: 0o644 },
    { path: `/usr/local/bin/${NAME}`, text: marked(commandOf(own), '#!/bin/sh\n'), mode: 0o755 },
  ]
  const edited = files.filter(({ path }) => !force && existsSync(join(root, path)) && !unedited(readFileSync(join(root, path), 'utf8')))
  if (edited.length > 0)
    return {
      refused: 'edited',
      text: `Nothing was written: ${edited.map(({ path }) => path).join(' and ')} was edited. Compare with --print, or add --force.`,
    }
  const account = real ? (accountOf(NAME) ?? makeAccount()) : undefined
  folder(join(root, CONFIG), 0o750, account && { uid: 0, gid: account.gid })
  // Not left to the first start: the doctor, an import and a restore come before it.
  for (const place of [DATA, BACKUPS]) folder(join(root, place), 0o700, account)
  const env = { path: `${CONFIG}/.env`, text: firstEnv(own.launcher), mode: 0o600, owner: account }
  const did = [...files.map((file) => put(root, file)), existsSync(join(root, env.path)) ? { path: env.path, did: 'kept' } : put(root, env)]
  const next = [
    'systemctl daemon-reload',
    `editor ${CONFIG}/.env`,
    `${NAME} doctor`,
    `systemctl enable --now ${NAME}`,
    `journalctl -u ${NAME} -f`,
  ]
  const lines = did.map(({ path, did }) => `${did.padEnd(9)}  ${path}`)
  return {
    text: [...lines, '', 'Next, as root:', ...next.map((line) => `  ${line}`)].join('\n'),
    data: { files: did, account: account ? NAME : null, next },
  }
}

/** Why this Purser cannot be a service as it lies here. */
function unfit({ node, launcher }: Paths, real: boolean): Refused | undefined {
  const hidden = [launcher, node].find((path) => /^\/(home|root|run\/user|tmp|var\/tmp)\//.test(path))
  if (hidden && real)
    return {
      refused: 'hidden',
      text: `The service may not read ${hidden}: put Purser into /opt/purser, and Node where every account may run it.`,
    }
  if (/['"\n\\]/.test(launcher + node)) return { refused: 'hidden', text: `Put Purser where no quotes are in its path: ${launcher}` }
  if (!real) return undefined
  if (process.platform !== 'linux')
    return { refused: 'no_systemd', text: 'Services are made on Linux with systemd. Add --print to see the unit.' }
  if (process.getuid?.() !== 0)
    return { refused: 'not_root', text: `This needs root: sudo ${node} ${launcher} install-service (or add --print to see the unit)` }
  return undefined
}

interface Account {
  readonly uid: number
  readonly gid: number
}

function accountOf(name: string): Account | undefined {
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .find(([one]) => one === name) ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}

function makeAccount(): Account {
  execFileSync('useradd', ['--system', '--user-group', '--home-dir', DATA, '--no-create-home', '--shell', '/usr/sbin/nologin', NAME], {
    stdio: 'pipe',
  })
  const made = accountOf(NAME)
  if (!made) throw new Error(`The account "${NAME}" was made, and is not in /etc/passwd`)
  return made
}

interface File {
  readonly path: string
  readonly text: string
  readonly mode: number
  readonly owner?: Account | undefined
}

function put(root: string, { path, text, mode, owner }: File): { path: string; did: string } {
  const target = join(root, path)
  const before = existsSync(target) ? readFileSync(target, 'utf8') : undefined
  if (before === text) return { path, did: 'unchanged' }
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text, { mode })
  chmodSync(target, mode)
  if (owner) chownSync(target, owner.uid, owner.gid)
  return { path, did: before === undefined ? 'written' : 'replaced' }
}

function folder(path: string, mode: number, owner: Account | undefined): void {
  mkdirSync(path, { recursive: true })
  chmodSync(path, mode)
  if (owner) chownSync(path, owner.uid, owner.gid)
}
