/** What a body or a component needs and takes, by name. */
export interface Shape {
  readonly needs: readonly string[]
  readonly takes: readonly string[]
}

/** What discord.js sends with every message, and Discord passes over where it means nothing. */
const SENT_ALONG = ['tts', 'nonce', 'enforce_nonce', 'flags']

/**
 * The bodies that Purser sends, by what they are for: Discord's HTTP API v10, from discord-api-spec (MIT).
 */
export const BODIES = {
  message: {
    needs: [],
    takes: [
      ...SENT_ALONG,
      'allowed_mentions',
      'attachments',
      'components',
      'content',
      'embeds',
      'message_reference',
      'poll',
      'shared_client_theme',
      'sticker_ids',
    ],
  },
  edit: { needs: [], takes: [...SENT_ALONG, 'allowed_mentions', 'attachments', 'components', 'content', 'embeds', 'sticker_ids'] },
  followup: {
    needs: [],
    takes: [
      ...SENT_ALONG,
      'allowed_mentions',
      'applied_tags',
      'attachments',
      'avatar_url',
      'components',
      'content',
      'embeds',
      'poll',
      'thread_name',
      'username',
    ],
  },
  webhookEdit: { needs: [], takes: [...SENT_ALONG, 'allowed_mentions', 'attachments', 'components', 'content', 'embeds', 'poll'] },
  reply: { needs: [], takes: [...SENT_ALONG, 'allowed_mentions', 'attachments', 'components', 'content', 'embeds', 'poll'] },
  update: { needs: [], takes: [...SENT_ALONG, 'allowed_mentions', 'attachments', 'components', 'content', 'embeds'] },
  modal: { needs: ['custom_id', 'title', 'components'], takes: [] },
  dm: { needs: [], takes: ['access_tokens', 'nicks', 'recipient_id'] },
  command: {
    needs: ['name'],
    takes: [
      'contexts',
      'default_member_permissions',
      'description',
      'description_localizations',
      'dm_permission',
      'handler',
      'id',
      'integration_types',
      'name_localizations',
      'options',
      'type',
    ],
  },
  attachment: { needs: ['id'], takes: ['description', 'duration_secs', 'filename', 'is_remix', 'is_spoiler', 'title', 'waveform'] },
  mentions: { needs: [], takes: ['parse', 'replied_user', 'roles', 'users'] },
} as const satisfies Readonly<Record<string, Shape>>

/** Components by their type. File types can be chosen since 2026-08, which the specification does not know yet. */
export const COMPONENTS: Readonly<Record<number, Shape>> = {
  1: { needs: ['type', 'components'], takes: ['id'] },
  2: { needs: ['type', 'style'], takes: ['custom_id', 'disabled', 'emoji', 'id', 'label', 'sku_id', 'url'] },
  3: { needs: ['type', 'custom_id', 'options'], takes: ['disabled', 'id', 'max_values', 'min_values', 'placeholder', 'required'] },
  4: { needs: ['type', 'custom_id', 'style'], takes: ['id', 'label', 'max_length', 'min_length', 'placeholder', 'required', 'value'] },
  9: { needs: ['type', 'components', 'accessory'], takes: ['id'] },
  10: { needs: ['type', 'content'], takes: ['id'] },
  11: { needs: ['type', 'media'], takes: ['description', 'id', 'spoiler'] },
  12: { needs: ['type', 'items'], takes: ['id'] },
  13: { needs: ['type', 'file'], takes: ['id', 'spoiler'] },
  14: { needs: ['type'], takes: ['divider', 'id', 'spacing'] },
  17: { needs: ['type', 'components'], takes: ['accent_color', 'id', 'spoiler'] },
  18: { needs: ['type', 'label', 'component'], takes: ['description', 'id'] },
  19: { needs: ['type', 'custom_id'], takes: ['file_types', 'id', 'max_values', 'min_values', 'required'] },
  21: { needs: ['type', 'custom_id', 'options'], takes: ['id', 'required'] },
  22: { needs: ['type', 'custom_id', 'options'], takes: ['id', 'max_values', 'min_values', 'required'] },
  23: { needs: ['type', 'custom_id'], takes: ['default', 'id'] },
}

/** Options of commands by their type: attachments, text, whole numbers, truth, numbers. */
export const OPTIONS: Readonly<Record<number, Shape>> = {
  3: {
    needs: ['type', 'name', 'description'],
    takes: ['autocomplete', 'choices', 'description_localizations', 'max_length', 'min_length', 'name_localizations', 'required'],
  },
  4: {
    needs: ['type', 'name', 'description'],
    takes: ['autocomplete', 'choices', 'description_localizations', 'max_value', 'min_value', 'name_localizations', 'required'],
  },
  5: { needs: ['type', 'name', 'description'], takes: ['description_localizations', 'name_localizations', 'required'] },
  10: {
    needs: ['type', 'name', 'description'],
    takes: ['autocomplete', 'choices', 'description_localizations', 'max_value', 'min_value', 'name_localizations', 'required'],
  },
  11: { needs: ['type', 'name', 'description'], takes: ['description_localizations', 'file_types', 'name_localizations', 'required'] },
}
