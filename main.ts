import { readFile } from 'node:fs/promises'
import Fastify from 'fastify'
import type { Logger } from 'pino'
import { connect, holdProduct, migrate, openDatabase } from './adapters/postgres/index.ts'
import { createWebChat, wantsWebChat, webStaffPlace } from './adapters/web/index.ts'
import { openAccount } from './src/billing/accounts.ts'
import { loadMethods } from './src/billing/methods.ts'
import { createBot } from './src/bot.ts'
import { commands } from './src/commands/index.ts'
import type { Config } from './src/config.ts'
import { type SeedDeps, seedDemo } from './src/demo/seed.ts'
import { type JobDeps, startJobs } from './src/jobs/index.ts'
import { createLedger } from './src/ledger/index.ts'
import { createPictures } from './src/pictures/index.ts'

/** A running product. */
export interface Running {
  /** Where the browser chat listens; undefined when it is off. */
  readonly url?: string
  /** Stops taking work, lets what is in flight finish, and closes everything. */
  stop(): Promise<void>
}

/**
 * Starts everything, in this order: database, the claim to be the only one on it, migrations, bot, jobs, HTTP. What was
 * started is stopped again when a later step fails. Throws Errors whose message tells an operator what to do.
 */
export async function start(config: Config, log: Logger): Promise<Running> {
  const undo: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse())
      await step().catch((error: unknown) => log.error({ err: error }, 'a step of stopping failed'))
  }
  try {
    const url = await serve(config, log, undo)
    return { ...(url ? { url } : {}), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function serve(config: Config, log: Logger, undo: (() => Promise<unknown>)[]): Promise<string | undefined> {
  const methods = loadMethods(config.methodsFile, config)
  const database = await openDatabase(config, log)
  undo.push(() => database.close())
  const release = await holdProduct(database.url, log)
  if (!release)
    throw new Error('Purser is already running on this database. Stop it first, or use another PURSER_DATA_DIR or DATABASE_URL.')
  undo.push(release)
  const applied = await migrate(database.url)
  if (applied.length > 0) log.info({ applied }, 'migrations applied')
  const db = connect(database.url, 12)
  undo.push(() => db.$disconnect())
  const clock = () => new Date()
  const pictures = createPictures({ db, methods })
  const places = wantsWebChat(config) ? [webStaffPlace] : []
  const deps = { config, db, methods, ledger: createLedger, clock, log, screenshot: pictures.screenshot, places }
  if (config.demo) await fillDemo(deps)
  const bot = createBot({ ...deps, commands, openAccount })
  const web = wantsWebChat(config)
    ? createWebChat({ config, db, databaseUrl: database.url, bot, commands, pictures, log, clock })
    : undefined
  const jobs = await startJobs({ ...deps, chats: web ? [web.chat] : [] }, database.url)
  undo.push(() => jobs.stop())
  if (!web) return undefined
  const app = Fastify({
    loggerInstance: log,
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    bodyLimit: 64 * 1024,
  })
  await app.register(web.plugin)
  undo.push(() => app.close())
  return app.listen({ host: config.http.host, port: config.http.port })
}

/** The demo's people and their year, in a database of the demo's own. */
async function fillDemo(deps: Omit<JobDeps, 'chats'> & Pick<SeedDeps, 'screenshot' | 'places'>): Promise<void> {
  const sample = (name: string) => readFile(new URL(`./config/demo/${name}`, import.meta.url))
  if ((await seedDemo({ ...deps, sample, now: deps.clock() })) === 'filled') deps.log.info('the demo has its people and their records')
}
