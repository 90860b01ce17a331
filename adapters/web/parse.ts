import { z } from 'zod'
import type { Command } from '../../src/command.ts'
import type { IncomingFile, Update } from '../../src/update.ts'
import { decodeCall } from '../../src/wire.ts'
import { PLATFORM, type Seat, STAFF } from './people.ts'
import type { Message } from './store.ts'

/** Who a request is about. */
export const user = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/)
export const side = z.enum(['customer', 'staff'])
const message = z.string().regex(/^\d{1,18}$/)

/** The longest text that a person may send, in characters. */
export const TEXT_LIMIT = 4_000

/** One action as the page sends it. `id` is made by the page: a repeated request has the same. */
export const sent = z.object({
  id: z.uuid(),
  side,
  user,
  act: z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string().max(TEXT_LIMIT) }),
    z.object({
      type: z.literal('command'),
      command: z.string().max(16),
      input: z.record(z.string().max(40), z.string().max(TEXT_LIMIT)).optional(),
    }),
    z.object({ type: z.literal('press'), message, wire: z.string().max(100) }),
    z.object({ type: z.literal('form'), message, input: z.record(z.string().max(40), z.string().max(TEXT_LIMIT)) }),
  ]),
})
export type Sent = z.infer<typeof sent>

/** Files by the name of the question they answer; "files" for those sent with a text. */
export type Files = Readonly<Record<string, readonly IncomingFile[]>>

/**
 * HTTP -> Update. `on`: the message whose button was pressed or whose form was sent. An unknown button or a form that
 * is gone becomes a call without a command, which the core answers as outdated.
 */
export function parse(
  { id, user, act }: Sent,
  files: Files,
  how: { seat: Seat; locale: string | undefined; commands: ReadonlyMap<string, Command>; on?: Message | undefined },
): Update {
  return {
    platform: PLATFORM,
    // The page chose the id: nobody gets at an answer of somebody else by choosing theirs.
    id: `${how.seat.own}:${id}`,
    from: { workspace: '', userId: user, name: how.seat.name, chat: how.seat.own, ...(how.locale ? { locale: how.locale } : {}) },
    private: how.on?.chat !== STAFF,
    act: actOf(act, files, how),
  }
}

const OUTDATED = { type: 'call', command: '', input: {}, files: {} } as const

function actOf(act: Sent['act'], files: Files, how: { commands: ReadonlyMap<string, Command>; on?: Message | undefined }): Update['act'] {
  switch (act.type) {
    case 'text':
      return { type: 'text', text: act.text, files: Object.values(files).flat() }
    case 'command':
      return { type: 'call', command: act.command, input: act.input ?? {}, files }
    case 'press': {
      const call = how.on && decodeCall(act.wire, how.commands)
      return call ? { type: 'call', ...call, files: {} } : OUTDATED
    }
    case 'form':
      return formOf(act.input, files, how.on)
  }
}

/** Command and hidden values come from the form as it was sent to the person; of what the page says, only answers to its questions count. */
function formOf(entered: Readonly<Record<string, string>>, files: Files, on: Message | undefined): Update['act'] {
  const form = on && 'view' in on.body ? on.body.form : undefined
  const questions = on && 'view' in on.body ? (on.body.view.form?.questions ?? []) : []
  if (!form) return OUTDATED
  const input: Record<string, string> = { ...form.hidden }
  const asked: Record<string, readonly IncomingFile[]> = {}
  for (const question of questions) {
    const value = entered[question.name]
    if (question.control !== 'pictures') {
      if (value !== undefined) input[question.name] = value
      continue
    }
    const kept = new Set((value ?? '').split(','))
    const ids = question.kept.map(({ id }) => id).filter((id) => kept.has(id))
    if (ids.length > 0) input[question.name] = ids.join(',')
    if (files[question.name]) asked[question.name] = files[question.name] as readonly IncomingFile[]
  }
  return { type: 'call', command: form.command, input, files: asked }
}
