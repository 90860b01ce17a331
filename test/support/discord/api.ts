import { listed, putCommands } from './commands.ts'
import type { Gateway } from './gateway.ts'
import { createInteractions } from './interactions.ts'
import { checkNumber, checkShape, invalid, type Json, says } from './limits.ts'
import { createMessages, FLAG, type Uploads } from './messages.ts'
import { MAY } from './permissions.ts'
import { BODIES } from './spec.ts'
import { anyoneOf, channelWire, guildWire, memberOf, messageWire, roleOf } from './wire.ts'
import { APPLICATION, BOT, type Message, type World } from './world.ts'

/** A call as it came. */
export interface Call {
  /** The parts of the path that the route leaves open. */
  readonly at: readonly string[]
  readonly query: URLSearchParams
  readonly body: unknown
  readonly uploads: Uploads
}

export interface Route {
  /** Method and path, with stars for what is open. */
  readonly name: string
  readonly path: RegExp
  /** The token in the path is enough. */
  readonly open: boolean
  /** Undefined: 204. */
  readonly run: (call: Call) => unknown
}

/** What of Discord's HTTP API a bot of this kind calls. */
export function createApi(world: World, gateway: Gateway) {
  const messages = createMessages(world, gateway)
  const interactions = createInteractions(world, messages)
  const body = (call: Call): Json => (call.body ?? {}) as Json
  const one = ([first = '']: readonly string[]): string => first

  function guildOf(id: string) {
    const guild = world.guilds.get(id)
    if (!guild) throw says(404, 10004, 'Unknown Guild')
    if (!guild.members.has(BOT.id)) throw says(403, 50001, 'Missing Access')
    return guild
  }
  /** A message that the bot may know of: never an ephemeral one. */
  function messageOf([channel = '', id = '']: readonly string[]): Message {
    world.allow(channel, MAY.readBack)
    const message = world.find(channel, id)
    if (!message || message.only !== undefined) throw says(404, 10008, 'Unknown Message')
    return message
  }
  function edit(call: Call): Json {
    const message = messageOf(call.at)
    if (message.from !== BOT.id) throw says(403, 50005, 'Cannot edit a message authored by another user')
    return messageWire(world, messages.change(message, body(call), call.uploads, BODIES.edit))
  }
  function post(call: Call): Json {
    const channel = one(call.at)
    world.allow(channel, MAY.write, ...(call.uploads.size > 0 ? [MAY.attach] : []))
    const flags = Number(body(call).flags ?? 0)
    if (flags & ~(FLAG.v2 | FLAG.quietLinks | FLAG.silent)) throw invalid('flags', 'BITFIELD_INVALID', 'flags that cannot be set')
    return messageWire(world, messages.post(channel, body(call), call.uploads, { shape: BODIES.message }))
  }
  function directOf(given: Json): Json {
    checkShape(given, BODIES.dm, '')
    const person = world.people.get(String(given.recipient_id))
    if (!person || person.bot) throw says(400, 50033, 'Invalid Recipient(s)')
    return channelWire(world, world.channelOf(person.dm))
  }
  function pin({ at }: Call, pinned: boolean): undefined {
    world.allow(one(at), MAY.pin)
    messageOf(at).pinned = pinned
  }
  const application = (): Json => ({
    id: APPLICATION,
    name: BOT.username,
    description: '',
    icon: null,
    type: null,
    verify_key: '0'.repeat(64),
    flags: world.applicationFlags,
    bot: BOT,
    bot_public: true,
    bot_require_code_grant: false,
    redirect_uris: [],
    interactions_endpoint_url: world.endpoint,
    owner: null,
    team: null,
    approximate_guild_count: world.guilds.size,
    integration_types_config: { 0: {} },
  })
  const ofApplication = (at: readonly string[]): void => {
    if (one(at) !== APPLICATION) throw says(403, 20012, 'You are not authorized to perform this action on this application')
  }
  const localised = ({ query }: Call): boolean => query.get('with_localizations') === 'true'

  const routes: Readonly<Record<string, (call: Call) => unknown>> = {
    'GET /gateway': () => ({ url: gateway.address() }),
    'GET /gateway/bot': () => ({
      url: gateway.address(),
      shards: gateway.shards,
      session_start_limit: {
        total: 1000,
        remaining: 1000 - gateway.identified(),
        reset_after: 86_400_000,
        max_concurrency: gateway.atOnce,
      },
    }),
    'GET /users/@me': () => ({ ...BOT, public_flags: 0, flags: 0, mfa_enabled: true, locale: 'en-US', verified: true }),
    'GET /users/@me/guilds': () =>
      [...world.guilds.values()].flatMap(({ id, name, members }) =>
        members.has(BOT.id) ? [{ id, name, owner: false, permissions: '0' }] : [],
      ),
    'GET /users/*': ({ at }) => {
      if (!world.people.has(one(at))) throw says(404, 10013, 'Unknown User')
      return anyoneOf(world, one(at))
    },
    'GET /oauth2/applications/@me': application,
    'GET /applications/@me': application,
    'GET /applications/*/commands': (call) => {
      ofApplication(call.at)
      return world.commands.map((command) => listed(command, localised(call)))
    },
    'PUT /applications/*/commands': (call) => {
      ofApplication(call.at)
      return putCommands(world, call.body).map((command) => listed(command, true))
    },
    'GET /applications/*/guilds/*/commands': ({ at }) => {
      ofApplication(at)
      return []
    },
    'GET /guilds/*': ({ at }) => guildWire(guildOf(one(at))),
    'GET /guilds/*/roles': ({ at }) => [...guildOf(one(at)).roles.values()].map(roleOf),
    'GET /guilds/*/channels': ({ at }) => {
      const { id } = guildOf(one(at))
      return [...world.channels.values()].filter(({ guild }) => guild === id).map((channel) => channelWire(world, channel))
    },
    'GET /guilds/*/members/*': ({ at: [guild = '', user = ''] }) => {
      if (!guildOf(guild).members.has(user)) throw says(404, 10007, 'Unknown Member')
      return memberOf(world, guildOf(guild), user)
    },
    'POST /users/@me/channels': (call) => directOf(body(call)),
    'GET /channels/*': ({ at }) => {
      const channel = world.channelOf(one(at))
      if ((world.may(BOT.id, channel) & MAY.view) === 0n) throw says(403, 50001, 'Missing Access')
      return channelWire(world, channel)
    },
    'POST /channels/*/typing': ({ at }) => void world.allow(one(at), MAY.write),
    'POST /channels/*/messages': post,
    'GET /channels/*/messages': ({ at, query }) => {
      world.allow(one(at), MAY.readBack)
      const after = BigInt(query.get('after') ?? 0)
      const there = world.messages.filter(({ id, channel, only }) => channel === one(at) && only === undefined && BigInt(id) > after)
      const limit = checkNumber(Number(query.get('limit') ?? 50), 1, 100, 'limit', 50)
      // After a message it hands out those that follow it; the newest first in either case.
      const page = query.has('after') ? there.slice(0, limit) : there.slice(-limit)
      return page.reverse().map((message) => messageWire(world, message))
    },
    'GET /channels/*/messages/pins': ({ at }) => {
      world.allow(one(at), MAY.readBack)
      const pinned = world.messages.filter((message) => message.channel === one(at) && message.pinned)
      return {
        items: pinned.map((message) => ({ pinned_at: '2026-01-01T00:00:00Z', message: messageWire(world, message) })),
        has_more: false,
      }
    },
    'GET /channels/*/messages/*': ({ at }) => messageWire(world, messageOf(at)),
    'PATCH /channels/*/messages/*': edit,
    'DELETE /channels/*/messages/*': ({ at }) => {
      const message = messageOf(at)
      if (message.from !== BOT.id) world.allow(one(at), MAY.manage)
      messages.remove(message)
    },
    'PUT /channels/*/pins/*': (call) => pin(call, true),
    'PUT /channels/*/messages/pins/*': (call) => pin(call, true),
    'DELETE /channels/*/messages/pins/*': (call) => pin(call, false),
    'POST /interactions/*/*/callback': (call) => {
      const [id = '', token = ''] = call.at
      const answered = interactions.callback(id, token, body(call), call.uploads)
      return call.query.get('with_response') === 'true' ? answered : undefined
    },
    'POST /webhooks/*/*': (call) => interactions.followUp(call.at[1] ?? '', body(call), call.uploads),
    'GET /webhooks/*/*/messages/*': ({ at: [, token = '', id = ''] }) => interactions.read(token, id),
    'PATCH /webhooks/*/*/messages/*': (call) => interactions.edit(call.at[1] ?? '', call.at[2] ?? '', body(call), call.uploads),
    'DELETE /webhooks/*/*/messages/*': ({ at: [, token = '', id = ''] }) => interactions.remove(token, id),
  }

  return {
    messages,
    routes: Object.entries(routes).map(([name, run]): Route => {
      const [method = '', path = ''] = name.split(' ')
      return {
        name,
        run,
        path: new RegExp(`^${method} ${path.replaceAll('*', '([^/]+)')}$`),
        open: path.startsWith('/interactions/') || path.startsWith('/webhooks/'),
      }
    }),
  }
}
