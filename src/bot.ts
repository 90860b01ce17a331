import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { locales } from '../locales/index.ts'
import type { Text } from '../locales/text.ts'
import { readAudit } from './audit.ts'
import type { Methods } from './billing/methods.ts'
import type { Command, Context, Role } from './command.ts'
import type { Config } from './config.ts'
import { adoptCopy, keptNotices } from './contact.ts'
import { type Database, type FullDb, holdLock, type Identity } from './db.ts'
import { AppError, fail } from './errors.ts'
import { askFor, problemsOf, takesFiles } from './form.ts'
import type { Viewer } from './format.ts'
import type { Ledger } from './ledger/types.ts'
import { fullUntil } from './limit.ts'
import { createOutbox, type Outbox, type StaffPlace } from './outbox.ts'
import { type Find, findTogether, type Person, personOf, viewerOf } from './people.ts'
import { isStaff, permit } from './permit.ts'
import type { Screenshot } from './pictures/index.ts'
import { refusal } from './refusal.ts'
import { notice, type Reply, reply as replyOf } from './reply.ts'
import { type Request, requestOf } from './request.ts'
import { hasRoom, type Room } from './room.ts'
import { isUnreachable } from './unreachable.ts'
import type { Update } from './update.ts'
import { takeUploads } from './uploads.ts'

/** What an adapter shows: the reply, and for whom to format it. */
export interface Answer {
  readonly reply: Reply
  readonly viewer: Viewer
  /** To be called when it was shown, where there is: only then what it brings along counts as told. */
  readonly told?: () => Promise<void>
  /** Pictures that came with what was refused, by field, as a form keeps them: they are stored. */
  readonly pictures?: Readonly<Record<string, string>>
}

/** The one door of the core. Never rejects: whatever goes wrong becomes a reply that says what to do. */
export interface Bot {
  handle(update: Update): Promise<Answer>
}

export interface BotDeps {
  readonly config: Config
  readonly db: Database
  readonly methods: Methods
  readonly commands: readonly Command[]
  readonly ledger: (db: FullDb) => Ledger
  readonly screenshot: (bytes: Uint8Array) => Promise<Screenshot>
  /** The disk that pictures go to; undefined where the database is elsewhere. */
  readonly room?: Room | undefined
  /** Staff chats of every adapter that is configured. */
  readonly places: readonly StaffPlace[]
  readonly clock: () => Date
  readonly log: Logger
  /** Opens an account for somebody who has none (PURSER_OPEN_ACCOUNTS). */
  readonly openAccount: (db: FullDb, identity: Identity, how: { currency: string; now: Date }) => Promise<void>
  /** Gives somebody a place at the desk whose role on the platform says so. */
  readonly enrol: (db: FullDb, identity: Identity, now: Date) => Promise<void>
}

/** How the bot reads outside of transactions: for all who ask at the same moment together. */
interface Readers {
  readonly find: Find
  readonly books: Ledger
}

/** The bot over its dependencies: one command list, one database. */
export function createBot(given: BotDeps): Bot {
  const commands = new Map(given.commands.map((command) => [command.name, command]))
  const deps: BotDeps & Readers = { ...given, find: findTogether(given.db), books: given.ledger(given.db) }
  return {
    handle: async (update) => {
      const now = deps.clock()
      const scene: Scene = { viewer: viewerOf(deps.config, now, { hint: update.from.locale ?? null }), pictures: {} }
      const answered = await answer(deps, commands, update, now, scene).catch(
        (error: unknown): Answer => ({ reply: refuse(deps, error, scene, update), viewer: scene.viewer, pictures: scene.pictures }),
      )
      const said = scene.leftOut ? withNotice(answered, locales[scene.viewer.locale].common.codeLeftOut[scene.leftOut]) : answered
      return scene.person ? withContact(deps, update, scene.person, said) : said
    },
  }
}

/** What is known so far of who asks. */
interface Scene {
  viewer: Viewer
  person?: Person
  leftOut?: Request['leftOut']
  readonly pictures: Record<string, string>
}

/** The answer, whatever it is, below what its person is to know first. */
const withNotice = ({ reply, ...answered }: Answer, first: Text): Answer => ({
  ...answered,
  reply: { ...reply, blocks: [notice(first), ...reply.blocks] },
})

