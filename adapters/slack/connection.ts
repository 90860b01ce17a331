import type { App, SocketModeReceiver } from '@slack/bolt'
import type { Logger } from 'pino'
import { longer, pause, within } from '../pause.ts'
import { refusalOf } from './client.ts'

/** A connection that stays. */
export interface Connection {
  /** Resolves when it stands, or when the first attempt failed. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Whether Slack has said that the bot token is right. */
  ready(): boolean
  /** Whether Slack takes our bot token, and our socket stands where we have one. */
  reached(): boolean
  /** Slack refused a call because of our bot token: it is asked whether it still knows us, until it does. */
  refused(why: string): void
}

/** Why Slack refuses, and what somebody must do about it. */
const ADVICE: Readonly<Record<string, string>> = {
  invalid_auth: 'copy the token again from the pages of the app at api.slack.com/apps',
  not_authed: 'copy the token again from the pages of the app at api.slack.com/apps',
  account_inactive: 'the app was removed from the workspace: install it again and copy its new token',
  token_revoked: 'the token was revoked: install the app again and copy its new token',
  token_expired: 'turn token rotation off for the app, or copy its new token',
  missing_scope: 'give the app the scopes of its manifest (purser slack-manifest) and install it again',
  not_allowed_token_type: 'the two tokens may be mixed up: SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-',
  no_permission: 'give the app-level token the scope connections:write',
  forbidden_team: 'the app may not be used in this workspace',
  team_access_not_granted: 'the app may not be used in this workspace',
}

/** What to do about a refusal; undefined for one that may pass. */
export const advice = (refused: string): string | undefined => ADVICE[refused]

/** How long a socket may take until it stands, and how long its end is waited for, in milliseconds. */
const SILENCE = 10_000
const GOODBYE = 2_000

/** Ends a socket politely; one that does not say goodbye, at the second word, without. */
async function hangUp({ client }: SocketModeReceiver): Promise<void> {
  const ended = await within(
    GOODBYE,
    client.disconnect().then(() => true),
  )
  if (!ended) await within(GOODBYE, client.disconnect())
}

/**
 * Keeps the socket open. The library's own reconnection waits five seconds and ends the process when Slack refuses, so it is
 * switched off: here a new socket is asked for at once, then at growing distances, and a refusal concerns this adapter alone.
 * `knows`: asks Slack whether it knows us.
 */
export function keepConnected(app: App, receiver: SocketModeReceiver | undefined, knows: () => Promise<unknown>, log: Logger): Connection {
  const over = new AbortController()
  let stopping = false
  let known = false
  let stands = false
  let doubted = false
  const gone = (): Promise<void> => new Promise((resolve) => receiver?.client.once('disconnected', () => resolve()))

  async function doubt(why: string): Promise<void> {
    doubted = true
    for (let wait = 1_000; doubted && !stopping; wait = longer(wait, true)) {
      log.error(`Slack refuses SLACK_BOT_TOKEN (${why}): ${advice(why)}; trying again in ${wait / 1000} s. The others serve.`)
      await pause(wait, over.signal)
      doubted = await knows().then(
        () => false,
        () => true,
      )
    }
  }

  /** Asks for a socket; a host that takes the line and stays silent does not answer. */
  async function stand(socket: SocketModeReceiver): Promise<void> {
    const started = socket.start()
    const stood = await within(
      SILENCE,
      started.then(() => true),
      over.signal,
    )
    if (stood && !stopping) return
    // It may just be asked for still, and stand in a moment.
    started.then(
      () => hangUp(socket),
      () => undefined,
    )
    await hangUp(socket)
    throw new Error(`its socket did not stand within ${SILENCE / 1000} s`)
  }

  async function run(first: () => void): Promise<void> {
    for (let wait = 1_000; !stopping; ) {
      try {
        if (!known) await app.init()
        if (stopping) return
        known = true
        stands = !receiver
        if (!receiver) return log.info('Slack knows us: it sends to /slack/events')
        await stand(receiver)
        log.info('Connected to Slack')
        stands = true
        first()
        wait = 1_000
        await gone()
        stands = false
      } catch (error) {
        if (stopping) return
        const refused = refusalOf(error)
        const remedy = refused && advice(refused)
        const again = `trying again in ${wait / 1000} s`
        if (remedy)
          log.error(`Slack refuses ${known ? 'SLACK_APP_TOKEN' : 'SLACK_BOT_TOKEN'} (${refused}): ${remedy}; ${again}. The others serve.`)
        else log.warn({ err: error }, `Slack cannot be reached; ${again}`)
        first()
        await pause(wait, over.signal)
        wait = longer(wait, remedy !== undefined)
      }
    }
  }

  return {
    ready: () => known,
    reached: () => stands && !doubted,
    refused: (why) => {
      if (known && !doubted) void doubt(why)
    },
    start: () => new Promise((resolve) => void run(resolve).finally(resolve)),
    stop: async () => {
      stopping = true
      over.abort()
      if (receiver) await hangUp(receiver)
    },
  }
}
