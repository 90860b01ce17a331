import { asJson, type Json } from './limits.ts'
import type { TelegramDouble } from './server.ts'
import { chatOf, type Message, userOf } from './world.ts'

/** A file that somebody picks. */
export interface Picked {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Where somebody writes: their private chat unless it says otherwise. */
export interface Where {
  readonly group?: number
  readonly thread?: number
  /** A command that only the bot sees, as Telegram's menu of such commands sends it. */
  readonly whisper?: boolean
}

/** What people do in Telegram, as its apps would let them. Everything resolves when Telegram has it to deliver. */
export function createHands({ world, delivery }: TelegramDouble) {
  let last: readonly Json[] = []

  const does = (...updates: readonly Json[]): void => {
    const numbered = updates.map((update) => ({ update_id: world.nextUpdate(), ...update }))
    last = numbered
    for (const update of numbered) delivery.push({ id: update.update_id, update })
  }
  const personOf = (user: number) => {
    const person = world.people.get(user)
    if (!person) throw new Error(`nobody is ${user}`)
    return person
  }

  function write(user: number, content: Partial<Message>, { group, thread, whisper }: Where = {}, over: Json = {}): Json {
    const person = personOf(user)
    if (group === undefined) person.chat = 'open'
    const message: Message = {
      ...(whisper ? world.nextWhisper() : world.next()),
      chat: group ?? user,
      from: user,
      text: '',
      html: '',
      ...content,
      ...(thread === undefined ? {} : { thread }),
      ...(whisper ? { only: user } : {}),
    }
    if (whisper) world.commands.set(message.id, { chat: message.chat, user, at: performance.now() })
    world.messages.push(message)
    const command = /^\/\w+(@\w+)?/.exec(message.text)?.[0]
    const entities = command ? { entities: [{ type: 'bot_command', offset: 0, length: command.length }] } : {}
    return { message: { ...world.wire(message), ...entities, ...over } }
  }
  const fileOf = ({ name, bytes }: Picked): string => world.addFile(name, bytes).id

  return {
    says: (user: number, text: string, where?: Where, over?: Json) => does(write(user, { text }, where, over)),
    /** As a photo, which Telegram draws anew, or as a file, which it leaves alone. */
    sends: (user: number, file: Picked, caption = '', how: Where & { as?: 'photo' | 'document' } = {}) =>
      does(write(user, { text: caption, [how.as ?? 'document']: fileOf(file) }, how)),
    /** Several pictures at once: each is an update of its own. */
    album: (user: number, files: readonly Picked[], caption = '', how: { as?: 'photo' | 'document' } = {}) => {
      const album = `album${world.nextWhisper().id}`
      does(...files.map((file, index) => write(user, { text: index === 0 ? caption : '', [how.as ?? 'photo']: fileOf(file), album })))
    },
    edits: (user: number, text: string) => {
      const { message } = write(user, { text })
      does({ edited_message: { ...asJson(message), edit_date: 1_763_000_100 } })
    },
    presses: (user: number, message: Message, label: string) => {
      const button = world.buttons(message).find(({ text, callback_data }) => text === label && callback_data !== undefined)
      if (!button) throw new Error(`no button ${label} among ${world.buttons(message).map(({ text }) => text)}`)
      does(pressed(user, message, String(button.callback_data)))
    },
    /** A press whose data no button has: apps can be changed. */
    forges: (user: number, message: Message, data: string) => does(pressed(user, message, data)),
    /** Delivers the last of the above once more. */
    again: () => {
      for (const update of last) delivery.push({ id: Number(update.update_id), update, again: true })
    },
    /** The same as `again`, as if it had never been confirmed: what a restart finds. */
    redeliver: () => {
      for (const update of last) delivery.push({ id: Number(update.update_id), update })
    },
    blocks: (user: number) => {
      personOf(user).chat = 'blocked'
    },
    /** The group becomes a supergroup, which has another number. */
    migrates: (group: number, to: number, told = true) => {
      const old = world.groups.get(group)
      if (!old) throw new Error(`there is no group ${group}`)
      world.addGroup(to, [...old.members], { bot: old.bot })
      old.movedTo = to
      const service = { message_id: world.next().id, date: 1, chat: chatOf(group, world.people, world.groups) }
      if (told) does({ message: { ...service, migrate_to_chat_id: to } })
    },
    update: (update: Json) => does(update),
    who: (user: number) => userOf(personOf(user)),
  }

  function pressed(user: number, message: Message, data: string): Json {
    const id = `query${world.nextWhisper().id}`
    world.queries.set(id, { chat: message.chat, user, message, at: performance.now() })
    return { callback_query: { id, from: userOf(personOf(user)), message: world.wire(message), chat_instance: '1', data } }
  }
}