/** The answer, with what the contact itself brings along. That something of it fails is no reason not to answer. */
async function withContact(deps: BotDeps, update: Update, person: Person, answered: Answer): Promise<Answer> {
  try {
    if (person.staff) await adoptCopy(deps.db, update)
    if (!person.pending.notices) return answered
    if (answered.reply.audience !== 'asker') return answered
    const kept = await keptNotices(deps, update, person)
    if (kept.blocks.length === 0) return answered
    const told = () => kept.told(deps.clock()).catch((err: unknown) => deps.log.warn({ err }, 'what was told may be told again'))
    return { ...answered, reply: { ...answered.reply, blocks: [...kept.blocks, ...answered.reply.blocks] }, told }
  } catch (error) {
    deps.log.warn({ err: error, platform: update.platform, update: update.id }, 'what a contact brings along was left for the next')
    return answered
  }
}

async function answer(
  deps: BotDeps & Readers,
  commands: ReadonlyMap<string, Command>,
  update: Update,
  now: Date,
  scene: Scene,
): Promise<Answer> {
  let person = await personOf(deps.db, update, deps.find)
  const viewer = viewerOf(deps.config, now, person.identity, person.customer)
  scene.viewer = viewer
  scene.person = person
  const reading = { staff: person.staff !== undefined, asked: person.pending.question, now, ...deps }
  const request = (await requestOf(update, commands, reading)) ?? fail('outdated_button', {})
  scene.leftOut = request.leftOut
  if (deps.config.openAccounts && request.command.role === 'customer' && !person.customer && !person.staff) {
    await deps.db.$transaction((tx) => deps.openAccount(tx, person.identity, { currency: deps.config.currency, now }))
    person = await personOf(deps.db, update, deps.find)
  }
  if (update.from.desk && !person.staff && isStaff(request.command.role)) {
    await deps.db.$transaction((tx) => deps.enrol(tx, person.identity, now))
    person = await personOf(deps.db, update, deps.find)
  }
  if (request.command.effect === 'read') {
    const outbox = createOutbox(deps.db, { actor: actorOf(person, request.command.role), now, ...deps })
    return { reply: await run(deps, deps.db, deps.books, request, person, update, viewer, outbox), viewer }
  }
  permit(request.command, person)
  const seen = await seenReply(deps.db, update, person)
  if (seen) return { reply: seen, viewer }
  const files = Object.entries(request.files).filter(([field, list]) => list.length > 0 && takesFiles(request.command, field))
  const [first] = files
  if (first && !(await hasRoom(deps.room))) return write(deps, { ...request, noRoom: first[0] }, update, now, scene)
  const input = { ...request.input }
  for (const [field, list] of files) {
    const ids = await takeUploads({ db: deps.db, screenshot: deps.screenshot, now }, person.identity, list)
    input[field] = [input[field], ...ids].filter(Boolean).join(',')
    scene.pictures[field] = input[field]
  }
  return write(deps, { ...request, input }, update, now, scene)
}

/** Runs a command that writes: the update's id, everything it changes and every job it leaves are one transaction. */
async function write(deps: BotDeps, request: Request, update: Update, now: Date, scene: Scene): Promise<Answer> {
  let ran = false
  const doing = deps.db.$transaction(
    async (tx) => {
      const person = await personOf(tx, update)
      const first = await tx.update.createMany({
        data: { platform: update.platform, id: update.id, identityId: person.identity.id, reply: {}, createdAt: now },
        skipDuplicates: true,
      })
      if (first.count === 0) return { reply: (await seenReply(tx, update, person)) ?? fail('busy', {}), viewer: scene.viewer }
      await withinHour(tx, person, now)
      const outbox = createOutbox(tx, { actor: actorOf(person, request.command.role), now, ...deps })
      const reply = await run(deps, tx, deps.ledger(tx), request, person, update, scene.viewer, outbox)
      await tx.update.update({
        where: { platform_id: { platform: update.platform, id: update.id } },
        data: { reply: JSON.parse(JSON.stringify(reply)) },
      })
      await outbox.flush()
      const viewer = viewerOf(deps.config, now, await tx.identity.findUniqueOrThrow({ where: { id: person.identity.id } }), person.customer)
      ran = true
      return { reply, viewer }
    },
    { maxWait: 5_000, timeout: 20_000 },
  )
  try {
    return await doing
  } catch (error) {
    // Lost on its way to be kept, it may be kept all the same: nobody is told then that nothing was done.
    if (!ran || !scene.person || !isUnreachable(error)) throw error
    const kept = await seenReply(deps.db, update, scene.person).catch(() => undefined)
    if (kept) return { reply: kept, viewer: scene.viewer }
    deps.log.error({ err: error, platform: update.platform, update: update.id }, 'whether an update was kept is not known')
    return { reply: { ...replyOf([notice(locales[scene.viewer.locale].common.unsure)]), aside: true }, viewer: scene.viewer }
  }
}

