import { createHash } from 'node:crypto'
import { type Json, says } from './limits.ts'
import { type Guild, INVITED, MAY, type Overwrites, permissionsIn, type Role, USUAL } from './permissions.ts'

/** The application that the double speaks for; its bot has the same id, as Discord makes them now. */
export const APPLICATION = '1184000000000000001'
export const BOT = { id: APPLICATION, username: 'Raindrop', discriminator: '0000', global_name: null, avatar: null, bot: true } as const
export const TOKEN = `${Buffer.from(APPLICATION).toString('base64url')}.GqW3xY.aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ`

export interface Person {
  readonly id: string
  readonly name: string
  readonly locale: string
  /** Their direct messages with the bot. */
  readonly dm: string
  /** Whether they take direct messages from it. */
  open: boolean
  readonly bot?: true
}

export interface Channel {
  readonly id: string
  readonly name: string
  readonly guild?: string
  /** Whose direct messages it holds. */
  readonly person?: string
  readonly overwrites: Overwrites
}

/** A file that was uploaded, by a person or by the bot. */
export interface File {
  readonly id: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly description?: string
  /** Uploaded with a command or a window: no message keeps it. */
  readonly ephemeral?: true
  readonly channel: string
}

/** A message as it now stands. */
export interface Message {
  readonly id: string
  readonly channel: string
  readonly from: string
  content: string
  components: readonly Json[]
  embeds: readonly Json[]
  files: readonly File[]
  flags: number
  /** Seen by this person alone. */
  readonly only?: string
  readonly nonce?: string
  /** Who is mentioned, as Discord read it. */
  mentions: readonly string[]
  edited: boolean
  pinned: boolean
  /** The interaction that it answers. */
  readonly interaction?: string
}

/** A window as it is open for somebody. */
export interface Modal {
  readonly id: string
  readonly user: string
  readonly data: Json
  /** The interaction that opened it. */
  readonly interaction: string
  /** Discord's client closes it when the app acknowledges what was sent. */
  open: boolean
}

/** Something that a person did and the bot may answer: once in three seconds, then for fifteen minutes. */
export interface Interaction {
  readonly id: string
  readonly token: string
  readonly type: number
  readonly user: string
  readonly channel: string
  readonly at: number
  /** The message that carried the button. */
  readonly source?: string
  /** The interaction that opened the window which this one sends. */
  readonly modal?: string
  answered?: number
  /** `@original`. */
  original?: string
  /** The deferred message that the first follow-up fills. */
  deferred?: boolean
  readonly made: Set<string>
}

const EPOCH = 1_420_070_400_000n

