import type { Config } from '../../src/config.ts'
import { PATH } from './http.ts'

/** What the app may do, each for something Purser does. */
export const SCOPES = [
  // Messages, cards and answers for one person.
  'chat:write',
  'commands',
  // Screenshots in, pictures out.
  'files:read',
  'files:write',
  // Direct messages, written and read.
  'im:write',
  'im:history',
  // Whether a card whose sending was answered to nobody stands in its channel: read where the app is, and then alone.
  'channels:history',
  'groups:history',
  // A person's language and home workspace.
  'users:read',
  // Whether the app is in the staff channel, for purser doctor.
  'channels:read',
  'groups:read',
  // The menu stays at the top of its channel (purser post-menu).
  'pins:write',
  // Who sits at the desk (PURSER_SLACK_STAFF_GROUPS).
  'usergroups:read',
] as const

/** Slack's names are at most this long. */
const NAME = 35

/** The app's manifest that fits a configuration: socket mode with an app-level token (or before anything is configured), else HTTP. */
export function slackManifest({ brand, slack, publicUrl }: Pick<Config, 'brand' | 'slack' | 'publicUrl'>): object {
  const http = slack?.signingSecret !== undefined && slack.appToken === undefined
  const url = http ? `${publicUrl ?? 'https://billing.example.com'}${PATH}` : undefined
  const sent = url ? { request_url: url } : {}
  return {
    _metadata: { major_version: 1 },
    display_information: { name: brand.slice(0, NAME), description: 'Balance, top-ups, records and payment proofs' },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: brand.slice(0, NAME), always_online: true },
      shortcuts: [
        { name: 'Send payment proof', type: 'global', callback_id: 'ticket_open', description: 'Upload the screenshot of a payment' },
        { name: 'Submit as payment proof', type: 'message', callback_id: 'submit_proof', description: 'Send this picture to billing' },
      ],
      slash_commands: [
        {
          command: '/billing',
          description: 'Balance, top-ups, records, payment proofs',
          usage_hint: 'balance | recharge 100 | costs | ticket | link | settings | help',
          should_escape: false,
          ...(url ? { url } : {}),
        },
      ],
    },
    oauth_config: { scopes: { bot: SCOPES } },
    settings: {
      event_subscriptions: { bot_events: ['app_home_opened', 'file_shared', 'message.im'], ...sent },
      interactivity: { is_enabled: true, ...sent },
      org_deploy_enabled: false,
      socket_mode_enabled: !http,
      token_rotation_enabled: false,
    },
  }
}
