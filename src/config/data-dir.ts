import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from './environment.ts'

/** Where data lies by default: outside the checkout, in the system's place for root's services, else in the user's for data. */
export function defaultDataDir(env: Environment): string {
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'purser')
  if (process.getuid?.() === 0) return '/var/lib/purser'
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'purser')
  const { XDG_DATA_HOME } = env
  // The specification says to ignore a relative one.
  return join(XDG_DATA_HOME?.startsWith('/') ? XDG_DATA_HOME : join(homedir(), '.local', 'share'), 'purser')
}
