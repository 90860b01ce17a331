import { readFile } from 'node:fs/promises'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Adapter, AdapterDeps, AdapterKind } from './adapters/adapter.ts'
import { scheduledBackups } from './adapters/backup/index.ts'
import { createClosing } from './adapters/closing.ts'
import { within } from './adapters/pause.ts'
import { connect, createAlive, createWorkerPool, elect, holdProduct, migrate, openDatabase } from './adapters/postgres/index.ts'
import { addStatus } from './adapters/status.ts'
import { openAccount } from './src/billing/customers.ts'
import { type Methods, methodsOf } from './src/billing/methods.ts'
import { enrolDesk } from './src/billing/staff.ts'
import { createBot } from './src/bot.ts'
import { choicesOf, recordChoices } from './src/choices.ts'
import { commands } from './src/commands/index.ts'
import type { Config } from './src/config.ts'
import type { Database } from './src/db.ts'
import { seedDemo } from './src/demo/seed.ts'
import { createFiles } from './src/files/index.ts'
import { startJobs } from './src/jobs/index.ts'
import { createLedger } from './src/ledger/index.ts'
import { createMeasures, type Measures } from './src/measures.ts'
import { mismatches } from './src/mismatch.ts'
import type { StaffPlace } from './src/outbox.ts'
import { createPictures, readScreenshot } from './src/pictures/index.ts'
import { type Room, roomOf } from './src/room.ts'

interface ChatKind {
  /** Whether this configuration has it. */
  wanted(config: Config): boolean
  load(): Promise<AdapterKind>
}

/** Every kind of chat that Purser can be reached by. Its platform's library is loaded where it is wanted: each takes 15 to 40 MB. */
const KINDS: readonly ChatKind[] = [
  { wanted: ({ web }) => web.enabled, load: async () => (await import('./adapters/web/index.ts')).webAdapter },
  { wanted: ({ slack }) => slack !== undefined, load: async () => (await import('./adapters/slack/index.ts')).slackAdapter },
  { wanted: ({ telegram }) => telegram !== undefined, load: async () => (await import('./adapters/telegram/index.ts')).telegramAdapter },
  { wanted: ({ discord }) => discord !== undefined, load: async () => (await import('./adapters/discord/index.ts')).discordAdapter },
]

/** Purser at work. */
export interface Product {
  /** Where it listens, for people: "http://127.0.0.1:3000". */
  readonly url: string
  /** Resolves when it cannot go on: it is to be stopped, and started again. */
  readonly lost?: Promise<Error> | undefined
  /** Finishes what is in flight and closes everything, the last opened first. Rejects when that fails; calling it again waits for the first. */
  stop(): Promise<void>
}

/** How long one statement may take, in milliseconds: while somebody waits for it, and in a job, which may look through all the books. */
const PATIENCE = 15_000
const JOB_PATIENCE = 30 * 60_000

/**
 * Puts the whole product together and starts it. Throws plain Errors whose message tells an operator what to do, with nothing left
 * open. `stopping`: no platform is waited for any more.
 */
