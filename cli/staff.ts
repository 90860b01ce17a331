import { type Command, Option } from 'commander'
import { customerByNumber } from '../src/billing/customers.ts'
import { inviteStaff } from '../src/billing/invites.ts'
import {
  type Added,
  addStaff,
  addStaffChat,
  type ChatAccount,
  chatsThen,
  listStaff,
  removeStaff,
  STAFF_ROLES,
  type StaffMember,
  type StaffRole,
  staffByChat,
} from '../src/billing/staff.ts'
import { type Money, money } from '../src/money.ts'
import { answer, type Outcome, type Refused } from './answer.ts'
import { noCustomer } from './customer.ts'
import { type House, inHouse } from './house.ts'
import { amountOf, read, spanOf, withExample, withJson, wrong } from './options.ts'
import { amount, table, time } from './print.ts'

/** `purser staff add|invite|list|remove` */
export function addStaffCommands(program: Command): void {
  const staff = program.command('staff').description('who decides tickets')
  add(staff)
  invite(staff)
  list(staff)
  remove(staff)
}

interface ChatOptions {
  readonly platform: string
  readonly user: string
  readonly workspace: string
}

interface AddOptions extends ChatOptions {
  readonly role?: StaffRole
  readonly limit?: string
  readonly name?: string
  readonly customer?: string
  readonly staff?: bigint
}

function add(staff: Command): void {
  const command = staff
    .command('add')
    .description('make a person staff, by their account in a chat')
    .requiredOption('--platform <name>', 'the chat: web, discord, telegram, slack', read.word)
    .requiredOption('--user <id>', "the person's id there", read.text(200))
    .option('--workspace <id>', 'the workspace of that id, on platforms that have workspaces', read.text(200), '')
    .addOption(new Option('--role <role>', 'what they may do').choices(STAFF_ROLES))
    .option('--limit <amount>', 'the most an agent may credit at once, for example 500.00')
    .option('--name <name>', 'as others read it (default: the id)', read.text(100))
    .option('--customer <number>', 'their own customer account: they cannot decide its tickets', read.customer)
    .option('--staff <id>', 'give one more chat to this member of staff, instead of making a new one', read.id)
  withExample(
    withJson(command),
    'purser staff add --platform telegram --user 5512345 --role agent --limit 500.00 --name Mei',
    'purser staff add --platform discord --user 80351110224678912 --staff 3',
  ).action((options: AddOptions) => answer(command, () => inHouse((house) => added(command, options, house))))
}

async function added(command: Command, options: AddOptions, house: House): Promise<Outcome | Refused> {
  const chat = chatOf(options)
  const outcome =
    options.staff === undefined ? await member(command, chat, options, house) : await oneMoreChat(command, chat, options, house)
  if ('refused' in outcome) return outcome
  const { staff } = outcome
  if (outcome.outcome === 'taken') {
    const text = `That chat speaks for staff ${staff.id} already (${staff.name}, ${staff.role}). Remove that member first to change them.`
    return { refused: 'already_staff', text }
  }
  return { text: `Staff ${staff.id}: ${staff.name}, ${staff.role}, ${limitOf(staff, house)}.`, data: asData(staff, house) }
}

async function member(command: Command, chat: ChatAccount, options: AddOptions, { config, db, by }: House): Promise<Added | Refused> {
  const { role = wrong(command, `--role is needed: ${STAFF_ROLES.join(', ')}`), name = options.user } = options
  const limit = limitFor(command, role, options.limit, config.currency)
  const own = options.customer === undefined ? undefined : await customerByNumber(db, options.customer)
  if (own === null) return noCustomer(options.customer ?? '')
  return db.$transaction((tx) => addStaff(tx, chat, { name, role, limit, customerId: own?.id }, by))
}

async function oneMoreChat(command: Command, chat: ChatAccount, options: AddOptions, { db, by }: House): Promise<Added | Refused> {
  const { staff = 0n, role, limit, name, customer } = options
  if (role ?? limit ?? name ?? customer) wrong(command, '--staff goes with --platform, --user and --workspace alone')
  return (await db.$transaction((tx) => addStaffChat(tx, chat, staff, by))) ?? noStaff(String(staff))
}

function invite(staff: Command): void {
  const command = staff
    .command('invite')
    .description('print a one-time code by which a person becomes staff: they send it to Purser from their own chat')
    .addOption(new Option('--role <role>', 'what they may do').choices(STAFF_ROLES).makeOptionMandatory())
    .option('--limit <amount>', 'the most an agent may credit at once, for example 500.00')
    .option('--name <name>', 'as others read it (default: the name of their chat)', read.text(100))
  withExample(withJson(command), 'purser staff invite --role agent --limit 500.00 --name Mei').action(
    (options: { role: StaffRole; limit?: string; name?: string }) =>
      answer(command, () =>
        inHouse(async ({ config, db, by }) => {
          const { role, name } = options
          const limit = limitFor(command, role, options.limit, config.currency)
          const { code, expiresAt } = await db.$transaction((tx) => inviteStaff(tx, { role, limit, name }, by))
          const text = `${code}\nGood for one person until ${time(expiresAt, config.zone)}: they send "${code}" to Purser.`
          return { text, data: { role, ...(limit ? { limit } : {}), code, expiresAt } }
        }),
      ),
  )
}

