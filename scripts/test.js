/** `npm test`: builds what tests need, runs vitest, and ends with what ran and what did not. Arguments are passed on to vitest. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from './build.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const require = createRequire(import.meta.url)
try {
  require.resolve('vitest/package.json')
} catch {
  console.error('The tests need the development packages: run "npm ci" (without --omit=dev) first.')
  process.exit(1)
}

build()

const browser = findBrowser()
const scratch = mkdtempSync(join(tmpdir(), 'purser-test-report-'))
const report = join(scratch, 'report.json')
const vitest = spawn(
  process.execPath,
  [
    join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs'),
    'run',
    ...(browser ? [] : ['--project', 'core']),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...(browser ? { PURSER_CHROMIUM: browser } : {}) } },
)

// Interrupted, vitest stops its PostgreSQL first; this process waits for that.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => vitest.kill('SIGTERM'))
const [code] = await once(vitest, 'close')

if (existsSync(report)) console.log(counts(JSON.parse(readFileSync(report, 'utf8'))))
rmSync(scratch, { recursive: true, force: true })
if (!browser) console.log('The browser tests (project e2e) did NOT run: no Chromium was found. Install it, or name it in PURSER_CHROMIUM.')
process.exitCode = code ?? 1

function counts(run) {
  const files = run.testResults.length
  const skipped = run.numPendingTests + run.numTodoTests
  return `${run.numPassedTests} passed, ${run.numFailedTests} failed, ${skipped} skipped: ${run.numTotalTests} tests in ${files} files.`
}

/** The Chromium that e2e tests drive: the one named in PURSER_CHROMIUM, else the system's. */
function findBrowser() {
  if (process.env.PURSER_CHROMIUM) return process.env.PURSER_CHROMIUM
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = ['/usr/bin', '/snap/bin', ...(process.env.PATH ?? '').split(delimiter)]
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return [...paths, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find(runnable)
}

function runnable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
