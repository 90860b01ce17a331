import { checkModal } from './components.ts'
import { asJson, checkShape, invalid, type Json, says } from './limits.ts'
import { FLAG, type Messages, type Uploads } from './messages.ts'
import { BODIES } from './spec.ts'
import { messageWire } from './wire.ts'
import { BOT, type Interaction, type Message, type World } from './world.ts'

/** Kinds of what a person did, as Discord numbers them. */
export const DID = { command: 2, component: 3, modal: 5 } as const
/** Kinds of first answers. */
const ANSWER = { message: 4, deferred: 5, deferredUpdate: 6, update: 7, modal: 9 } as const

/** How the bot answers what people did: first within three seconds, once; then with the token, for fifteen minutes. */
export function createInteractions(world: World, messages: Messages) {
  function callback(id: string, token: string, body: Json, uploads: Uploads): Json {
    const interaction = world.interactions.get(token)
    if (interaction?.id !== id || world.now() - interaction.at > 3_000) throw says(404, 10062, 'Unknown interaction')
    if (interaction.answered !== undefined) throw says(400, 40060, 'Interaction has already been acknowledged.')
    const type = Number(body.type)
    const data = asJson(body.data)
    const message = first(interaction, type, data, uploads)
    interaction.answered = type
    // A window is closed by the answer to its own submission.
    for (const modal of world.modals) if (modal.interaction === interaction.modal) modal.open = false
    if (type === ANSWER.modal) world.modals.push({ id: world.newId(), user: interaction.user, data, interaction: id, open: true })
    return {
      interaction: { id, type: interaction.type, response_message_id: message?.id ?? null },
      ...(message ? { resource: { type, message: messageWire(world, message) } } : {}),
    }
  }

  function first(interaction: Interaction, type: number, data: Json, uploads: Uploads): Message | undefined {
    switch (type) {
      case ANSWER.message:
        return answer(interaction, data, uploads)
      case ANSWER.deferred:
        return defer(interaction, Number(data.flags ?? 0))
      case ANSWER.deferredUpdate:
      case ANSWER.update: {
        const message = carrier(interaction)
        interaction.original = message.id
        return type === ANSWER.update ? messages.change(message, data, uploads, BODIES.update) : undefined
      }
      case ANSWER.modal:
        if (interaction.type === DID.modal)
          throw invalid('type', 'INTERACTION_APPLICATION_COMMAND_CALLBACK_TYPE', 'no window after a window')
        checkShape(data, BODIES.modal, 'data')
        checkModal(data)
        return undefined
      default:
        throw invalid('type', 'BASE_TYPE_CHOICES', 'Value must be one of (4, 5, 6, 7, 9).')
    }
  }

  function carrier({ channel, source }: Interaction): Message {
    if (source === undefined) throw invalid('type', 'INTERACTION_CALLBACK_TYPE', 'there is no message to update')
    const message = world.find(channel, source)
    if (!message) throw says(404, 10008, 'Unknown Message')
    return message
  }

  function answer(
    interaction: Interaction,
    data: Json,
    uploads: Uploads,
    shape: (typeof BODIES)['reply' | 'followup'] = BODIES.reply,
  ): Message {
    const flags = Number(data.flags ?? 0)
    const strange = flags & ~(FLAG.ephemeral | FLAG.v2 | FLAG.quietLinks | FLAG.silent)
    if (strange) throw invalid('flags', 'BITFIELD_INVALID', `flags ${strange} cannot be set`)
    const only = flags & FLAG.ephemeral ? { only: interaction.user } : {}
    const message = messages.post(interaction.channel, { ...data, nonce: undefined }, uploads, {
      shape,
      ...only,
      interaction: interaction.id,
    })
    interaction.made.add(message.id)
    interaction.original ??= message.id
    return message
  }

  function defer(interaction: Interaction, flags: number): Message {
    if (flags & ~FLAG.ephemeral) throw invalid('data.flags', 'BITFIELD_INVALID', 'a deferred answer is ephemeral or is not')
    const message: Message = {
      id: world.newId(),
      channel: interaction.channel,
      from: BOT.id,
      content: '',
      components: [],
      embeds: [],
      files: [],
      flags: flags | FLAG.thinking,
      mentions: [],
      edited: false,
      pinned: false,
      interaction: interaction.id,
      ...(flags & FLAG.ephemeral ? { only: interaction.user } : {}),
    }
    world.messages.push(message)
    messages.announce('MESSAGE_CREATE', message)
    Object.assign(interaction, { original: message.id, deferred: true })
    interaction.made.add(message.id)
    return message
  }

  /** The interaction whose token this is, while it is worth something. */
  function living(token: string): Interaction {
    const interaction = world.interactions.get(token)
    if (!interaction || interaction.answered === undefined) throw says(404, 10015, 'Unknown Webhook')
    if (world.now() - interaction.at > 15 * 60_000) throw says(401, 50027, 'Invalid Webhook Token')
    return interaction
  }

  function own(token: string, id: string): Message {
    const { channel, original, made } = living(token)
    const wanted = id === '@original' ? original : id
    const message = wanted !== undefined && (wanted === original || made.has(wanted)) ? world.find(channel, wanted) : undefined
    if (!message) throw says(404, 10008, 'Unknown Message')
    return message
  }

  return {
    callback,
    followUp: (token: string, body: Json, uploads: Uploads): Json => {
      const interaction = living(token)
      // The first one fills what was deferred, whatever it says about who sees it.
      const message = interaction.deferred
        ? messages.change(own(token, '@original'), body, uploads, BODIES.followup)
        : answer(interaction, body, uploads, BODIES.followup)
      interaction.deferred = false
      return messageWire(world, message)
    },
    edit: (token: string, id: string, body: Json, uploads: Uploads): Json => {
      const message = own(token, id)
      const changed = messageWire(world, messages.change(message, body, uploads, BODIES.webhookEdit))
      const interaction = living(token)
      if (message.id === interaction.original) interaction.deferred = false
      return changed
    },
    read: (token: string, id: string): Json => messageWire(world, own(token, id)),
    remove: (token: string, id: string): void => messages.remove(own(token, id)),
  }
}
