import { KIND } from './components.ts'
import { modalAnswers } from './fill.ts'
import type { Event } from './gateway.ts'
import { DID } from './interactions.ts'
import { asJson, asList, type Json } from './limits.ts'
import { INVITED } from './permissions.ts'
import type { DiscordDouble } from './server.ts'
import { all } from './shown.ts'
import { BODIES } from './spec.ts'
import { channelWire, fileWire, memberOf, messageWire, userOf } from './wire.ts'
import { APPLICATION, BOT, type Interaction, type Message, type Modal } from './world.ts'

/** A file that somebody picks. */
export interface Picked {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Where somebody acts: in their direct messages unless it says otherwise. `late`: the bot hears of it when its three seconds are over. */
export interface Where {
  readonly channel?: string
  readonly late?: boolean
}

/** What people do in Discord, as its clients would let them. Everything is on its way when this returns: `gateway.delivered` waits. */
export function createHands({ world, gateway, messages }: DiscordDouble) {
  let last: Event | undefined
  const push = (event: Event): void => {
    last = event
    gateway.push(event)
  }

  const personOf = (user: string) => {
    const person = world.people.get(user)
    if (!person) throw new Error(`nobody is ${user}`)
    return person
  }

  /** Tells the bot that somebody did this; resolves to what it may answer. */
  function does(user: string, type: number, data: Json, where: Where, more: Json = {}, over: Partial<Interaction> = {}): Interaction {
    const person = personOf(user)
    const channel = world.channelOf(where.channel ?? person.dm)
    const interaction: Interaction = {
      id: world.newId(),
      token: `aW50ZXJhY3Rpb246${world.newId()}`,
      type,
      user,
      channel: channel.id,
      at: world.now() - (where.late ? 3_001 : 0),
      made: new Set(),
      ...over,
    }
    world.interactions.set(interaction.token, interaction)
    const guild = channel.guild === undefined ? undefined : world.guilds.get(channel.guild)
    if (guild && !guild.members.has(user)) throw new Error(`${user} is not there`)
    const { id, token } = interaction
    const payload = {
      id,
      application_id: APPLICATION,
      type,
      token,
      version: 1,
      data,
      channel: channelWire(world, channel),
      channel_id: channel.id,
      locale: person.locale,
      app_permissions: String(guild ? world.may(BOT.id, channel) : INVITED),
      entitlements: [],
      attachment_size_limit: 10 * 1024 * 1024,
      context: guild ? 0 : 1,
      authorizing_integration_owners: guild ? { 0: guild.id } : {},
      ...(guild
        ? {
            guild_id: guild.id,
            guild_locale: guild.locale,
            guild: { id: guild.id, locale: guild.locale, features: [] },
            member: { ...memberOf(world, guild, user), permissions: String(world.may(user, channel)) },
          }
        : { user: userOf(person) }),
      ...more,
    }
    push({ t: 'INTERACTION_CREATE', d: () => payload, guild: guild?.id })
    return interaction
  }

  /** A file with a command or a window: no message keeps it. */
  const upload = (user: string, { name, bytes }: Picked, channel = personOf(user).dm): Json =>
    fileWire(world, world.addFile(channel, name, bytes, { ephemeral: true }))

  /** A message as this person sees it: what is deleted, or somebody else's alone, cannot be pressed. */
  function seen(user: string, message: Message): void {
    if (!world.seenBy(user).includes(message)) throw new Error(`${user} does not see the message`)
  }

  function component(user: string, message: Message, found: Json | undefined, more: Json, { late }: Where): Interaction {
    seen(user, message)
    if (!found) throw new Error(`not among ${JSON.stringify(message.components)}`)
    if (found.disabled === true) throw new Error('it is disabled')
    const data = { custom_id: found.custom_id, component_type: found.type, ...more }
    const where = { channel: message.channel, ...(late ? { late } : {}) }
    return does(user, DID.component, data, where, { message: messageWire(world, message) }, { source: message.id })
  }

  function write(user: string, text: string, files: readonly Picked[], channel: string): Message {
    const uploads = new Map(files.map((file, index) => [String(index), file]))
    const body = { content: text, allowed_mentions: { parse: ['users'] } }
    const message = messages.post(channel, body, uploads, { shape: BODIES.message, from: user })
    last = messages.event('MESSAGE_CREATE', message)
    return message
  }

  return {
    /** A command from the menu, by its name. Options by theirs: text, numbers, or files. */
    command: (
      user: string,
      name: string,
      options: Readonly<Record<string, string | number | boolean | Picked>> = {},
      where: Where = {},
    ): Interaction => {
      const command = world.commands.find((each) => each.name === name)
      if (!command) throw new Error(`there is no command ${name} among ${world.commands.map((each) => each.name)}`)
      const guild = where.channel !== undefined && world.channelOf(where.channel).guild !== undefined
      const { contexts } = command
      if (Array.isArray(contexts) && !contexts.includes(guild ? 0 : 1)) throw new Error(`${name} is not offered here`)
      const attachments: Record<string, Json> = {}
      const missing = asList(command.options).find((option) => option.required === true && options[String(option.name)] === undefined)
      if (missing) throw new Error(`Discord asks for ${missing.name}`)
      const given = Object.entries(options).map(([option, value]) => {
        const known = asList(command.options).find((each) => each.name === option)
        if (!known) throw new Error(`${name} has no option ${option}`)
        if (typeof value !== 'object') return { name: option, type: known.type, value }
        const file = upload(user, value, where.channel)
        attachments[String(file.id)] = file
        return { name: option, type: known.type, value: file.id }
      })
      const resolved = Object.keys(attachments).length > 0 ? { resolved: { attachments } } : {}
      return does(user, DID.command, { id: command.id, name, type: 1, options: given, ...resolved }, where)
    },
    /** A command from the menu of a message. */
    onMessage: (user: string, name: string, message: Message): Interaction => {
      seen(user, message)
      const command = world.commands.find((each) => each.type === 3 && each.name === name)
      if (!command) throw new Error(`there is no command ${name} for messages`)
      const target = { target_id: message.id, resolved: { messages: { [message.id]: messageWire(world, message) } } }
      return does(user, DID.command, { id: command.id, name, type: 3, ...target }, { channel: message.channel })
    },
    presses: (user: string, message: Message, label: string, where: Where = {}): Interaction => {
      const buttons = all(message.components).filter(({ type, style }) => type === KIND.button && style !== 5)
      const found = buttons.find((each) => each.label === label && each.disabled !== true) ?? buttons.find((each) => each.label === label)
      return component(user, message, found, {}, where)
    },
    selects: (user: string, message: Message, label: string, where: Where = {}): Interaction => {
      const selects = all(message.components).filter(({ type }) => type === KIND.select)
      const found = selects.find(({ options }) => asList(options).some((option) => option.label === label))
      const chosen = asList(found?.options).find((option) => option.label === label)
      return component(user, message, found, { values: [chosen?.value] }, where)
    },
    /** A press whose id no button has: clients can be changed. */
    forges: (user: string, message: Message, customId: string): Interaction =>
      component(user, message, { type: KIND.button, custom_id: customId }, {}, {}),
    /** Fills a window by the ids of its fields, or by their labels, and sends it: what is left out stays as it was. */
    submits: (
      user: string,
      modal: Modal,
      answers: Readonly<Record<string, string | readonly string[]>>,
      files: Readonly<Record<string, readonly Picked[]>> = {},
      where: Where = {},
    ): Interaction => {
      if (!modal.open || modal.user !== user) throw new Error(`${user} has no such window`)
      const opener = [...world.interactions.values()].find(({ id }) => id === modal.interaction)
      if (!opener) throw new Error('nothing opened this window')
      const carrier = opener.source === undefined ? undefined : world.find(opener.channel, opener.source)
      const { components, attachments } = modalAnswers(asList(modal.data.components), answers, files, (file) =>
        upload(user, file, opener.channel),
      )
      const resolved = Object.keys(attachments).length > 0 ? { resolved: { attachments } } : {}
      const data = { custom_id: modal.data.custom_id, components, ...resolved }
      const more = carrier ? { message: messageWire(world, carrier) } : {}
      const over = { modal: modal.interaction, ...(carrier ? { source: carrier.id } : {}) }
      return does(user, DID.modal, data, { ...where, channel: opener.channel }, more, over)
    },
    /** Closes the window without sending it: the bot hears nothing. */
    cancels: (modal: Modal): void => {
      modal.open = false
    },
    says: (user: string, text: string, files: readonly Picked[] = [], { channel }: Where = {}): Message =>
      write(user, text, files, channel ?? personOf(user).dm),
    edits: (message: Message, text: string): void => {
      message.content = text
      message.edited = true
      push(messages.event('MESSAGE_UPDATE', message))
    },
    /** Deletes a message, or dismisses one that only this person sees. */
    deletes: (user: string, message: Message): void => {
      seen(user, message)
      messages.remove(message)
    },
    /** Delivers the last of the above once more. */
    again: (): void => {
      if (last) gateway.push(last)
    },
    /** What this person has open: the newest last. */
    windows: (user: string): readonly Modal[] => world.modals.filter((modal) => modal.open && modal.user === user),
    event: push,
    who: (user: string): Json => asJson(userOf(personOf(user))),
  }
}

export type Hands = ReturnType<typeof createHands>
