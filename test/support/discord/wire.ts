import { KIND } from './components.ts'
import { asJson, asList, type Json } from './limits.ts'
import type { Guild, Role } from './permissions.ts'
import { APPLICATION, BOT, type Channel, type File, type Message, type Person, type World } from './world.ts'

/** A person as others are told of them. */
export const userOf = ({ id, name, bot }: Person): Json => ({
  id,
  username: name,
  global_name: name,
  discriminator: '0',
  avatar: null,
  bot: bot ?? false,
  public_flags: 0,
})

export const anyoneOf = (world: World, id: string): Json => {
  const person = world.people.get(id)
  return person ? userOf(person) : BOT
}

export const memberOf = (world: World, guild: Guild, user: string): Json => ({
  user: anyoneOf(world, user),
  roles: [...(guild.members.get(user) ?? [])],
  joined_at: '2024-01-01T00:00:00.000Z',
  deaf: false,
  mute: false,
  nick: null,
  avatar: null,
  flags: 0,
  pending: false,
})

export const roleOf = ({ id, name, permissions }: Role): Json => ({
  id,
  name,
  permissions: String(permissions),
  position: 0,
  color: 0,
  hoist: false,
  managed: false,
  mentionable: false,
  flags: 0,
})

export const channelWire = (world: World, { id, name, guild, person, overwrites }: Channel): Json =>
  guild === undefined
    ? { id, type: 1, last_message_id: null, flags: 0, recipients: [anyoneOf(world, person ?? '')] }
    : {
        id,
        type: 0,
        guild_id: guild,
        name,
        position: 0,
        parent_id: null,
        topic: null,
        nsfw: false,
        flags: 0,
        permission_overwrites: [...overwrites].map(([of, { allow, deny }]) => ({
          id: of,
          type: world.guilds.get(guild)?.roles.has(of) ? 0 : 1,
          allow: String(allow),
          deny: String(deny),
        })),
      }

export const guildWire = (guild: Guild): Json => ({
  id: guild.id,
  name: guild.name,
  owner_id: guild.owner,
  preferred_locale: guild.locale,
  icon: null,
  features: [],
  verification_level: 0,
  default_message_notifications: 0,
  explicit_content_filter: 0,
  mfa_level: 0,
  system_channel_flags: 0,
  premium_tier: 0,
  nsfw_level: 0,
  afk_timeout: 300,
  roles: [...guild.roles.values()].map(roleOf),
  emojis: [],
  stickers: [],
})

/** What a session is told of a guild when it begins: large ones name the bot alone among their members. */
export const guildCreated = (world: World, guild: Guild): Json => ({
  ...guildWire(guild),
  joined_at: '2024-01-01T00:00:00.000Z',
  large: true,
  unavailable: false,
  member_count: guild.members.size,
  members: [memberOf(world, guild, BOT.id)],
  channels: [...world.channels.values()].filter((each) => each.guild === guild.id).map((each) => channelWire(world, each)),
  threads: [],
  voice_states: [],
  presences: [],
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: [],
})

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
}

/** The type by the name's ending, which is all that Discord looks at. */
export const typeOf = (name: string): string | undefined => TYPES[name.split('.').at(-1)?.toLowerCase() ?? '']

export function fileWire(world: World, file: File): Json {
  const url = world.addressOf(file)
  const type = typeOf(file.name)
  return {
    id: file.id,
    filename: file.name,
    size: file.bytes.length,
    url,
    proxy_url: url,
    ...(type ? { content_type: type } : {}),
    ...(type?.startsWith('image/') ? { width: 720, height: 1280 } : {}),
    ...(file.description ? { description: file.description } : {}),
    ...(file.ephemeral ? { ephemeral: true } : {}),
  }
}

/** When messages were changed, of those that were. */
const EDITED = '2026-01-01T00:00:00.000000+00:00'

/** A message as it is sent to whoever may read all of it. */
export function messageWire(world: World, message: Message): Json {
  const { id, channel, from, content, components, embeds, files, flags, mentions, pinned, edited, nonce } = message
  const guild = world.channels.get(channel)?.guild
  const attachments = files.map((file) => fileWire(world, file))
  return {
    id,
    channel_id: channel,
    ...(guild === undefined ? {} : { guild_id: guild }),
    type: message.interaction === undefined ? 0 : 20,
    author: anyoneOf(world, from),
    content,
    components: components.map((each) => resolved(each, attachments)),
    embeds,
    attachments,
    flags,
    mentions: mentions.filter((each) => /^\d/.test(each)).map((user) => anyoneOf(world, user)),
    mention_roles: mentions.filter((each) => each.startsWith('&')).map((each) => each.slice(1)),
    mention_everyone: mentions.includes('everyone'),
    pinned,
    tts: false,
    timestamp: new Date(world.now()).toISOString(),
    edited_timestamp: edited ? EDITED : null,
    ...(nonce === undefined ? {} : { nonce }),
    ...(message.interaction === undefined ? {} : { application_id: APPLICATION, webhook_id: APPLICATION }),
  }
}

/** `attachment://` becomes the address of the file. */
function resolved(component: Json, attachments: readonly Json[]): Json {
  const media = (given: unknown): Json => {
    const name = String(asJson(given).url).replace(/^attachment:\/\//, '')
    const file = attachments.find(({ filename }) => filename === name)
    if (!file) return asJson(given)
    return { url: file.url, proxy_url: file.proxy_url, content_type: file.content_type, attachment_id: file.id }
  }
  const { components, accessory } = component
  const inside = {
    ...(Array.isArray(components) ? { components: asList(components).map((each) => resolved(each, attachments)) } : {}),
    ...(accessory === undefined ? {} : { accessory: resolved(asJson(accessory), attachments) }),
  }
  switch (component.type) {
    case KIND.gallery:
      return { ...component, items: asList(component.items).map((item) => ({ ...item, media: media(item.media) })) }
    case KIND.thumbnail:
      return { ...component, media: media(component.media) }
    case KIND.file: {
      const name = String(asJson(component.file).url).replace(/^attachment:\/\//, '')
      return { ...component, file: media(component.file), name, size: attachments.find(({ filename }) => filename === name)?.size }
    }
    default:
      return { ...component, ...inside }
  }
}
