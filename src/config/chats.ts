import { z } from 'zod'
import { optional, preset } from './entry.ts'
import {
  discordToken,
  link,
  listOf,
  proxy,
  shardCount,
  signingSecret,
  slackChannel,
  slackGroup,
  slackToken,
  snowflake,
  telegramGroup,
  telegramSecret,
  telegramToken,
  telegramTopic,
  telegramWebhook,
} from './values.ts'

/** What the chat platforms are configured by: each is served when its token is there. */
export const chatVariables = {
  SLACK_BOT_TOKEN: optional(
    slackToken('xoxb-'),
    'The bot token of a Slack app (`xoxb-...`): with it Purser answers on Slack (docs/slack.md). It needs `SLACK_APP_TOKEN` or `SLACK_SIGNING_SECRET` too.',
    { secret: true, real: true },
  ),
  SLACK_APP_TOKEN: optional(
    slackToken('xapp-'),
    'The app-level token (`xapp-...`, scope `connections:write`): Purser connects to Slack itself (socket mode) and needs no address of its own.',
    { secret: true, real: true },
  ),
  SLACK_SIGNING_SECRET: optional(
    signingSecret(),
    "The Slack app's signing secret: without `SLACK_APP_TOKEN` Slack sends to `PURSER_PUBLIC_URL` followed by `/slack/events`.",
    { secret: true, real: true },
  ),
  SLACK_STAFF_CHANNEL: optional(
    slackChannel(),
    'The id of the Slack channel where staff see payment proofs, for example `C0123456789`. Invite the bot to it.',
    { real: true },
  ),
  PURSER_SLACK_STAFF_GROUPS: optional(
    listOf(slackGroup()),
    'Ids of Slack user groups whose members see claims and take them in hand without being in the staff table, with commas between. They decide nothing.',
  ),
  SLACK_PROXY: optional(proxy(), 'The forward proxy to Slack, if not that of `HTTPS_PROXY`.', { secret: true }),
  SLACK_API_URL: preset('https://slack.com/api/', link(), "Where Slack's Web API is, if not at Slack."),
  TELEGRAM_TOKEN: optional(
    telegramToken(),
    'The token of a Telegram bot, from BotFather: with it Purser answers on Telegram (docs/telegram.md).',
    { secret: true, real: true },
  ),
  TELEGRAM_STAFF_CHAT: optional(
    telegramGroup(),
    'The id of the Telegram group where staff see payment proofs, for example `-1001234567890`. Make the bot an administrator there.',
    { real: true },
  ),
  TELEGRAM_STAFF_TOPIC: optional(
    telegramTopic(),
    'The number of the topic of that group in which the cards are put. Default: none, the general one.',
  ),
  TELEGRAM_WEBHOOK_URL: optional(
    telegramWebhook(),
    "Where Telegram sends to, through a proxy of yours with TLS, for example `https://billing.example.com/telegram`: Purser listens at this address's path. Default: Purser asks Telegram itself (long polling) and needs no address of its own.",
    { real: true },
  ),
  TELEGRAM_WEBHOOK_SECRET: optional(
    telegramSecret(),
    'What Telegram proves itself with at `TELEGRAM_WEBHOOK_URL`, which needs it: 16 to 256 letters, digits, `_` and `-` (`openssl rand -hex 32`).',
    { secret: true, real: true },
  ),
  TELEGRAM_API_URL: preset(
    'https://api.telegram.org',
    link(),
    'Where the Bot API is, if you run a server of it yourself; pictures come from there too.',
  ),
  DISCORD_TOKEN: optional(discordToken(), 'The token of the Discord bot; with it Purser answers on Discord (docs/discord.md).', {
    secret: true,
    real: true,
  }),
  DISCORD_APPLICATION_ID: optional(
    snowflake(),
    'The id of the Discord application, to register its commands (`purser deploy-commands`). Default: the one that the token belongs to.',
  ),
  DISCORD_STAFF_CHANNEL: optional(
    snowflake(),
    'The id of the Discord channel where staff see payment proofs, for example `1184001122334455667`. The bot must be able to write there.',
  ),
  PURSER_DISCORD_STAFF_ROLES: optional(
    listOf(snowflake()),
    'Ids of Discord roles whose members see claims and take them in hand without being in the staff table, with commas between. They decide nothing.',
  ),
  DISCORD_SHARDS: preset(
    '1',
    shardCount(),
    'How many connections to Discord the bot has, from 2,500 servers on; all processes need the same number, and share them.',
  ),
  DISCORD_PROXY: optional(proxy(), 'The forward proxy to Discord, if not that of `HTTPS_PROXY`.', { secret: true }),
  DISCORD_API_URL: preset(
    'https://discord.com/api',
    link(),
    "Where Discord's API is, if not at Discord; pictures may come from that host too.",
  ),
  TELEGRAM_PROXY: optional(proxy(), 'The forward proxy to Telegram, if not that of `HTTPS_PROXY`.', { secret: true }),
  HTTPS_PROXY: optional(
    // Other programs' too, and set on many machines: what Purser cannot use is wrong only where it would be used (contradictions.ts).
    z.string(),
    'The forward proxy to all platforms and to S3, where this server cannot reach them itself: `http://proxy.example.com:3128`, with `user:password@` before the host where it asks for them. `https_proxy` will do too.',
    { secret: true },
  ),
  NO_PROXY: optional(
    z.string(),
    'Hosts that are reached without `HTTPS_PROXY`, with commas between: `slack.com,.internal.example.com,10.0.0.5:9000`, or `*`. `no_proxy` will do too.',
  ),
}
