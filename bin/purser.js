#!/usr/bin/env node
/** The launcher: builds a checkout whose dist/ is missing or older than its sources, then runs the command line. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Purser needs Node.js 20.19 or newer; this is ${process.versions.node}.\n`)
  process.exit(1)
}

const builder = new URL('../scripts/build.js', import.meta.url)
const isCheckout = existsSync(new URL('../src', import.meta.url)) && existsSync(builder)

try {
  if (isCheckout) (await import(builder.href)).build()
} catch (error) {
  process.stderr.write(`Purser could not be built.\n${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}

const main = new URL('../dist/cli/main.js', import.meta.url)
if (!existsSync(main)) {
  process.stderr.write(`Purser is not built: ${fileURLToPath(main)} is missing. Run "npm run build" in its folder.\n`)
  process.exit(1)
}
await import(main.href)