function limitFor(command: Command, role: StaffRole, limit: string | undefined, currency: string): Money | undefined {
  if (role === 'agent' && limit === undefined) wrong(command, 'an agent needs --limit: the most they may credit at once')
  if (role !== 'agent' && limit !== undefined) wrong(command, 'only an agent has a --limit')
  return limit === undefined ? undefined : amountOf(command, limit, currency)
}

function list(staff: Command): void {
  const command = staff
    .command('list')
    .description('who is staff')
    .option('--removed', 'those who were removed too')
    .option('--at <date>', 'who was staff on that day, or at that moment: 2026-11-18, 2026-11-18T14:32:05+08:00')
  withExample(withJson(command), 'purser staff list', 'purser staff list --at 2026-11-18').action(
    (options: { removed?: true; at?: string }) =>
      answer(command, () =>
        inHouse(async (house) => {
          const at = options.at === undefined ? undefined : spanOf(command, options.at, house.config.zone)
          const found = await listStaff(house.db, { removed: options.removed === true, at })
          const everybody = await Promise.all(
            found.map(async (person) => ({ ...person, chats: (at && (await chatsThen(house.db, person.id, at.to))) ?? person.identities })),
          )
          const rows = everybody.map((person) => [
            String(person.id),
            person.role,
            limitOf(person, house),
            person.chats.map(chatName).join(', '),
            person.customer?.number ?? '',
            person.removedAt ? time(person.removedAt, house.config.zone) : '',
            person.name,
          ])
          const nobody = at ? 'Nobody was staff then.' : 'Nobody is staff.'
          const text = rows.length > 0 ? table(['ID', 'ROLE', 'LIMIT', 'CHATS', 'CUSTOMER', 'REMOVED', 'NAME'], rows) : nobody
          return { text, data: { staff: everybody.map((person) => asData(person, house, person.chats)) } }
        }),
      ),
  )
}

function remove(staff: Command): void {
  const command = staff
    .command('remove')
    .description('end a membership; what they decided keeps their name')
    .argument('[id]', 'as "staff list" shows it', read.id)
    .option('--platform <name>', 'instead of the id: the chat', read.word)
    .option('--user <id>', "and the person's id there", read.text(200))
    .option('--workspace <id>', 'and its workspace', read.text(200), '')
    .option('--reason <text>', 'for the audit', read.text(500))
  withExample(withJson(command), 'purser staff remove 3', 'purser staff remove --platform telegram --user 5512345').action(
    (id: bigint | undefined, options: Partial<ChatOptions> & { reason?: string }) =>
      answer(command, () =>
        inHouse(async (house) => {
          const { platform, user, workspace = '' } = options
          const byChat = platform !== undefined && user !== undefined ? { platform, user, workspace } : undefined
          if ((id === undefined) === (byChat === undefined)) wrong(command, 'give either the id, or --platform and --user')
          const who = id ?? (byChat && (await staffByChat(house.db, chatOf(byChat)))?.id)
          if (who === undefined) return noStaff(`${platform} ${user}`)
          const gone = await house.db.$transaction((tx) => removeStaff(tx, who, options.reason, house.by))
          return gone ? { text: `${gone.name} (staff ${gone.id}) is no longer staff.`, data: asData(gone, house) } : noStaff(String(who))
        }),
      ),
  )
}

const noStaff = (who: string): Refused => ({ refused: 'no_staff', text: `There is no member of staff ${who}.` })

const chatOf = ({ platform, user, workspace }: ChatOptions): ChatAccount => ({ platform, workspace, userId: user })

const chatName = ({ platform, workspace, userId }: ChatAccount): string => [platform, ...(workspace ? [workspace] : []), userId].join(' ')

const limitOf = ({ limit, role }: StaffMember, { config }: House): string =>
  limit !== null ? `up to ${amount(money(limit, config.currency))}` : role === 'agent' ? 'no limit' : 'any amount'

const asData = (person: StaffMember, { config }: House, chats: readonly ChatAccount[] = person.identities) => ({
  id: person.id,
  name: person.name,
  role: person.role,
  ...(person.limit === null ? {} : { limit: money(person.limit, config.currency) }),
  ...(person.customer ? { customer: person.customer.number } : {}),
  chats: chats.map(({ platform, workspace, userId }) => ({ platform, workspace, user: userId })),
  createdAt: person.createdAt,
  ...(person.removedAt ? { removedAt: person.removedAt } : {}),
})
