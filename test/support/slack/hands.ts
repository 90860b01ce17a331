import { randomUUID } from 'node:crypto'
import { fileView } from './api.ts'
import { asJson, asList, type Json } from './limits.ts'
import type { SlackDouble } from './server.ts'
import { type Message, TEAM, type View } from './workspace.ts'

type Kind = 'slash_commands' | 'interactive' | 'events_api'

/** A file that somebody picks. */
export interface Picked {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What people do in Slack, as its clients would let them. Everything resolves when the app has acknowledged it. */
export function createHands(slack: SlackDouble) {
  const { space } = slack
  const base = slack.apiUrl.replace(/\/api\/$/, '')
  let last = (): Promise<unknown> => Promise.reject(new Error('nothing was done yet'))

  /** Delivers it, once more by `again`; `then`: what Slack does with the answer. */
  async function does(type: Kind, payload: Json, then: (answer: Json | undefined) => void = () => undefined): Promise<void> {
    last = async () => then(await slack.deliver(type, payload))
    await last()
  }

  const personOf = (user: string) => {
    const person = space.people.get(user)
    if (!person) throw new Error(`nobody is called ${user}`)
    return person
  }
  const who = (user: string) => ({ id: user, username: personOf(user).name, name: personOf(user).name, team_id: personOf(user).team })
  const envelope = (event: Json): Json => ({
    type: 'event_callback',
    team_id: TEAM,
    api_app_id: 'A1',
    event_id: space.newId('Ev'),
    event_time: 1,
    event,
  })
  const upload = (user: string, { name, bytes }: Picked): Json => {
    const file = space.addFile(name, bytes, user)
    return fileView(file.id, name, bytes.length, base)
  }

  return {
    again: async () => void (await last()),
    command: (user: string, text: string, channel = personOf(user).direct, late = false) =>
      does('slash_commands', {
        command: '/billing',
        text: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
        team_id: TEAM,
        channel_id: channel,
        channel_name: channel.startsWith('D') ? 'directmessage' : 'general',
        user_id: user,
        user_name: personOf(user).name,
        trigger_id: space.trigger(user, late),
        response_url: slack.responseUrl(channel, user),
        api_app_id: 'A1',
      }),
    says: (user: string, text: string, files: readonly Picked[] = [], over: Json = {}) => {
      const { direct, team } = personOf(user)
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      const taken = files.map((file) => upload(user, file))
      const message = space.post(
        direct,
        user,
        text,
        [],
        undefined,
        files.map(({ name }) => name),
      )
      const event = {
        type: 'message',
        channel: direct,
        channel_type: 'im',
        user,
        team,
        ts: message.ts,
        text: escaped,
        ...(taken.length > 0 ? { files: taken, subtype: 'file_share' } : {}),
        ...over,
      }
      return does('events_api', envelope(event))
    },
    event: (event: Json) => does('events_api', envelope(event)),
    presses: (user: string, message: Message, label: string) => {
      const action = button(message.blocks, label)
      const ephemeral = message.only !== undefined
      const container = { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: ephemeral }
      return does('interactive', {
        type: 'block_actions',
        user: who(user),
        team: { id: TEAM },
        container,
        channel: { id: message.channel, name: 'x' },
        trigger_id: space.trigger(user),
        response_url: slack.responseUrl(message.channel, user, ephemeral ? message.ts : undefined),
        actions: [{ ...action, block_id: 'b', action_ts: '1.1' }],
        api_app_id: 'A1',
      })
    },
    pressesInView: (user: string, view: Json, label: string) =>
      does('interactive', {
        type: 'block_actions',
        user: who(user),
        team: { id: TEAM },
        container: { type: 'view', view_id: view.id },
        view,
        trigger_id: space.trigger(user),
        actions: [{ ...button(asList(view.blocks), label), block_id: 'b', action_ts: '1.1' }],
        api_app_id: 'A1',
      }),
    /** Fills a window in and sends it: what is not answered stays as it was. */
    submits: (
      user: string,
      view: View,
      answers: Readonly<Record<string, string>>,
      files: Readonly<Record<string, readonly Picked[]>> = {},
    ) => {
      for (const block of asList(view.view.blocks)) {
        if (block.type !== 'input') continue
        const element = asJson(block.element)
        const name = String(element.action_id)
        const before = view.state[String(block.block_id)]?.[name] ?? initial(element)
        const chosen = (files[name] ?? []).map((file) => upload(user, file))
        const entered = enter(element, before, answers[name], chosen)
        if (block.optional !== true && isEmpty(entered)) throw new Error(`Slack asks to complete ${name}`)
        view.state[String(block.block_id)] = { [name]: entered }
      }
      const payload = {
        type: 'view_submission',
        user: who(user),
        team: { id: TEAM },
        trigger_id: space.trigger(user),
        view: { ...view.view, state: { values: structuredClone(view.state) } },
        api_app_id: 'A1',
      }
      return does('interactive', payload, (answer) => settle(view, answer))
    },
    shortcut: (user: string, callback_id: string, over: Json = {}) =>
      does('interactive', {
        type: 'shortcut',
        callback_id,
        user: who(user),
        team: { id: TEAM },
        trigger_id: space.trigger(user),
        action_ts: randomUUID(),
        ...over,
      }),
    /** The message shortcut on a message with files, in any channel. */
    onMessage: (user: string, callback_id: string, channel: string, text: string, files: readonly Picked[], author = user) =>
      does('interactive', {
        type: 'message_action',
        callback_id,
        user: who(user),
        team: { id: TEAM },
        channel: { id: channel },
        message: { type: 'message', user: author, text, ts: space.next(), files: files.map((file) => upload(user, file)) },
        trigger_id: space.trigger(user),
        response_url: slack.responseUrl(channel, user),
      }),
  }

  /** What Slack's client does with the answer to a sent window. */
  function settle(view: View, answer: Json | undefined): void {
    if (answer === undefined) return
    const { response_action: action } = answer
    if (action === 'errors') view.errors = asJson(answer.errors) as Record<string, string>
    else if (action === 'update') space.changeView(view.id, asJson(answer.view))
    else if (action === 'push') space.putView(view.user, asJson(answer.view), view.id)
    else for (const each of [view.id, view.below]) if (each !== undefined) space.views.delete(each)
  }
}

export function button(blocks: readonly Json[], label: string): Json {
  const found = blocks
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements }) => asList(elements))
    .find(({ text }) => asJson(text).text === label)
  if (!found) throw new Error(`no button ${label}`)
  return found
}

function enter(element: Json, before: Json, answer: string | undefined, files: readonly Json[]): Json {
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: answer ?? before.value ?? null }
    case 'static_select': {
      const chosen = asList(element.options).find(({ value }) => value === answer)
      return { type: element.type, selected_option: chosen ?? before.selected_option ?? null }
    }
    case 'file_input':
      return { type: element.type, files: files.length > 0 ? files : (before.files ?? []) }
    default:
      return before
  }
}

const initial = (element: Json): Json => ({
  type: element.type,
  ...(element.initial_value === undefined ? {} : { value: element.initial_value }),
  ...(element.initial_option === undefined ? {} : { selected_option: element.initial_option }),
  ...(element.initial_options === undefined ? {} : { selected_options: element.initial_options }),
})

const isEmpty = (entered: Json): boolean =>
  !entered.value && !entered.selected_option && asList(entered.files).length === 0 && asList(entered.selected_options).length === 0