/** What Discord holds: people, guilds, channels, messages as they now stand, files, windows, commands. */
export function createWorld() {
  const people = new Map<string, Person>()
  const guilds = new Map<string, Guild>()
  const channels = new Map<string, Channel>()
  const messages: Message[] = []
  const files = new Map<string, File>()
  const modals: Modal[] = []
  const interactions = new Map<string, Interaction>()
  const state = { last: 0n, passed: 0, port: 0 }

  /** Ids hold the time, and grow. */
  const newId = (): string => {
    const now = (BigInt(Date.now()) - EPOCH) << 22n
    state.last = now > state.last ? now : state.last + 1n
    return String(state.last)
  }
  const now = (): number => Date.now() + state.passed
  const base = (): string => `http://127.0.0.1:${state.port}`

  function channelOf(id: string): Channel {
    const found = channels.get(id)
    if (!found) throw says(404, 10003, 'Unknown Channel')
    return found
  }

  const may = (user: string, channel: Channel): bigint => {
    const guild = channel.guild === undefined ? undefined : guilds.get(channel.guild)
    if (!guild) return user === BOT.id || user === channel.person ? USUAL | MAY.pin : 0n
    return permissionsIn(guild, channel.overwrites, user)
  }

  /** Refuses where the bot may not do these things. */
  function allow(id: string, ...wants: readonly bigint[]): Channel {
    const channel = channelOf(id)
    const person = people.get(channel.person ?? '')
    if (person && ![...guilds.values()].some(({ members }) => members.has(person.id) && members.has(BOT.id)))
      throw says(403, 50278, 'Cannot send messages to this user due to having no mutual guilds')
    if (person && !person.open) throw says(403, 50007, 'Cannot send messages to this user')
    const bits = may(BOT.id, channel)
    if ((bits & MAY.view) === 0n) throw says(403, 50001, 'Missing Access')
    if (wants.some((want) => (bits & want) === 0n)) throw says(403, 50013, 'Missing Permissions')
    return channel
  }

  /** Addresses carry their end, and are worth nothing after it. */
  function addressOf({ id, name, channel }: File): string {
    const ends = Math.floor(now() / 1000 + 86_400).toString(16)
    return `${base()}/attachments/${channel}/${id}/${encodeURIComponent(name)}?ex=${ends}&is=${ends}&hm=${signed(id, ends)}&`
  }
  const signed = (id: string, ends: string): string => createHash('sha256').update(`${id} ${ends}`).digest('hex')

  return {
    people,
    guilds,
    channels,
    messages,
    files,
    modals,
    interactions,
    /** Files that are not handed out just now. */
    broken: new Set<string>(),
    /** Global commands, as they were last put. */
    commands: [] as Json[],
    /** Intents that the application may not have: privileged ones, until they are switched on in the portal. */
    privileged: 0,
    /** Of the application, as Discord tells them: which of those are switched on, among others. */
    applicationFlags: 0,
    /** Where commands and presses are sent, instead of being told on the gateway. */
    endpoint: null as string | null,
    newId,
    now,
    base,
    channelOf,
    allow,
    may,
    addressOf,
    listen: (port: number) => {
      state.port = port
    },
    /** Time goes by for tokens and addresses. */
    passes: (minutes: number) => {
      state.passed += minutes * 60_000
    },
    /** Whether an address of a file is still worth something. */
    current: (id: string, ends: string, sign: string): boolean => sign === signed(id, ends) && Number.parseInt(ends, 16) * 1000 > now(),
    addPerson: (id: string, name: string, locale: string, how: { open?: boolean; bot?: true } = {}): Person => {
      const person: Person = { id, name, locale, dm: newId(), open: how.open ?? true, ...(how.bot ? { bot: true } : {}) }
      people.set(id, person)
      channels.set(person.dm, { id: person.dm, name: '', person: id, overwrites: new Map() })
      return person
    },
    addGuild: (id: string, members: readonly string[], how: { locale?: string; bot?: false } = {}): Guild => {
      const everybody: Role = { id, name: '@everyone', permissions: USUAL }
      const invited: Role = { id: newId(), name: BOT.username, permissions: INVITED }
      const guild: Guild = {
        id,
        name: `Guild ${id}`,
        owner: '1184000000000000999',
        locale: how.locale ?? 'en-US',
        roles: new Map([everybody, invited].map((role) => [role.id, role])),
        members: new Map(members.map((member) => [member, new Set<string>()])),
      }
      if (how.bot !== false) guild.members.set(BOT.id, new Set([invited.id]))
      guilds.set(id, guild)
      return guild
    },
    addRole: (guild: Guild, id: string, name: string, members: readonly string[] = []): Role => {
      const role: Role = { id, name, permissions: 0n }
      guild.roles.set(id, role)
      for (const member of members) guild.members.get(member)?.add(id)
      return role
    },
    addChannel: (id: string, guild: Guild, name: string, overwrites: Overwrites = new Map()): Channel => {
      const channel: Channel = { id, name, guild: guild.id, overwrites }
      channels.set(id, channel)
      return channel
    },
    addFile: (channel: string, name: string, bytes: Uint8Array, how: Pick<File, 'description' | 'ephemeral'> = {}): File => {
      const file: File = { id: newId(), name: name.replaceAll(/[^\p{L}\p{N}._-]/gu, '_'), bytes, channel, ...how }
      files.set(file.id, file)
      return file
    },
    find: (channel: string, id: string): Message | undefined => messages.find((each) => each.channel === channel && each.id === id),
    remove: (message: Message): void => void messages.splice(messages.indexOf(message), 1),
    /** What somebody sees, oldest first. */
    seenBy: (user: string): readonly Message[] =>
      messages.filter(({ channel, only }) => (only === undefined || only === user) && (may(user, channelOf(channel)) & MAY.view) !== 0n),
  }
}

export type World = ReturnType<typeof createWorld>
