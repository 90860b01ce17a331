import { execFile } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

let checkout: string

/** The real launcher and builder in a checkout of one source file, which says its own version. Its tests go on from each other: a build takes seconds. */
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'purser-checkout-'))
  for (const path of [
    'bin',
    'scripts',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'prisma/schema.prisma',
    'prisma/migrations',
  ])
    cpSync(path, join(checkout, path), { recursive: true })
  symlinkSync(realpathSync('node_modules'), join(checkout, 'node_modules'))
  for (const folder of ['cli', 'src']) mkdirSync(join(checkout, folder))
})

afterAll(() => rmSync(checkout, { recursive: true, force: true }))

function write(version: string, more = ''): void {
  writeFileSync(join(checkout, 'src', 'version.ts'), `export const version: string = '${version}'\n${more}`)
  writeFileSync(
    join(checkout, 'cli', 'main.ts'),
    `import { version } from '../src/version.ts'\nconsole.log(version, ...process.argv.slice(2))\n`,
  )
}

async function purser(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [join(checkout, 'bin', 'purser.js'), ...args])
}

test('a fresh checkout builds itself, also for two that start at once, and runs with the arguments given', async () => {
  write('one')
  const both = await Promise.all([purser('doctor', '--json'), purser('help')])
  expect(both.map(({ stdout }) => stdout)).toEqual(['one doctor --json\n', 'one help\n'])
  expect(both.map(({ stderr }) => stderr).join('')).toContain('Building Purser')
  expect(existsSync(join(checkout, 'dist', 'prisma', 'migrations', 'migration_lock.toml'))).toBe(true)
  expect(existsSync(join(checkout, 'dist.next'))).toBe(false)
})

test('a checkout is built again when its sources changed, and only then', async () => {
  expect(await purser()).toEqual({ stdout: 'one\n', stderr: '' })
  write('two')
  expect((await purser()).stdout).toBe('two\n')
})

test('a build that somebody killed does not stand in the way of the next', async () => {
  mkdirSync(join(checkout, 'dist.next'))
  writeFileSync(join(checkout, 'dist.next', '.builder'), '2147483646')
  write('three')
  expect((await purser()).stdout).toBe('three\n')
})

test('a checkout that cannot be built says what is wrong and runs nothing old', async () => {
  write('four', 'export const = broken')
  await expect(purser()).rejects.toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('src/version.ts') })
})

test('an installation without sources runs what was built for it', async () => {
  for (const folder of ['src', 'cli', 'scripts']) rmSync(join(checkout, folder), { recursive: true })
  chmodSync(join(checkout, 'dist'), 0o555)
  expect(await purser('help')).toEqual({ stdout: 'three help\n', stderr: '' })
})
