import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import { createLog, secretsOf } from '../src/log.ts'
import { answer, EXIT } from './answer.ts'
import { configured } from './house.ts'
import { withExample } from './options.ts'

/** By how much the heap may grow before garbage is looked for, in percent. Node's own choice is for speed: it takes 450 MB where 280 do. */
const HEAP_GROWTH = 30

/** How long what was closed may take to be gone, in milliseconds. */
const PATIENCE = 500

/** `purser start` */
export function addStart(program: Command): void {
  const command = program.command('start').description('run Purser until it is stopped (Ctrl-C, SIGTERM)')
  withExample(command, 'purser start', 'PURSER_HTTP_PORT=8080 purser start').action(async () => {
    let log: ReturnType<typeof createLog> | undefined
    await answer(command, async () => {
      setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`)
      // Prisma's query compiler is WebAssembly that hardly runs once queries are known: optimising it costs 80 MB and a second of a core.
      setFlagsFromString('--liftoff-only')
      // Not above: a command that posts a cost in a loop need not load the chat.
      const { serve } = await import('../main.ts')
      const config = configured()
      if ('unusable' in config) return config
      const human = process.stderr.isTTY === true
      const told = createLog({ level: config.logLevel, human, write: (line) => process.stderr.write(line), secrets: secretsOf(config) })
      log = told
      process.on('uncaughtException', (err) => {
        told.fatal({ err }, 'Purser stops: something went wrong that nobody was prepared for')
        process.exit(EXIT.failed)
      })
      await serve(config, told, ({ url }) => {
        // What reads pictures comes later and is worth it.
        setFlagsFromString('--no-liftoff-only')
        const demo = '\nThis is a demo: its customers, staff and money are invented. To make it real, see docs/configuration.md.'
        process.stdout.write(`Purser is ready at ${url}${config.demo ? demo : ''}\n`)
      })
      return { text: 'Purser has stopped.', data: { stopped: true } }
    })
    // Closed, it ends by itself. A platform that is silent may owe us an answer still.
    setTimeout(() => {
      log?.debug({ left: process.getActiveResourcesInfo() }, 'something stays open')
      process.exit()
    }, PATIENCE).unref()
  })
}
