import { checkComponents, KIND } from './components.ts'
import { type Event, type Gateway, INTENT } from './gateway.ts'
import { asJson, asList, checkShape, checkText, invalid, type Json, says } from './limits.ts'
import { BODIES, type Shape } from './spec.ts'
import { memberOf, messageWire } from './wire.ts'
import { BOT, type File, type Message, type World } from './world.ts'

/** Files that came with a call, by their number in it. */
export type Uploads = ReadonlyMap<string, { readonly name: string; readonly bytes: Uint8Array }>

export const FLAG = { quietLinks: 1 << 2, ephemeral: 1 << 6, thinking: 1 << 7, silent: 1 << 12, v2: 1 << 15 } as const

interface How {
  readonly shape: Shape
  readonly from?: string
  readonly only?: string
  readonly interaction?: string
}

/** What may be written in messages, who hears of it, and how they change. */
export function createMessages(world: World, gateway: Gateway) {
  /** What a session is told: without the privileged intent, the words of a guild only where they are the bot's or speak to it. */
  function event(t: string, message: Message): Event {
    const guild = world.channels.get(message.channel)?.guild
    return {
      t,
      guild,
      intent: guild === undefined ? INTENT.direct : INTENT.messages,
      d: (intents) => {
        const open = guild === undefined || message.from === BOT.id || message.mentions.includes(BOT.id) || (intents & INTENT.content) !== 0
        const hidden = open ? {} : { content: '', components: [], embeds: [], attachments: [] }
        const { user: _, ...member } = guild === undefined ? {} : memberOf(world, world.guilds.get(guild) as never, message.from)
        return {
          ...messageWire(world, message),
          channel_type: guild === undefined ? 1 : 0,
          ...(guild === undefined ? {} : { member }),
          ...hidden,
        }
      },
    }
  }
  const announce = (t: string, message: Message): void => {
    if (message.only === undefined) gateway.push(event(t, message))
  }

  /** What of a body becomes of a message. `before`: the one that it changes. */
  function read(body: Json, uploads: Uploads, { shape, interaction, from }: How, channel: string, before?: Message) {
    checkShape(body, shape, '')
    // People may have a subscription, and send more.
    const files = filesOf(body, uploads, channel, before, (from === undefined ? 10 : 500) * 1024 * 1024)
    const flags = Number(body.flags ?? 0)
    const v2 = (flags & FLAG.v2) !== 0 || ((before?.flags ?? 0) & FLAG.v2) !== 0
    const kept = <T>(given: unknown, old: T, taken: (given: unknown) => T): T => (given === undefined ? old : taken(given))
    const content = kept(body.content, before?.content ?? '', (given) => checkText(given, 0, 2_000, 'content'))
    const embeds = kept(body.embeds, before?.embeds ?? [], asList)
    if (v2 && (content !== '' || embeds.length > 0 || body.poll || asList(body.sticker_ids).length > 0))
      throw invalid(
        'content',
        'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
        'The content field cannot be used with IS_COMPONENTS_V2',
      )
    const components = checkComponents(body.components ?? before?.components ?? [], v2, new Set(files.map(({ name }) => name)))
    if (embeds.length > 10) throw invalid('embeds', 'BASE_TYPE_BAD_LENGTH', 'Must be 10 or fewer in length.')
    if (components.length === 0 && content === '' && embeds.length === 0 && (v2 || files.length === 0))
      throw says(400, 50006, 'Cannot send an empty message')
    const words = v2 ? wordsIn(components) : content
    return { content, embeds, components, files, flags, mentions: mentioned(words, body.allowed_mentions, interaction !== undefined) }
  }

  function filesOf(body: Json, uploads: Uploads, channel: string, before: Message | undefined, most: number): readonly File[] {
    const given = body.attachments === undefined || body.attachments === null ? undefined : asList(body.attachments)
    for (const [index, each] of (given ?? []).entries()) checkShape(each, BODIES.attachment, `attachments.${index}`)
    const old = before?.files ?? []
    const kept = given === undefined ? old : old.filter(({ id }) => given.some((each) => String(each.id) === id))
    const added = [...uploads].map(([number, { name, bytes }]) => {
      if (bytes.length > most) throw says(413, 40005, 'Request entity too large')
      const described = given?.find(({ id }) => String(id) === number)
      if (given && !described) throw invalid('attachments', 'ATTACHMENT_NOT_FOUND', `files[${number}] is not among the attachments`)
      const description = checkText(described?.description, 0, 1_024, 'attachments.description')
      return world.addFile(channel, String(described?.filename ?? name), bytes, description ? { description } : {})
    })
    const stray = given?.find(({ id }) => !uploads.has(String(id)) && !old.some((file) => file.id === String(id)))
    if (stray) throw invalid('attachments', 'ATTACHMENT_NOT_FOUND', `there is no attachment ${stray.id}`)
    if (kept.length + added.length > 10) throw invalid('attachments', 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.')
    return [...kept, ...added]
  }

  /** By channel, author and nonce: what was sent by it, and until when Discord remembers. */
  const nonces = new Map<string, { readonly message: Message; readonly until: number }>()

  return {
    event,
    announce,
    post: (channel: string, body: Json, uploads: Uploads, how: How): Message => {
      const from = how.from ?? BOT.id
      const nonce = body.nonce === undefined || body.nonce === null ? undefined : checkText(String(body.nonce), 1, 25, 'nonce')
      const same = nonces.get(`${channel}/${from}/${nonce}`)
      const stands = same && same.until > world.now() && world.messages.includes(same.message)
      if (nonce !== undefined && body.enforce_nonce === true && stands) return same.message
      const message: Message = {
        id: world.newId(),
        channel,
        from,
        ...read(body, uploads, how, channel),
        edited: false,
        pinned: false,
        ...(nonce === undefined ? {} : { nonce }),
        ...(how.only === undefined ? {} : { only: how.only }),
        ...(how.interaction === undefined ? {} : { interaction: how.interaction }),
      }
      world.messages.push(message)
      if (nonce !== undefined) nonces.set(`${channel}/${from}/${nonce}`, { message, until: world.now() + 5 * 60_000 })
      announce('MESSAGE_CREATE', message)
      return message
    },
    change: (message: Message, body: Json, uploads: Uploads, shape: Shape): Message => {
      const { interaction } = message
      const how = { shape, ...(interaction === undefined ? {} : { interaction }) }
      const { flags, ...next } = read(body, uploads, how, message.channel, message)
      Object.assign(message, next, { edited: true, flags: (message.flags & ~FLAG.thinking) | (flags & FLAG.v2) })
      announce('MESSAGE_UPDATE', message)
      return message
    },
    remove: (message: Message): void => {
      world.remove(message)
      const { id, channel } = message
      const guild = world.channels.get(channel)?.guild
      const d = { id, channel_id: channel, ...(guild === undefined ? {} : { guild_id: guild }) }
      if (message.only === undefined)
        gateway.push({ t: 'MESSAGE_DELETE', guild, intent: guild === undefined ? INTENT.direct : INTENT.messages, d: () => d })
    },
  }
}

export type Messages = ReturnType<typeof createMessages>

/** The text displays of components, in order. */
export function wordsIn(components: readonly Json[]): string {
  const words = (component: Json): readonly string[] =>
    component.type === KIND.text ? [String(component.content)] : asList(component.components).flatMap(words)
  return components.flatMap(words).join('\n')
}

/** Whom a text calls: people by id, roles with an ampersand, "everyone". Without `allowed_mentions` an interaction's answer calls people only. */
function mentioned(words: string, allowed: unknown, interaction: boolean): readonly string[] {
  const { parse, users, roles } = asJson(allowed ?? { parse: interaction ? ['users'] : ['users', 'roles', 'everyone'] })
  const may = (kind: string): boolean => Array.isArray(parse) && parse.includes(kind)
  const named = (list: unknown, id: string): boolean => Array.isArray(list) && list.includes(id)
  const called = [...words.matchAll(/<@(&?)!?(\d+)>/g)].flatMap(([, role = '', id = '']) => {
    const right = role === '' ? may('users') || named(users, id) : may('roles') || named(roles, id)
    return right ? [`${role}${id}`] : []
  })
  return [...new Set([...called, ...(may('everyone') && /@(everyone|here)\b/.test(words) ? ['everyone'] : [])])]
}
