import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'purser-env-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (content: string | Uint8Array): void => writeFileSync(join(folder, '.env'), content)

test('without the file, the environment alone decides', () => {
  expect(loadConfig(folder, { PURSER_BRAND: 'Raindrop' }).brand).toBe('Raindrop')
})

test('the file is read, and the environment wins over it', () => {
  write('# ours\nPURSER_BRAND="Rain drop" # quoted\nexport PURSER_HTTP_PORT=8080\r\nPURSER_LOCALE=en\n')
  const config = loadConfig(folder, { PURSER_LOCALE: 'zh-HK', PURSER_HTTP_PORT: '' })
  expect(config).toMatchObject({ brand: 'Rain drop', locale: 'zh-HK', http: { port: 3000 } })
})

test('a byte order mark at its beginning is no part of the first name', () => {
  write('\ufeffPURSER_BRAND=Raindrop\n')
  expect(loadConfig(folder, {}).brand).toBe('Raindrop')
})

test('what makes the house real may stand in the file', () => {
  write('PURSER_METHODS=methods.json\n')
  expect(loadConfig(folder, {}).demo).toBe(false)
})

test('a line that would be lost is a mistake, not a demo', () => {
  write('PURSER_BRAND=Raindrop\nPURSER_METHODS: methods.json\n')
  expect(() => loadConfig(folder, {})).toThrow('.env, line 2: write PURSER_METHODS=value')
})

test('a file that is no text says so', () => {
  write(Buffer.from('PURSER_BRAND=Raindrop', 'utf16le'))
  expect(() => loadConfig(folder, {})).toThrow('.env: must be text in UTF-8')
  write(Uint8Array.of(0x50, 0xff, 0xfe, 0x3d))
  expect(() => loadConfig(folder, {})).toThrow('.env: must be text in UTF-8')
})

test('a folder of that name says so', () => {
  mkdirSync(join(folder, '.env'))
  expect(() => loadConfig(folder, {})).toThrow('.env: cannot be read (EISDIR)')
})

test('problems of the file and of the values are told together', () => {
  write('PURSER_METHODS methods.json\nPURSER_HTTP_PORT=x\n')
  expect(() => loadConfig(folder, {})).toThrow(/line 1.*\n.*PURSER_HTTP_PORT/)
})