export async function start(config: Config, log: Logger, stopping: AbortSignal): Promise<Product> {
  const closing = createClosing()
  try {
    const methods = methodsOf(config)
    const database = await openDatabase(config, log)
    closing.add({ database: () => database.close() })
    // On a PostgreSQL of its own Purser runs once; on one that is shared, as many processes as the operator likes share the work.
    const release = database.embedded ? await holdProduct(database.url, log) : async () => undefined
    if (!release) throw new Error('Purser is running already on this data. Stop it first, or use "purser" commands beside it.')
    closing.add({ lock: release })
    await migrate(database.url, { log })
    const [db, own] = [connect(database.url, 8, PATIENCE), connect(database.url, 4, JOB_PATIENCE)]
    closing.add({ connections: () => Promise.all([db.$disconnect(), own.$disconnect()]) })
    const problems = await mismatches(db, config)
    if (problems.length > 0) throw new Error(problems.join('\n'))
    const house: House = { config, db, log, methods, databaseUrl: database.url, room: roomOf(config), clock: () => new Date() }
    const kinds = await Promise.all(KINDS.filter((kind) => kind.wanted(config)).map((kind) => kind.load()))
    const places = kinds.flatMap((kind) => kind.places(config))
    await tellChoices(house, places)
    const measures = createMeasures()
    const adapters = openAdapters(house, kinds, places, measures)
    const chats = adapters.map(({ chat }) => chat)
    const alive = createAlive(database.url)
    closing.add({ alive: () => alive.close() })
    const jobDeps = { ...house, db: own, ledger: createLedger, chats, backups: scheduledBackups(house) }
    const jobs = await startJobs(jobDeps, (most) => createWorkerPool(database.url, most), alive, db)
    closing.add({ jobs: () => jobs.stop() })
    if (config.demo && (await fillDemo(db, config)) === 'filled') log.info('The demo has its people and their year')
    if (methods.length === 0) log.warn('There is no way to pay in: name your file of them in PURSER_METHODS (docs/methods.md)')
    if (adapters.length === 0) log.warn('No chat is configured, so nobody can reach Purser: see docs/configuration.md (PURSER_WEB)')
    const app = createHttp(log)
    closing.add({ http: () => app.close() })
    const reached = () => adapters.flatMap(({ chat, reached: well }) => (well ? [[chat.platform, well()] as const] : []))
    addStatus(app, { ...house, measures, chats: reached })
    for (const { plugin } of adapters) if (plugin) await app.register(plugin)
    const url = await listen(app, config)
    closing.add(Object.fromEntries(adapters.map((adapter) => [adapter.chat.platform, () => adapter.stop()])))
    await Promise.all(adapters.map((adapter) => begin(adapter, log, stopping)))
    return { url, lost: database.lost, stop: closing.close }
  } catch (error) {
    await closing.close().catch((cause: unknown) => log.error({ err: cause }, 'closing after a failed start failed too'))
    throw error
  }
}

/** How long a platform that says nothing is waited for, in milliseconds. It is asked on; what it sends is taken once it knows us. */
const SILENCE = 5_000

async function begin(adapter: Adapter, log: Logger, stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return
  const begun = adapter.start().then(() => true)
  if (await within(SILENCE, begun, stopping)) return
  begun.catch((err: unknown) => log.error({ err }, `${adapter.chat.platform} does not serve`))
  if (stopping.aborted) return
  log.warn(`${adapter.chat.platform} says nothing yet: it is asked on, and everything else serves`)
}

/**
 * How long a stop may take, in milliseconds. What is being done then is as after a crash; what waits behind it is not begun: whoever sent it
 * is told so, or the next process does it.
 */
const STOP_LIMIT = 10_000

/**
 * Starts Purser, tells `ready`, and runs until SIGTERM, SIGINT or SIGHUP; then stops it. A second signal ends the process at once. Rejects
 * when it could not go on, so that whoever looks after the process starts it again.
 */
export async function serve(config: Config, log: Logger, ready: (product: Product) => void): Promise<void> {
  const signal = firstSignal(log)
  const stopping = new AbortController()
  void signal.then(() => stopping.abort())
  const product = await start(config, log, stopping.signal)
  if (!stopping.signal.aborted) ready(product)
  const why = await Promise.race([signal, ...(product.lost ? [product.lost] : [])])
  if (typeof why === 'string') {
    log.info(`Stopping, on ${why}`)
    return product.stop()
  }
  log.fatal(why.message)
  limitStop(log)
  await product.stop().catch((err: unknown) => log.warn({ err }, 'not everything could be closed'))
  throw why
}

const giveUp = (log: Logger, why: string): never => {
  log.error(`Purser stops at once: ${why}`)
  process.exit(1)
}

const limitStop = (log: Logger): void =>
  void setTimeout(giveUp, STOP_LIMIT, log, `stopping took longer than ${STOP_LIMIT / 1000} seconds`).unref()

