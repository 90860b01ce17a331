import type { FastifyPluginAsync } from 'fastify'
import type { Logger } from 'pino'
import type { Bot } from '../src/bot.ts'
import type { Chat } from '../src/chat.ts'
import type { Command } from '../src/command.ts'
import type { Config } from '../src/config.ts'
import type { Database } from '../src/db.ts'
import type { Files } from '../src/files/types.ts'
import type { StaffPlace } from '../src/outbox.ts'
import type { Pictures } from '../src/pictures/index.ts'

/** What every chat adapter is given. */
export interface AdapterDeps {
  readonly config: Config
  readonly db: Database
  /** For connections of its own: listening, advisory locks. It holds a password. */
  readonly databaseUrl: string
  readonly bot: Bot
  readonly commands: readonly Command[]
  readonly pictures: Pick<Pictures, 'picture'>
  readonly files: Files
  readonly log: Logger
  readonly clock: () => Date
  /**
   * Lets one of all processes on this database do something, named for it ("telegram polling"): `serve` begins it and resolves with how
   * to end it. Another process takes over within 15 s. `leave`: it cannot be done from here now; a process that waits for it may have it.
   * Start and stop the candidacy with the adapter.
   */
  readonly elect: (name: string, serve: (leave: () => void) => Promise<() => Promise<void>>) => Pick<Adapter, 'start' | 'stop'>
}

/** A chat adapter at work. */
export interface Adapter {
  /** For jobs: notices and cards. */
  readonly chat: Chat
  /** Routes of its own on Purser's HTTP server. */
  readonly plugin?: FastifyPluginAsync
  /** Whether its platform can be reached and takes us, as far as is known now. Absent: there is nothing to be reached. */
  reached?(): boolean
  /** Connects. What a platform refuses (a wrong token) is logged with what to do, tried again, and does not reject: an adapter fails alone. */
  start(): Promise<void>
  /** Takes nothing new, lets what is in flight finish, and disconnects. */
  stop(): Promise<void>
}

/** A kind of chat, listed in main.ts. */
export interface AdapterKind {
  /** Its staff chats, known before it is connected. */
  places(config: Config): readonly StaffPlace[]
  create(deps: AdapterDeps): Adapter
}
