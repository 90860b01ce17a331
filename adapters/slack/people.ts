import type { webApi } from '@slack/bolt'
import type { Logger } from 'pino'
import type { Sender } from '../../src/update.ts'

/** How long what Slack says of a person is believed, and of how many. */
const MINUTES = 10
const MOST = 5_000
/** Nobody waits longer than this for a hint. */
const PATIENCE = 800

interface Known {
  readonly name: string
  readonly locale: string | undefined
  readonly team: string | undefined
  readonly at: number
}

/** Who sends. */
export type People = (user: string, hint: { readonly team: string; readonly name?: string | undefined }) => Promise<Sender>

/**
 * Turns Slack's user ids into senders: the language and the home workspace are asked for (payloads tell neither for sure),
 * and remembered for a while. Where Slack does not answer in time, the payload's word is taken.
 */
export function createPeople(deps: {
  client: webApi.WebClient
  log: Logger
  clock: () => Date
  /** The user groups whose members sit at the desk. */
  groups: readonly string[]
}): People {
  const { client, log, clock } = deps
  const desk = createDesk(deps)
  const known = new Map<string, Known>()
  async function ask(user: string): Promise<Known | undefined> {
    const { user: found } = await client.users.info({ user, include_locale: true })
    if (!found) return undefined
    const name = found.profile?.display_name || found.profile?.real_name || found.real_name || found.name || ''
    const fresh = { name, locale: found.locale, team: found.team_id, at: clock().getTime() }
    if (known.size >= MOST) known.clear()
    known.set(user, fresh)
    return fresh
  }
  return async (user, hint) => {
    const before = known.get(user)
    const young = before && clock().getTime() - before.at < MINUTES * 60_000
    // Both at once: somebody waits for us, and Slack for no more than three seconds.
    const asking = young ? before : soon(ask(user), log, 'who somebody is (users.info): their language is not known')
    const [asked = before, serves = false] = await Promise.all([asking, desk(user)])
    const locale = asked?.locale
    return {
      workspace: asked?.team ?? hint.team,
      userId: user,
      name: asked?.name || hint.name || user,
      ...(locale ? { locale } : {}),
      chat: user,
      ...(serves ? { desk: true } : {}),
    }
  }
}

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
async function soon<T>(asked: Promise<T>, log: Logger, what: string): Promise<T | undefined> {
  const answered = asked.catch((error: unknown) => {
    log.warn({ err: error }, `Slack did not say ${what}`)
    return undefined
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, undefined)
  })
  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}
