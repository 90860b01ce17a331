/**
 * Builds dist/ from a checkout, with nothing but what `npm ci --omit=dev` installs, and downloads nothing.
 * Run directly it builds if needed (`--force`: in any case); bin/purser.js and scripts/test.js call `build()`.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const next = join(root, 'dist.next')
const stampFile = join(dist, '.stamp')
const generated = join(root, 'prisma', 'generated')
const page = join(root, 'adapters', 'web', 'page')

/** What dist/ is made from. A change in any of it makes dist/ stale. */
const inputs = [
  'main.ts',
  'src',
  'adapters',
  'cli',
  'locales',
  'config',
  'prisma',
  'scripts/build.js',
  'tsconfig.json',
  'tsconfig.build.json',
]

/** Folders whose files are copied as they are, apart from what the compiler reads. */
const assets = ['prisma/migrations', 'adapters/web/page', 'config']

/** Builds dist/ unless it is up to date. Returns whether it built; throws with the tool's own output when it cannot. */
export function build({ force = false, say = (line) => process.stderr.write(`${line}\n`) } = {}) {
  if (!force && !stale()) return false
  const release = takeTurn()
  try {
    // Another process may have built it while this one waited.
    if (!force && !stale()) return false
    say('Building Purser (the first start, or the sources changed) ...')
    const stamp = fingerprint()
    generate(force)
    compile()
    for (const folder of assets) copyAssets(folder)
    writeFileSync(join(next, '.stamp'), stamp)
    rmSync(dist, { recursive: true, force: true })
    renameSync(next, dist)
    return true
  } finally {
    release()
  }
}

/** Makes the Prisma client that sources and tests import; skipped when schema.prisma and Prisma are the same as last time. */
export function generate(force = false) {
  const stamp = createHash('sha256')
    .update(readFileSync(join(root, 'prisma', 'schema.prisma')))
    .update(versionOf('prisma'))
    .digest('hex')
  const file = join(generated, '.stamp')
  if (!force && existsSync(file) && readFileSync(file, 'utf8') === stamp) return
  run('prisma', ['generate', '--schema', join('prisma', 'schema.prisma')], {
    // `generate` needs no engine, but looks for one and would download it: any existing file stands in.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  })
  writeFileSync(file, stamp)
}

function compile() {
  // Types are checked by `npm run typecheck`; a production install lacks the @types packages that this would need.
  run('typescript', ['-p', 'tsconfig.build.json', '--noCheck', '--types', '', '--outDir', next])
  if (existsSync(join(page, 'tsconfig.json')))
    run('typescript', ['-p', page, '--noCheck', '--outDir', join(next, 'adapters', 'web', 'page')])
}

function copyAssets(folder) {
  const from = join(root, folder)
  if (!existsSync(from)) return
  cpSync(from, join(next, folder), {
    recursive: true,
    filter: (source) => !source.endsWith('.ts') && !source.endsWith('tsconfig.json'),
  })
}

function stale() {
  return !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== fingerprint()
}

/** By content, not by time: a clone, a copy into an image or a `git pull` sets times as it likes. */
function fingerprint() {
  const hash = createHash('sha256').update(versionOf('prisma')).update(versionOf('typescript'))
  for (const file of inputs.flatMap((input) => filesIn(input)).sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function filesIn(path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  if (!found || path === join('prisma', 'generated')) return []
  if (!found.isDirectory()) return [path]
  return readdirSync(join(root, path)).flatMap((name) => filesIn(join(path, name)))
}

const versionOf = (name) => packageOf(name).version

function packageOf(name) {
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`)
  return { folder: dirname(file), ...JSON.parse(readFileSync(file, 'utf8')) }
}

/** Runs a package's command by Node itself: no shell, no npx, no PATH. */
function run(name, args, env = {}) {
  const { folder, bin } = packageOf(name)
  const script = bin[name === 'typescript' ? 'tsc' : name]
  const result = spawnSync(process.execPath, [join(folder, String(script)), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
  if (result.status === 0) return
  throw new Error(`${name} ${args[0]} failed:\n${result.error?.message ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}`)
}

/** One build at a time: the folder being built is the lock, and the process named in it holds it. Returns how to give it back. */
function takeTurn() {
  for (const deadline = Date.now() + 120_000; ; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)) {
    try {
      mkdirSync(next)
      writeFileSync(join(next, '.builder'), String(process.pid))
      return () => rmSync(next, { recursive: true, force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!builderLives() || Date.now() > deadline) rmSync(next, { recursive: true, force: true })
  }
}

function builderLives() {
  try {
    const pid = Number(readFileSync(join(next, '.builder'), 'utf8'))
    return pid !== process.pid && process.kill(pid, 0)
  } catch (error) {
    // No file yet: it was made a moment ago, or its maker died in that moment; the folder's age tells.
    const made = statSync(next, { throwIfNoEntry: false })
    const code = error.code
    return code === 'EPERM' || (code === 'ENOENT' && made !== undefined && Date.now() - made.mtimeMs < 5_000)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (!build({ force: process.argv.includes('--force') })) process.stderr.write('Purser is built and up to date.\n')
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 1
  }
}