function firstSignal(log: Logger): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | undefined
    const hear = (signal: NodeJS.Signals) => {
      if (first === undefined) {
        first = performance.now()
        limitStop(log)
        resolve(signal)
        // npm passes on what the terminal has told us already: that is one signal.
      } else if (performance.now() - first > 500) giveUp(log, `a second signal (${signal})`)
    }
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, hear)
  })
}

/** Fills the demo's database unless it was filled; resolves with what it did. */
export async function fillDemo(db: Database, config: Config): Promise<'filled' | 'was filled'> {
  const { webStaffPlace } = await import('./adapters/web/index.ts')
  return seedDemo({
    config,
    db,
    ledger: createLedger,
    screenshot: readScreenshot,
    sample: (name) => readFile(new URL(`./config/demo/${name}`, import.meta.url)),
    places: [webStaffPlace],
    now: new Date(),
  })
}

/** What every part needs. */
interface House {
  readonly config: Config
  readonly db: Database
  readonly databaseUrl: string
  readonly methods: Methods
  readonly log: Logger
  readonly room: Room | undefined
  readonly clock: () => Date
}

/** What decides who gets money is told at each start, and what of it changed since the last one. */
async function tellChoices({ db, config, methods, log }: House, places: readonly StaffPlace[]): Promise<void> {
  const { hash, changed } = await recordChoices(db, await choicesOf(db, config, methods, places), new Date())
  log.info(`What decides who gets money has the hash ${hash}`)
  for (const change of changed) log.warn(`Changed since the last start: ${change}`)
}

/** One bot, and an adapter of every kind that is configured. */
function openAdapters(house: House, kinds: readonly AdapterKind[], places: readonly StaffPlace[], measures: Measures): readonly Adapter[] {
  const bot = measures.timed(
    createBot({ ...house, commands, ledger: createLedger, screenshot: readScreenshot, places, openAccount, enrol: enrolDesk }),
  )
  const pictures = createPictures(house)
  const files = createFiles({ ...house, ledger: createLedger })
  const candidacy: AdapterDeps['elect'] = (name, serve) => elect(house.databaseUrl, name, house.log, serve)
  return kinds.map((kind) => kind.create({ ...house, bot, commands, pictures, files, elect: candidacy }))
}

/** How long a request may take to arrive, in milliseconds: who dribbles would hold a connection for ever. Uploads have a shorter limit of their own. */
const REQUEST_LIMIT = 70_000

/** The server that adapters add their pages to. Requests are not logged: they hold tokens, and what people ask. */
function createHttp(log: Logger): FastifyInstance {
  const logController = new Fastify.LogController({ disableRequestLogging: true })
  const app: FastifyInstance = Fastify({
    // At trace its plugins write the headers of a request, with who is logged in.
    loggerInstance: log.child({}, { redact: ['busboyOptions.headers'] }) as FastifyBaseLogger,
    logController,
    bodyLimit: 64 * 1024,
    requestTimeout: REQUEST_LIMIT,
  })
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  // A browser keeps its connection for its next question: who is answered last must not hold up the stop.
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  return app
}

/** Resolves with the address for people. */
async function listen(app: FastifyInstance, { http: { host, port } }: Config): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = (code && REASONS[code]) ?? (cause as Error).message
    throw new Error(`Cannot listen on ${host}, port ${port}: ${why}`, { cause })
  }
  const address = app.server.address()
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${typeof address === 'object' && address ? address.port : port}`
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there. Stop it, or set PURSER_HTTP_PORT to another port (0 takes a free one).',
  EACCES: 'this user may not. Set PURSER_HTTP_PORT to a port above 1023.',
  EADDRNOTAVAIL: 'this machine has no such address. Set PURSER_HTTP_HOST to one it has.',
  ENOTFOUND: 'this name is not known here. Set PURSER_HTTP_HOST to an address.',
}
