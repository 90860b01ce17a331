import type { webApi } from '@slack/bolt'
import type { Logger } from 'pino'
import type { Database } from '../../src/db.ts'
import type { Sender } from '../../src/update.ts'
import { within } from '../pause.ts'
import { PLATFORM } from './answer.ts'
import { isRefused, refusalOf } from './client.ts'
import type { Self } from './self.ts'

/** How long what Slack says of a person is believed, and of how many. */
const MINUTES = 10
const MOST = 5_000
/** Nobody waits longer than this for a hint; for who they are, so much longer. In milliseconds. */
const PATIENCE = 800
const MORE = 1_200

/** The home of somebody whose home is not known: they may be anybody, so that nothing is looked up, opened or written for them. */
export const NOWHERE = ''

interface Known {
  readonly name: string
  readonly locale: string | undefined
  /** Undefined where Slack refuses to say it. */
  readonly team: string | undefined
  readonly at: number
}

/** Who sends. */
export type People = (user: string, hint: { readonly team: string; readonly name?: string | undefined }) => Promise<Sender>

/**
 * Turns Slack's user ids into senders: the language and the home workspace are asked for (payloads tell neither for sure),
 * and remembered for a while. Where Slack does not say it, somebody whom the database knows in one workspace is taken for them, unless the
 * payload names a workspace that is neither that one nor our own: our own it may name for anybody. Of whom nobody knows, the payload's word
 * counts only where Slack refuses to say more, and not where it does not answer in time.
 */
export function createPeople(deps: {
  client: webApi.WebClient
  self: () => Promise<Self>
  db: Database
  log: Logger
  clock: () => Date
  /** The user groups whose members sit at the desk. */
  groups: readonly string[]
}): People {
  const { client, self, db, log, clock } = deps
  const desk = createDesk(deps)
  const known = new Map<string, Known>()
  async function ask(user: string): Promise<Known> {
    // Our own workspace is known, then, when Slack answers no more.
    void self().catch(() => undefined)
    const found = await client.users.info({ user, include_locale: true }).then(
      (told) => told.user,
      (error: unknown) => {
        if (!isRefused(error)) throw error
        log.warn({ refused: refusalOf(error) }, `Slack refuses to say ${WHO}, and where they are at home is taken from what it delivers`)
      },
    )
    const name = found?.profile?.display_name || found?.profile?.real_name || found?.real_name || found?.name || ''
    const fresh = { name, locale: found?.locale, team: found?.team_id, ...(found ? {} : known.get(user)), at: clock().getTime() }
    if (known.size >= MOST) known.clear()
    known.set(user, fresh)
    return fresh
  }
  async function homeOf(user: string, team: string, asking: Promise<Known>): Promise<string> {
    const looked = db.identity.findMany({ where: { platform: PLATFORM, userId: user }, select: { workspace: true } }).catch(() => [])
    const [rows, us] = await Promise.all([looked, soon(self(), log, 'who we are (auth.test)')])
    const [row] = rows
    if (row && rows.length === 1 && (row.workspace === team || us?.team === team)) return row.workspace
    const told = await soon(asking, log, WHO, MORE)
    return told ? (told.team ?? team) : NOWHERE
  }
  return async (user, hint) => {
    const before = known.get(user)
    const young = before && clock().getTime() - before.at < MINUTES * 60_000
    // Both at once: somebody waits for us, and Slack for no more than three seconds.
    const asking = young ? Promise.resolve(before) : ask(user)
    const [asked = before, serves = false] = await Promise.all([soon(asking, log, WHO), desk(user)])
    const locale = asked?.locale
    return {
      workspace: asked?.team ?? (await homeOf(user, hint.team, asking)),
      userId: user,
      name: asked?.name || hint.name || user,
      ...(locale ? { locale } : {}),
      chat: user,
      ...(serves ? { desk: true } : {}),
    }
  }
}

const WHO = 'who somebody is (users.info): their language is not known'

/** How long a group's members are believed. */
const GROUP_MINUTES = 1

/** Whether a person is in one of the groups, as Slack said a moment ago. Where it does not answer in time, nobody is. */
function createDesk({ client, log, clock, groups }: Parameters<typeof createPeople>[0]): (user: string) => Promise<boolean> {
  let members: Promise<ReadonlySet<string>> | undefined
  let until = 0
  async function ask(): Promise<ReadonlySet<string>> {
    const lists = await Promise.all(groups.map((usergroup) => client.usergroups.users.list({ usergroup })))
    return new Set(lists.flatMap(({ users }) => users ?? []))
  }
  return async (user) => {
    if (groups.length === 0) return false
    if (!members || clock().getTime() >= until) {
      until = clock().getTime() + GROUP_MINUTES * 60_000
      members = ask()
    }
    const known = await soon(members, log, 'who is in PURSER_SLACK_STAFF_GROUPS (usergroups:read): nobody is until it does')
    return known?.has(user) ?? false
  }
}

/** What Slack answers in time; undefined where it does not. */
async function soon<T>(asked: Promise<T>, log: Logger, what: string, patience = PATIENCE): Promise<T | undefined> {
  const answered = asked.catch((error: unknown) => {
    log.warn({ err: error }, `Slack did not say ${what}`)
    return undefined
  })
  return within(patience, answered)
}
