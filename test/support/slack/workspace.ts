import { randomBytes } from 'node:crypto'
import { asJson, asList, checkBlocks, checkView, type Json, type Known, type Surface } from './limits.ts'

export const TEAM = 'T0000TEAM'
export const BOT = 'U0000BOT'

export interface Person {
  readonly id: string
  readonly name: string
  readonly locale: string
  /** Their home workspace. */
  readonly team: string
  /** Their direct messages with the app. */
  readonly direct: string
  /** Whether the app may write to them. */
  open: boolean
}

export interface Message {
  readonly channel: string
  readonly ts: string
  readonly user: string
  text: string
  blocks: readonly Json[]
  /** Seen by this person alone. */
  readonly only?: string
  /** For apps: what its author marked it with. */
  readonly metadata?: Json
  readonly files: readonly string[]
}

export interface View {
  readonly id: string
  readonly user: string
  view: Json
  hash: string
  errors: Readonly<Record<string, string>>
  state: Record<string, Record<string, Json>>
  /** The one it lies on. */
  readonly below?: string
  readonly order: string
}

export interface File {
  readonly id: string
  readonly name: string
  bytes: Uint8Array
  readonly owner: string
  /** Slack works on an upload for a while. */
  looks: number
}

/** A refusal in Slack's shape, to be thrown. */
export const slackSays = (error: string, detail?: string): Error & { readonly body: Json } =>
  Object.assign(new Error(error), {
    body: { ok: false, error, ...(detail ? { response_metadata: { messages: [`[ERROR] ${detail}`] } } : {}) },
  })

/** What Slack holds: people, channels, messages as they now stand, windows, files. */
export function createWorkspace() {
  const people = new Map<string, Person>()
  const channels = new Map<string, { readonly id: string; readonly members: Set<string> }>()
  const messages: Message[] = []
  const views = new Map<string, View>()
  const homes = new Map<string, Json>()
  const groups = new Map<string, ReadonlySet<string>>()
  const pins = new Set<string>()
  const files = new Map<string, File>()
  const triggers = new Map<string, { user: string; at: number; used: boolean; late: boolean }>()
  const state = { tables: true, counter: 0 }

  const next = (): string => `1763622000.${String(++state.counter).padStart(6, '0')}`
  const newId = (letter: string): string => `${letter}${randomBytes(5).toString('hex').toUpperCase()}`
  const known: Known = {
    tables: true,
    shows: (id) => {
      const file = files.get(id)
      return file !== undefined && file.owner === BOT && file.looks <= 0
    },
  }
  const withIds = (blocks: unknown): readonly Json[] => asList(blocks).map((block, index) => ({ block_id: `b${index}`, ...block }))

  function check(blocks: unknown, surface: Surface): readonly Json[] {
    const refused = checkBlocks(blocks, surface, { ...known, tables: state.tables })
    if (refused) throw slackSays(refused.error, refused.detail)
    return withIds(blocks)
  }

  return {
    people,
    channels,
    messages,
    views,
    homes,
    /** User groups by id. */
    groups,
    /** "channel ts" of pinned messages. */
    pins,
    files,
    /** Some workspaces refuse table blocks. */
    set tables(allowed: boolean) {
      state.tables = allowed
    },
    next,
    newId,
    addPerson(id: string, name: string, locale: string, team = TEAM): Person {
      const direct = newId('D')
      const person = { id, name, locale, team, direct, open: true }
      people.set(id, person)
      channels.set(direct, { id: direct, members: new Set([id]) })
      return person
    },
    addChannel(id: string, members: readonly string[]): void {
      channels.set(id, { id, members: new Set(members) })
    },
    addFile(name: string, bytes: Uint8Array, owner: string, looks = 0): File {
      const file = { id: newId('F'), name, bytes, owner, looks }
      files.set(file.id, file)
      return file
    },
    post(
      channel: string,
      user: string,
      text: string,
      blocks: unknown,
      only?: string,
      own: readonly string[] = [],
      metadata?: Json,
    ): Message {
      const there = channels.get(channel)
      if (!there) throw slackSays('channel_not_found')
      const person = [...people.values()].find(({ direct }) => direct === channel)
      if (user === BOT && person && !person.open) throw slackSays('messages_tab_disabled')
      if (only !== undefined && !there.members.has(only)) throw slackSays('user_not_in_channel')
      if (text === '' && asList(blocks).length === 0 && own.length === 0) throw slackSays('no_text')
      const message: Message = {
        channel,
        ts: next(),
        user,
        text,
        blocks: check(blocks ?? [], only === undefined ? 'message' : 'ephemeral'),
        files: own,
        ...(only === undefined ? {} : { only }),
        ...(metadata ? { metadata } : {}),
      }
      messages.push(message)
      return message
    },
    change(channel: string, ts: string, text: string, blocks: unknown, ephemeral = false): Message {
      const message = messages.find((one) => one.channel === channel && one.ts === ts && (one.only !== undefined) === ephemeral)
      if (!message) throw slackSays('message_not_found')
      if (message.user !== BOT) throw slackSays('cant_update_message')
      message.blocks = check(blocks ?? [], ephemeral ? 'ephemeral' : 'message')
      message.text = text
      return message
    },
    remove(channel: string, ts: string): void {
      const index = messages.findIndex((one) => one.channel === channel && one.ts === ts && one.only === undefined)
      if (index < 0) throw slackSays('message_not_found')
      messages.splice(index, 1)
    },
    /** What opens one window, for three seconds. `late`: the three seconds are over. */
    trigger(user: string, late = false): string {
      const id = `${randomBytes(6).toString('hex')}.${TEAM}.${randomBytes(8).toString('hex')}`
      triggers.set(id, { user, at: performance.now(), used: false, late })
      return id
    },
    openView(trigger: string, view: unknown): View {
      const found = triggers.get(trigger)
      if (!found) throw slackSays('invalid_trigger_id')
      if (found.used) throw slackSays('exchanged_trigger_id')
      if (found.late || performance.now() - found.at > 3_000) throw slackSays('expired_trigger_id')
      const opened = this.putView(found.user, asJson(view))
      found.used = true
      return opened
    },
    putView(user: string, view: Json, below?: string): View {
      const stored = { ...this.checkedView(view), id: newId('V') }
      const made: View = {
        id: stored.id,
        user,
        view: stored,
        hash: next(),
        errors: {},
        state: {},
        order: next(),
        ...(below ? { below } : {}),
      }
      views.set(made.id, made)
      return made
    },
    changeView(id: string, view: Json): View {
      const found = views.get(id)
      if (!found) throw slackSays('not_found')
      found.view = { ...this.checkedView(view), id }
      found.errors = {}
      found.state = {}
      found.hash = next()
      return found
    },
    checkedView(view: Json): Json {
      const refused = checkView(view, { ...known, tables: state.tables })
      if (refused) throw slackSays(refused.error, refused.detail)
      return { ...view, blocks: withIds(view.blocks) }
    },
  }
}

export type Workspace = ReturnType<typeof createWorkspace>
