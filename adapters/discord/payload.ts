import { z } from 'zod'

/** What Purser reads of what Discord sends. The rest of a payload is left alone: Discord adds to it at will. */

const user = z.object({
  id: z.string(),
  username: z.string().default(''),
  global_name: z.string().nullish(),
  bot: z.boolean().default(false),
})

const member = z.object({ user, nick: z.string().nullish(), roles: z.array(z.string()).default([]) })

/** A file that somebody sent. */
export const attachment = z.object({
  id: z.string(),
  filename: z.string().default('picture'),
  size: z.number().default(0),
  url: z.string(),
  content_type: z.string().nullish(),
})
export type Attachment = z.infer<typeof attachment>

const resolved = z
  .object({
    attachments: z.record(z.string(), attachment).default({}),
    messages: z
      .record(
        z.string(),
        z.object({
          author: z.object({ id: z.string() }).optional(),
          content: z.string().default(''),
          attachments: z.array(attachment).default([]),
        }),
      )
      .default({}),
  })
  .prefault({})

const asked = {
  id: z.string(),
  application_id: z.string(),
  token: z.string(),
  /** In a server. */
  member: member.optional(),
  /** In direct messages. */
  user: user.optional(),
  guild_id: z.string().nullish(),
  channel_id: z.string().nullish(),
  /** 0: a server; 1: direct messages with the bot; 2: direct messages of other people. */
  context: z.number().nullish(),
  locale: z.string().nullish(),
}

/** The message whose button was pressed. `flags`: 64 is for one person's eyes. */
const source = z.object({ id: z.string(), flags: z.number().default(0) })

/** `type`: what the value is; 11 is a file, by its id. */
const option = z.object({ name: z.string(), type: z.number().default(3), value: z.union([z.string(), z.number(), z.boolean()]).optional() })

export const commandBody = z.object({
  ...asked,
  type: z.literal(2),
  data: z.object({
    name: z.string(),
    /** 1: typed with a slash; 3: chosen from a message's own menu. */
    type: z.number().default(1),
    target_id: z.string().nullish(),
    options: z.array(option).default([]),
    resolved,
  }),
})
export type CommandBody = z.infer<typeof commandBody>

export const pressBody = z.object({
  ...asked,
  type: z.literal(3),
  message: source,
  data: z.object({ custom_id: z.string() }),
})

const field = z.object({
  custom_id: z.string().default(''),
  value: z.string().nullish(),
  values: z.array(z.string()).nullish(),
})

export const windowBody = z.object({
  ...asked,
  type: z.literal(5),
  message: source.optional(),
  data: z.object({
    custom_id: z.string(),
    components: z.array(z.object({ component: field.optional() })).default([]),
    resolved,
  }),
})
export type WindowBody = z.infer<typeof windowBody>

export const interactionBody = z.discriminatedUnion('type', [commandBody, pressBody, windowBody])
export type Interaction = z.infer<typeof interactionBody>

export const messageBody = z.object({
  id: z.string(),
  channel_id: z.string(),
  guild_id: z.string().nullish(),
  type: z.number().default(0),
  author: user,
  webhook_id: z.string().nullish(),
  content: z.string().default(''),
  attachments: z.array(attachment).default([]),
  mentions: z.array(z.object({ id: z.string() })).default([]),
  /** What is forwarded: the words and files of another message, which are not this one's. */
  message_snapshots: z.array(z.unknown()).default([]),
  /** When its author changed it. Discord tells of previews of pages, too, as changes. */
  edited_timestamp: z.string().nullish(),
})
export type Message = z.infer<typeof messageBody>

/** A session that begins. */
export const readyBody = z.object({ session_id: z.string(), shard: z.tuple([z.number(), z.number()]).default([0, 1]) })

/** What Purser reads of a message that it has sent: its number, and the files that stand in it. */
export const sentBody = z.object({ id: z.string(), attachments: z.array(z.object({ id: z.string(), filename: z.string() })).default([]) })
export type Standing = z.infer<typeof sentBody>['attachments']
