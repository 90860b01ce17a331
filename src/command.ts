import type { z } from 'zod'
import type { LocaleName, Texts } from '../locales/index.ts'
import type { Text } from '../locales/text.ts'
import type { AuditEntry } from './audit.ts'
import type { Methods } from './billing/methods.ts'
import type { Config } from './config.ts'
import type { Customer, Db, Identity, Staff, Ticket } from './db.ts'
import type { Viewer } from './format.ts'
import type { Tasks } from './jobs/add.ts'
import type { Ledger, Transfer } from './ledger/types.ts'
import type { Pending } from './people.ts'
import type { Action, Block, Option, Reply } from './reply.ts'

/** Staff, from the least right to the most; each includes the ones before it. `desk` sees and claims, and never decides. */
export const RANKS = ['desk', 'agent', 'lead', 'admin'] as const

/** Who may run a command; `anyone` includes people who are not linked. */
export type Role = 'anyone' | 'customer' | (typeof RANKS)[number]

/** `active` alone; `held` too, that is one on hold; `any`, a closed one as well. */
export type Accounts = 'active' | 'held' | 'any'

/** What a command may use. It returns a Reply and never sends; what others must hear goes through `notify` and `card`. */
export interface Context {
  readonly now: Date
  readonly identity: Identity
  readonly customer?: Customer
  readonly staff?: Staff
  /** What had moved last in the customer's wallet when the update came. */
  readonly latest?: Transfer
  /** What waited for them then. */
  readonly pending: Pending
  /** The asker's language. */
  readonly t: Texts
  readonly viewer: Viewer
  readonly config: Config
  readonly methods: Methods
  /** The database without the tables of the ledger; inside the update's transaction for commands that write. */
  readonly db: Db
  /** Joined to the same transaction. */
  readonly ledger: Ledger
  /** False in a shared place. */
  readonly private: boolean
  /** Waits for and holds a named lock until the transaction ends. Take it before any row of its subject. */
  lock(subject: string): Promise<void>
  /** Written, hash-chained, when the command has returned. */
  audit(entry: Omit<AuditEntry, 'actor' | 'at'>): void
  /** What was written in the audit of a subject. */
  history(subject: string): Promise<readonly AuditEntry[]>
  /** A private message to every linked chat of a customer, or to every chat of the leads, in each one's language. */
  notify(to: Audience, write: Write): void
  /** Makes every staff copy of the ticket's card show its present state. */
  card(ticketId: bigint): void
  /** The same once more, that many seconds later. */
  cardLater(ticketId: bigint, seconds: number): void
  /** Leaves a task to the house's workers, that many seconds later. */
  plan<T extends keyof Tasks>(task: T, payload: Tasks[T], seconds: number): void
  /** Tells the customer of this decision when the grace is over, by a job; until then it can be undone. */
  tellLater(decided: Pick<Ticket, 'id' | 'version'>): void
}

/** What is told, in the language of each one who hears it. */
export type Write = (t: Texts, locale: LocaleName) => Reply

/** Whose chats hear of a change. */
export type Audience = CustomerAudience | StaffAudience | StaffMember | StaffChats

/** The chats of one member of staff. */
export interface StaffMember {
  readonly staff: 'member'
  readonly id: bigint
  readonly ticket?: bigint
}

/** Every staff chat, in the staff's language. */
export interface StaffChats {
  readonly staff: 'chats'
  readonly ticket?: bigint
}

/** Identities linked to the customer when it commits. */
export interface CustomerAudience {
  readonly customerId: bigint
  /** The ticket it is about, for the ticket's file. */
  readonly ticket?: bigint
  /** Identities that are left out: the asker's own, who reads the reply. */
  readonly except?: bigint | readonly bigint[]
  /** Of the customer's identities, these alone. */
  readonly only?: readonly bigint[]
  /** An identity that hears of it although it is no longer linked. */
  readonly also?: bigint
  /** What has to be so still when it is told: a balance below what they set, a recharge that waits to be paid. */
  readonly about?: 'low-balance' | `recharge:${bigint}`
}

/** Everybody who may act as a lead. */
export interface StaffAudience {
  readonly staff: 'leads'
  readonly ticket?: bigint
  /** A member who is left out. */
  readonly except?: bigint
}

/** The context of a command of that role: a customer is there where one is needed. */
export type With<R extends Role> = R extends 'customer'
  ? Context & { readonly customer: Customer }
  : R extends 'anyone'
    ? Context
    : Context & { readonly staff: Staff }

/** The unit of the core: one declarative file in `src/commands/`, listed in its index. */
export interface Command<R extends Role = Role, S extends z.ZodObject = z.ZodObject> {
  /** `[a-z-]`, at most 16 characters: it goes on the wire. */
  readonly name: string
  readonly role: R
  /** `write`: runs in one transaction together with the update's id, so that a redelivery has no second effect. */
  readonly effect: 'read' | 'write'
  /** Of a customer's command: which accounts may use it. Absent: every account what reads, an active one what writes. */
  readonly accounts?: Accounts
  /** Every field is a string on the wire and on a form; the schema gives it its type. Questions: form.ts. */
  readonly input: S
  /** The keys that a button carries, in the order in which they are encoded. */
  readonly wire?: readonly (keyof z.input<S> & string)[]
  /** Shown in help and in platform menus, in the order of the index. */
  readonly menu?: boolean
  /** How its form is headed, and what is filled in before the person types. Absent: the command's label. */
  readonly form?: FormSpec<R>
  run(ctx: With<R>, input: z.output<S>): Promise<Reply>
}

export interface FormSpec<R extends Role = Role> {
  /** `entered`: ids that came with the button, to name what the form is about. */
  title(t: Texts, entered: Readonly<Record<string, string>>): Text
  submit(t: Texts): Text
  /** The form opens beside the message whose button was pressed (a shared card stays as it is). */
  readonly aside?: boolean
  /** What was entered is read back before anything is done: a platform that asks question by question need not do so itself. */
  readonly readBack?: true
  /** Values known before the person types (what was entered wins), and the options of choices. May refuse by throwing AppError. */
  prepare?(ctx: With<R>, entered: Readonly<Record<string, string>>): Promise<Prepared>
}

export interface Prepared {
  readonly values?: Readonly<Record<string, string>>
  readonly options?: Readonly<Record<string, readonly Option[]>>
  /** By which question a field is asked this time, where its own does not fit. */
  readonly ask?: Readonly<Record<string, keyof Texts['questions']>>
  /** What is shown above the form, and buttons beside it. */
  readonly blocks?: readonly Block[]
  readonly actions?: readonly Action[]
  /** Questions that need no answer this time. */
  readonly skip?: readonly string[]
}

/** The identity function that gives inference. */
export const defineCommand = <R extends Role, S extends z.ZodObject>(command: Command<R, S>): Command => command as unknown as Command
