import { z } from 'zod'

/** What Purser reads of what Slack sends. The rest of a payload is left alone: Slack adds to it at will. */

const person = z.object({ id: z.string(), team_id: z.string().optional(), name: z.string().optional(), username: z.string().optional() })
const team = z.object({ id: z.string() }).nullish()

/** A file as events and windows tell of it. `url_private_download` is missing where Slack wants to be asked (`file_access`). */
export const slackFile = z.object({
  id: z.string(),
  name: z.string().nullish(),
  size: z.number().nullish(),
  url_private_download: z.string().nullish(),
  url_private: z.string().nullish(),
  file_access: z.string().nullish(),
  mode: z.string().nullish(),
})
export type SlackFile = z.infer<typeof slackFile>

export const commandBody = z.object({
  text: z.string().default(''),
  user_id: z.string(),
  user_name: z.string().default(''),
  team_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string(),
})

export const actionBody = z.object({
  user: person,
  team,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({ type: z.string(), message_ts: z.string().optional(), is_ephemeral: z.boolean().optional() }).optional(),
  view: z.object({ id: z.string(), type: z.string(), private_metadata: z.string().default('') }).nullish(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
})

const value = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  files: z.array(slackFile).nullish(),
})

export const viewBody = z.object({
  user: person,
  team,
  trigger_id: z.string(),
  view: z.object({
    id: z.string(),
    private_metadata: z.string().default(''),
    blocks: z.array(z.object({ block_id: z.string().optional() })).default([]),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), value)) }),
  }),
})
export type ViewBody = z.infer<typeof viewBody>

export const shortcutBody = z.object({
  user: person,
  team,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ user: z.string().optional(), text: z.string().default(''), files: z.array(slackFile).default([]) }).optional(),
})

export const messageBody = z.object({
  event_id: z.string(),
  team_id: z.string(),
  event: z.object({
    channel: z.string(),
    channel_type: z.string().optional(),
    subtype: z.string().optional(),
    bot_id: z.string().optional(),
    user: z.string().optional(),
    team: z.string().optional(),
    user_team: z.string().optional(),
    text: z.string().default(''),
    files: z.array(slackFile).default([]),
    /** What a changed message says now, and said before. Slack tells of previews of pages, too, as changes. */
    message: z
      .object({ user: z.string().optional(), bot_id: z.string().optional(), subtype: z.string().optional(), text: z.string().default('') })
      .optional(),
    previous_message: z.object({ text: z.string().default('') }).optional(),
  }),
})

/** A file in a channel that the app is in. */
export const fileBody = z.object({
  event_id: z.string(),
  team_id: z.string(),
  event: z.object({ file_id: z.string(), user_id: z.string(), channel_id: z.string() }),
})

export const homeBody = z.object({
  event_id: z.string(),
  team_id: z.string(),
  event: z.object({ user: z.string(), tab: z.string().optional() }),
})