/** What one chat may change within an hour: far more than a person does, few enough that a loop fills no disk. */
const HOUR_MOST = { customer: 200, staff: 1_000 }

async function withinHour(db: FullDb, { identity, staff }: Person, now: Date): Promise<void> {
  const most = staff ? HOUR_MOST.staff : HOUR_MOST.customer
  // This one is among them.
  const retryAt = await fullUntil({ most: most + 1, hours: 1 }, now, async ({ since, skip }) => {
    const where = { identityId: identity.id, createdAt: { gt: since } }
    return (await db.update.findFirst({ where, orderBy: { createdAt: 'desc' }, skip, select: { createdAt: true } }))?.createdAt
  })
  if (retryAt) throw new AppError('too_many', { retryAt })
}

/** Checks the right to act at the moment of acting, then the input, then runs. Incomplete input is answered with the form. */
async function run(
  deps: BotDeps,
  db: FullDb,
  ledger: Ledger,
  { command, input, part, noRoom }: Request,
  person: Person,
  update: Update,
  viewer: Viewer,
  outbox: Outbox,
): Promise<Reply> {
  permit(command, person)
  const t = locales[viewer.locale]
  const { config, methods } = deps
  const { audit, notify, card, cardLater, plan, tellLater } = outbox
  const ctx: Context = {
    now: viewer.now,
    t,
    viewer,
    config,
    methods,
    db,
    ledger,
    private: update.private,
    lock: (subject) => holdLock(db, subject),
    audit,
    history: (subject) => readAudit(db, subject),
    notify,
    card,
    cardLater,
    plan,
    tellLater,
    // Last: what follows a spread Node adds property by property, which takes longer than all else here.
    ...person,
  }
  if (noRoom !== undefined) return askAgain(command, ctx, input, noRoom)
  const parsed = command.input.safeParse(input)
  const problems = parsed.success ? {} : problemsOf(command, input, parsed.error, t)
  if (part) return askFor(command, ctx, input, Object.fromEntries(Object.entries(problems).filter(([name]) => input[name])))
  if (!parsed.success) return askFor(command, ctx, input, problems)
  try {
    return await command.run(ctx as never, parsed.data)
  } catch (error) {
    if (error instanceof AppError && error.is('invalid_input')) return askFor(command, ctx, input, error.params.problems)
    throw error
  }
}

/** No picture can be taken now: what else was entered comes back in its form. A picture that came alone is refused. */
function askAgain(command: Command, ctx: Context, input: Request['input'], field: string): Promise<Reply> {
  const entered = Object.keys(input).some((name) => name !== field)
  return entered ? askFor(command, ctx, input, { [field]: ctx.t.errors.no_room() }) : fail('no_room', {})
}

/** In what is recorded: a staff member acts as staff only by a staff command. */
function actorOf(person: Person, role: Role): string {
  if (person.staff && isStaff(role)) return `staff:${person.staff.id}`
  return person.customer ? `customer:${person.customer.number}` : `identity:${person.identity.id}`
}

/** What this update was answered with before. Another person's update by the same id is refused: it is forged, not redelivered. */
async function seenReply(db: FullDb, update: Update, { identity }: Person): Promise<Reply | undefined> {
  const row = await db.update.findUnique({ where: { platform_id: { platform: update.platform, id: update.id } } })
  if (row && row.identityId !== identity.id) throw new AppError('outdated_button', {})
  return row ? (row.reply as unknown as Reply) : undefined
}

function refuse(deps: BotDeps, error: unknown, { viewer, leftOut }: Scene, update: Update): Reply {
  if (error instanceof AppError) {
    if (error.is('file_unfetched'))
      deps.log.warn({ err: error.cause, platform: update.platform, update: update.id }, 'a picture could not be fetched')
    const refused = refusal(error, viewer, deps.config)
    // Whoever has a code is not sent to fetch one.
    return leftOut && error.is('not_linked') ? { ...refused, blocks: [] } : refused
  }
  const reference = randomBytes(4).toString('hex')
  deps.log.error({ err: error, reference, platform: update.platform, update: update.id }, 'an update failed')
  return refusal(
    isUnreachable(error) ? new AppError('unavailable', {}, error) : new AppError('internal', { reference }, error),
    viewer,
    deps.config,
  )
}
