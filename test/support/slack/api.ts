import { isDirect } from '../../../adapters/slack/place.ts'
import { asJson, type Json } from './limits.ts'
import { BOT, slackSays, TEAM, type Workspace } from './workspace.ts'

export const BOT_TOKEN = 'xoxb-111-222-double'
export const APP_TOKEN = 'xapp-1-A111-222-double'

const BOT_ID = 'B0000BOT'

/** The methods of the Web API that Purser calls, over a workspace. `base`: of the double's addresses; `scopes`: what the app may do. */
export function createMethods(
  space: Workspace,
  base: () => string,
  scopes: () => readonly string[],
): Readonly<Record<string, (args: Json, token: string) => Json>> {
  const text = (args: Json, name: string): string => {
    const value = args[name]
    if (typeof value !== 'string' || value === '') throw slackSays('invalid_arguments', `missing required field: ${name}`)
    return value
  }
  const message = (args: Json) => [String(args.text ?? ''), args.blocks] as const
  const mark = (given: unknown): Json | undefined => {
    if (given === undefined) return undefined
    const { event_type: kind, event_payload: payload } = asJson(given)
    if (!/^\w+$/.test(String(kind ?? '')) || typeof payload !== 'object') throw slackSays('invalid_metadata_format')
    return { event_type: kind, event_payload: payload }
  }
  const person = (id: string) => {
    const found = space.people.get(id)
    if (!found) throw slackSays('user_not_found')
    return found
  }
  return {
    'auth.test': () => ({
      ok: true,
      team_id: TEAM,
      user_id: BOT,
      bot_id: BOT_ID,
      team: 'Raindrop',
      user: 'billing',
      url: `${base()}/`,
    }),
    'apps.connections.open': (_args, token) => {
      if (token !== APP_TOKEN) throw slackSays('invalid_auth')
      return { ok: true, url: `${base().replace('http', 'ws')}/link/?ticket=${space.newId('t')}` }
    },
    'users.info': (args) => {
      const { id, name, locale, team } = person(text(args, 'user'))
      const told = String(args.include_locale) === 'true' ? { locale } : {}
      return { ok: true, user: { id, name, team_id: team, real_name: name, profile: { display_name: name, real_name: name }, ...told } }
    },
    'usergroups.users.list': (args) => {
      const members = space.groups.get(text(args, 'usergroup'))
      if (!members) throw slackSays('no_such_subteam')
      return { ok: true, users: [...members] }
    },
    'conversations.open': (args) => ({ ok: true, channel: { id: person(text(args, 'users')).direct } }),
    'conversations.info': (args) => {
      const found = space.channels.get(text(args, 'channel'))
      if (!found) throw slackSays('channel_not_found')
      return { ok: true, channel: { id: found.id, is_member: found.members.has(BOT) } }
    },
    'chat.postMessage': (args) => {
      const posted = space.post(text(args, 'channel'), BOT, ...message(args), undefined, [], mark(args.metadata))
      return { ok: true, channel: posted.channel, ts: posted.ts, message: { type: 'message', text: posted.text, ts: posted.ts } }
    },
    'conversations.history': (args) => {
      const channel = text(args, 'channel')
      const there = space.channels.get(channel)
      if (!there) throw slackSays('channel_not_found')
      const kind = channel.startsWith('D') ? 'im' : channel.startsWith('G') ? 'groups' : 'channels'
      if (!scopes().includes(`${kind}:history`)) throw slackSays('missing_scope')
      if (kind !== 'im' && !there.members.has(BOT)) throw slackSays('not_in_channel')
      const all = String(args.include_all_metadata) === 'true'
      const told = space.messages.filter((one) => one.channel === channel && one.only === undefined).toReversed()
      return {
        ok: true,
        messages: told.slice(0, Number(args.limit ?? 100)).map(({ ts, user, text, blocks, metadata }) => ({
          ...{ type: 'message', ts, user, text, blocks, ...(user === BOT ? { bot_id: BOT_ID } : {}) },
          // Without being asked Slack tells the kind alone.
          ...(metadata ? { metadata: all ? metadata : { event_type: metadata.event_type } } : {}),
        })),
        has_more: told.length > Number(args.limit ?? 100),
      }
    },
    'chat.postEphemeral': (args) => {
      const channel = text(args, 'channel')
      if (!space.channels.get(channel)?.members.has(BOT)) throw slackSays('not_in_channel')
      return { ok: true, message_ts: space.post(channel, BOT, ...message(args), text(args, 'user')).ts }
    },
    'chat.update': (args) => {
      const changed = space.change(text(args, 'channel'), text(args, 'ts'), ...message(args))
      return { ok: true, channel: changed.channel, ts: changed.ts, text: changed.text }
    },
    'pins.add': (args) => {
      const [channel, ts] = [text(args, 'channel'), text(args, 'timestamp')]
      if (!space.messages.some((one) => one.channel === channel && one.ts === ts)) throw slackSays('message_not_found')
      space.pins.add(`${channel} ${ts}`)
      return { ok: true }
    },
    'chat.delete': (args) => {
      space.remove(text(args, 'channel'), text(args, 'ts'))
      return { ok: true }
    },
    'views.open': (args) => ({ ok: true, view: space.openView(text(args, 'trigger_id'), args.view).view }),
    'views.update': (args) => ({ ok: true, view: space.changeView(text(args, 'view_id'), asJson(args.view)).view }),
    'views.publish': (args) => {
      const home = { ...space.checkedView(asJson(args.view)), id: space.newId('V') }
      space.homes.set(person(text(args, 'user_id')).id, home)
      return { ok: true, view: home }
    },
    'files.getUploadURLExternal': (args) => {
      const file = space.addFile(text(args, 'filename'), new Uint8Array(), BOT, 2)
      if (!(Number(args.length) > 0)) throw slackSays('invalid_arguments', 'missing required field: length')
      return { ok: true, file_id: file.id, upload_url: `${base()}/upload/${file.id}` }
    },
    'files.completeUploadExternal': (args) => {
      const list = Array.isArray(args.files) ? args.files.map(asJson) : []
      const channel = args.channel_id === undefined ? undefined : text(args, 'channel_id')
      // Whoever is in that channel sees it: there is no way to share a file with one person of it.
      if (channel !== undefined && !isDirect(channel) && !space.channels.get(channel)?.members.has(BOT)) throw slackSays('not_in_channel')
      const ids = list.map(({ id }) => String(id))
      if (ids.some((id) => !space.files.get(id)?.bytes.length)) throw slackSays('file_not_found')
      // A comment stands alone: blocks beside it are passed over.
      const blocks = args.initial_comment === undefined ? args.blocks : undefined
      if (channel !== undefined) space.post(channel, BOT, String(args.initial_comment ?? ''), blocks, undefined, ids)
      return { ok: true, files: list.map(({ id, title }) => ({ id, title })) }
    },
    'files.info': (args) => {
      const file = space.files.get(text(args, 'file'))
      if (!file) throw slackSays('file_not_found')
      file.looks -= 1
      const mimetype = file.looks <= 0 ? 'image/png' : ''
      return { ok: true, file: fileView(file.id, file.name, file.bytes.length, base(), mimetype) }
    },
  }
}

/** A file as events and methods tell of it. */
export const fileView = (id: string, name: string, size: number, base: string, mimetype = 'image/png'): Json => ({
  id,
  name,
  size,
  mimetype,
  mode: 'hosted',
  url_private: `${base}/files-pri/${id}/${encodeURIComponent(name)}`,
  url_private_download: `${base}/files-pri/${id}/download/${encodeURIComponent(name)}`,
})
