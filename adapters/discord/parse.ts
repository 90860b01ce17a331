import { ApplicationCommandOptionType } from 'discord-api-types/v10'
import type { Command } from '../../src/command.ts'
import type { Act, IncomingFile, Sender } from '../../src/update.ts'
import { decodeCall } from '../../src/wire.ts'
import { type Filling, hasAnswer, inputOf, isReady, windowsOf } from './form-state.ts'
import type { Attachment, CommandBody, Interaction, Message, WindowBody } from './payload.ts'

/** How a file that Discord tells of is fetched. */
export type Fetch = (file: Attachment) => IncomingFile

type Commands = ReadonlyMap<string, Command>

/** A button or a window of an earlier version, or one that nobody made: the core answers that it is outdated. */
export const OUTDATED: Act = { type: 'call', command: '', input: {}, files: {} }

/** Discord's ids are the same everywhere: there are no workspaces. */
export const WORKSPACE = ''

/** Who sends. `roles`: those whose members sit at the desk. */
export function senderOf(
  { member, user, locale, guild_id: guild, channel_id: channel }: Interaction,
  roles: readonly string[],
): Sender | undefined {
  const who = member?.user ?? user
  if (!who || who.bot) return undefined
  return {
    workspace: WORKSPACE,
    userId: who.id,
    name: member?.nick || who.global_name || who.username,
    ...(locale ? { locale } : {}),
    chat: who.id,
    ...(guild && channel ? { place: channel } : {}),
    ...(member?.roles.some((role) => roles.includes(role)) ? { desk: true } : {}),
  }
}

export const authorOf = ({ author }: Message): Sender => ({
  workspace: WORKSPACE,
  userId: author.id,
  name: author.global_name || author.username,
  chat: author.id,
})

/** Words, perhaps with files. */
export const textAct = (text: string, files: readonly Attachment[], fetch: Fetch): Act => ({ type: 'text', text, files: files.map(fetch) })

/** The parts of an option's name: pictures of one question are several options, "pictures", "pictures-2". */
export const optionName = (field: string, index: number): string => (index === 0 ? field : `${field}-${index + 1}`)

/** Whether somebody hands in, from its own menu, a message that is not theirs. */
export function isOthers({ data }: CommandBody, { userId }: Sender): boolean {
  const message = data.type === 3 && data.target_id ? data.resolved.messages[data.target_id] : undefined
  return message !== undefined && message.attachments.length > 0 && message.author?.id !== userId
}

/** A command that was typed or chosen. A message that was handed in from its own menu is words with files. */
export function commandAct({ data }: CommandBody, commands: Commands, fetch: Fetch): Act {
  if (data.type === 3) {
    const message = data.target_id ? data.resolved.messages[data.target_id] : undefined
    if (!message || message.attachments.length === 0) return { type: 'call', command: 'ticket', input: {}, files: {} }
    return textAct(message.content, message.attachments, fetch)
  }
  if (!commands.has(data.name)) return OUTDATED
  const input: Record<string, string> = {}
  const files: Record<string, IncomingFile[]> = {}
  for (const { name, type, value } of data.options) {
    if (value === undefined) continue
    const file = type === ApplicationCommandOptionType.Attachment ? data.resolved.attachments[String(value)] : undefined
    const field = name.replace(/-\d+$/, '')
    if (!file) input[name] = String(value)
    else files[field] = [...(files[field] ?? []), fetch(file)]
  }
  return { type: 'call', command: data.name, input, files }
}

/** A pressed button that is a call: `call:<place>:<wire>`. */
export function pressAct(customId: string, commands: Commands): Act {
  const call = decodeCall(customId.replace(/^call:\d+:/, ''), commands)
  return call ? { type: 'call', ...call, files: {} } : OUTDATED
}

/** The form that a button or a window names: `form:<window>:<id>:<window>` or `send:0:<id>`. */
export function formIdOf(customId: string): { readonly id: string; readonly page: number } | undefined {
  const [, id, page = '0'] = /^(?:form|send):\d+:(\d+)(?::(\d+))?$/.exec(customId) ?? []
  return id === undefined ? undefined : { id, page: Number(page) }
}

/** A form that is sent as it is. */
export const sendAct = ({ form }: Filling): Act => ({ type: 'call', command: form.command, input: inputOf(form), files: {} })

/**
 * A sent window: what was entered before and now. More windows to come: nothing is done yet, unless nothing more is needed and what was
 * entered will be read back. Who comes to change something that was complete may go on to the other windows.
 */
export function windowAct({ form, blocks, sent }: Filling, page: number, { data }: WindowBody, fetch: Fetch): Act {
  const input = inputOf(form)
  const files: Record<string, readonly IncomingFile[]> = {}
  const known = new Set(form.questions.map(({ name }) => name))
  for (const { component } of data.components) {
    const [kind, name] = [component?.custom_id.slice(0, 2), component?.custom_id.slice(2) ?? '']
    if (!component || !known.has(name)) continue
    const control = form.questions.find((question) => question.name === name)?.control
    if (kind === 'q:' && control === 'pictures') {
      const uploads = (component.values ?? []).flatMap((id) => data.resolved.attachments[id] ?? [])
      if (uploads.length > 0) files[name] = uploads.map(fetch)
      continue
    }
    const entered = component.value ?? component.values?.join(',') ?? ''
    if (entered === '') delete input[name]
    else input[name] = entered
  }
  const rest = windowsOf(form, blocks.length > 0)
    .slice(page + 1)
    .flat()
  const enough = form.readBack === true && !isReady(form) && rest.every((question) => !question.required || hasAnswer(question))
  const more = !sent && rest.length > 0 && !enough
  return { type: 'call', command: form.command, input, files, ...(more ? { part: true } : {}) }
}
