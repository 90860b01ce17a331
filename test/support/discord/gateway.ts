import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { asJson, type Json } from './limits.ts'
import { guildCreated } from './wire.ts'
import { APPLICATION, BOT, TOKEN, type World } from './world.ts'

/** What a session asks to be told of, as Discord numbers it. */
export const INTENT = { guilds: 1 << 0, members: 1 << 1, presences: 1 << 8, messages: 1 << 9, direct: 1 << 12, content: 1 << 15 } as const

/** Something to be told of. */
export interface Event {
  readonly t: string
  /** What it says to a session with these intents. */
  readonly d: (intents: number) => Json
  readonly guild?: string | undefined
  /** Who did not ask for it is not told. */
  readonly intent?: number
}

interface Session {
  readonly id: string
  readonly shard: readonly [number, number]
  readonly intents: number
  /** The last that was sent, for a resume. */
  readonly sent: Json[]
  /** How much was sent. */
  count: number
  socket?: WebSocket | undefined
  heard: number
  readonly waiting: Set<{ readonly from: number; readonly done: () => void }>
}

/** As many sessions as `atOnce` may begin in so many milliseconds: here, evenly. */
const WINDOW = 5_000

/** So many events can be had again. */
const KEPT = 1_000

/** Discord's gateway: sessions that outlive their sockets, and what they are told. */
export function createGateway(world: World) {
  const sessions = new Map<string, Session>()
  const state = { deaf: false, away: false, beat: 41_250, shards: 1, atOnce: 50, hurried: 0, begun: 0, identified: 0, resumed: 0 }
  const awaited = new Set<{ readonly count: number; readonly done: () => void }>()
  let held: Event[] | undefined
  let server: WebSocketServer | undefined

  const write = (socket: WebSocket | undefined, payload: Json): void => {
    if (socket?.readyState === 1) socket.send(JSON.stringify(payload))
  }

  function tell(session: Session, t: string, d: Json): void {
    session.count += 1
    const payload = { op: 0, s: session.count, t, d }
    session.sent.push(payload)
    if (session.sent.length > KEPT) session.sent.shift()
    write(session.socket, payload)
  }

  function forget(session: Session): void {
    sessions.delete(session.id)
    for (const { done } of session.waiting) done()
  }

  function listen(socket: WebSocket): void {
    if (state.away) return void socket.terminate()
    let session: Session | undefined
    write(socket, { op: 10, s: null, t: null, d: { heartbeat_interval: state.beat } })
    socket.on('message', (data) => {
      const { op, d } = asJson(JSON.parse(String(data)))
      if (op === 1) {
        if (!state.deaf) write(socket, { op: 11, s: null, t: null, d: null })
        if (session) hear(session, Number(d ?? 0))
      }
      if (op === 2) session = session ? void socket.close(4005, 'Already authenticated.') : identify(socket, asJson(d))
      if (op === 6) session = resume(socket, asJson(d))
    })
    socket.on('close', (code) => {
      if (!session || session.socket !== socket) return
      session.socket = undefined
      if (code === 1000 || code === 1001) forget(session)
    })
  }

  /** How far it got: Discord may ask for a heartbeat, which says so. */
  const ask = ({ socket }: Session): void => write(socket, { op: 1, s: null, t: null, d: null })

  function hear(session: Session, sequence: number): void {
    session.heard = Math.max(session.heard, sequence)
    for (const waiting of session.waiting) if (waiting.from <= session.heard) waiting.done()
    if (session.waiting.size > 0) setImmediate(ask, session)
  }

  function identify(socket: WebSocket, d: Json): Session | undefined {
    const intents = Number(d.intents)
    const [index = 0, count = 1] = Array.isArray(d.shard) ? d.shard.map(Number) : []
    const refusal = refused(String(d.token), intents, index, count)
    if (refusal) return void socket.close(...refusal)
    state.identified += 1
    if (count > 1 && Date.now() - state.begun < WINDOW / state.atOnce) state.hurried += 1
    state.begun = Date.now()
    const session: Session = {
      id: randomBytes(16).toString('hex'),
      shard: [index, count],
      intents,
      sent: [],
      count: 0,
      socket,
      heard: 0,
      waiting: new Set(),
    }
    sessions.set(session.id, session)
    const guilds = [...world.guilds.values()].filter(({ id, members }) => members.has(BOT.id) && shardOf(id, count) === index)
    tell(session, 'READY', {
      v: 10,
      user: { ...BOT, verified: true, mfa_enabled: true, flags: 0, email: null },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      private_channels: [],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: address(),
      application: { id: APPLICATION, flags: 0 },
      shard: [index, count],
      geo_ordered_rtc_regions: [],
    })
    if (intents & INTENT.guilds) for (const guild of guilds) tell(session, 'GUILD_CREATE', guildCreated(world, guild))
    met()
    return session
  }

  function refused(token: string, intents: number, index: number, count: number): [number, string] | undefined {
    if (token !== TOKEN) return [4004, 'Authentication failed.']
    if (count < state.shards) return [4011, 'Sharding required.']
    if (index < 0 || index >= count) return [4010, 'Invalid shard.']
    if (!Number.isInteger(intents) || intents < 0 || intents >= 1 << 26) return [4013, 'Invalid intent(s).']
    if (intents & (INTENT.members | INTENT.presences | INTENT.content) & ~world.privileged) return [4014, 'Disallowed intent(s).']
    return undefined
  }

  function resume(socket: WebSocket, d: Json): Session | undefined {
    if (d.token !== TOKEN) return void socket.close(4004, 'Authentication failed.')
    const session = sessions.get(String(d.session_id))
    if (!session || session.count - Number(d.seq) > KEPT) return void write(socket, { op: 9, s: null, t: null, d: false })
    if (Number(d.seq) > session.count) return void socket.close(4007, 'Invalid seq.')
    session.socket?.terminate()
    session.socket = socket
    state.resumed += 1
    for (const payload of session.sent.filter(({ s }) => Number(s) > Number(d.seq))) write(socket, payload)
    tell(session, 'RESUMED', { _trace: [] })
    if (session.waiting.size > 0) ask(session)
    met()
    return session
  }

  function push(event: Event): void {
    if (held) return void held.push(event)
    for (const session of sessions.values()) {
      const [index, count] = session.shard
      if (event.guild === undefined ? index !== 0 : shardOf(event.guild, count) !== index) continue
      if (event.intent !== undefined && (session.intents & event.intent) === 0) continue
      tell(session, event.t, event.d(session.intents))
    }
  }

  const met = (): void => {
    for (const { count, done } of awaited) if (live().length >= count) done()
  }
  const address = (): string => `${world.base().replace('http', 'ws')}/gateway`
  const live = (): readonly Session[] => [...sessions.values()].filter(({ socket }) => socket?.readyState === 1)

  return {
    push,
    address,
    attach: (http: Server): void => {
      server = new WebSocketServer({ server: http })
      server.on('connection', listen)
    },
    /** How many identify at once, as `/gateway/bot` says. */
    get shards() {
      return state.shards
    },
    set shards(count: number) {
      state.shards = count
    },
    /** It takes no connection. */
    set away(gone: boolean) {
      state.away = gone
    },
    /** It takes heartbeats and answers none. */
    set deaf(silent: boolean) {
      state.deaf = silent
    },
    /** Between two heartbeats that it asks new connections for, in milliseconds. */
    set beat(milliseconds: number) {
      state.beat = milliseconds
    },
    /** How many sessions may begin within five seconds, and how many began too soon after another of several. */
    get atOnce() {
      return state.atOnce
    },
    set atOnce(sessions: number) {
      state.atOnce = sessions
    },
    hurried: () => state.hurried,
    /** How often a session was begun, and how often taken up again. */
    identified: () => state.identified,
    resumed: () => state.resumed,
    /** Sessions with a socket. */
    connected: () => live().length,
    /** Resolves when so many stand. */
    stands: async (count: number): Promise<void> => {
      if (live().length >= count) return
      await new Promise<void>((resolve) => awaited.add({ count, done: resolve }))
    },
    /** Resolves when every session has heard all that there is to hear. */
    delivered: async (): Promise<void> => {
      await Promise.all(
        [...sessions.values()].map(
          (session) =>
            new Promise<void>((resolve) => {
              const waiting = {
                from: session.count,
                done: () => {
                  session.waiting.delete(waiting)
                  resolve()
                },
              }
              session.waiting.add(waiting)
              ask(session)
            }),
        ),
      )
    },
    /** Events are kept back until `release`, which may put them in another order. */
    hold: () => {
      held = []
    },
    release: (order: (events: readonly Event[]) => readonly Event[] = (events) => events) => {
      const kept = held ?? []
      held = undefined
      for (const event of order(kept)) push(event)
    },
    /** Ends sockets: as a broken line does, with a request to come back, with the session gone, or with a code of Discord's. */
    drop: (how: 'broken' | 'reconnect' | 'invalid' | number) => {
      for (const session of live()) {
        const { socket } = session
        if (how === 'broken') socket?.terminate()
        else if (how === 'reconnect') write(socket, { op: 7, s: null, t: null, d: null })
        else if (how === 'invalid') {
          forget(session)
          write(socket, { op: 9, s: null, t: null, d: false })
        } else {
          forget(session)
          socket?.close(how, how === 4004 ? 'Authentication failed.' : '')
        }
      }
    },
    /** Sessions whose line is broken are lost: what came meanwhile too. */
    lapse: () => {
      for (const session of sessions.values()) if (session.socket?.readyState !== 1) forget(session)
    },
    close: () => {
      for (const socket of server?.clients ?? []) socket.terminate()
      server?.close()
    },
  }
}

/** Which shard of so many hears of a guild. */
const shardOf = (guild: string, count: number): number => Number((BigInt(guild) >> 22n) % BigInt(count))

export type Gateway = ReturnType<typeof createGateway>
