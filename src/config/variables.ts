import { z } from 'zod'
import { LOCALES, type LocaleName } from '../../locales/index.ts'
import { date, minutes, nightly, timeOfDay, week } from './hours.ts'
import {
  accessKey,
  amount,
  backupPlace,
  brand,
  clock,
  count,
  currency,
  database,
  discordToken,
  flag,
  host,
  level,
  link,
  listOf,
  origin,
  path,
  port,
  proxy,
  region,
  seconds,
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
  template,
  token,
  zone,
} from './values.ts'

/** What an operator must know of a variable. docs/configuration.md and .env.example are tested against it. */
export interface Variable {
  /** Markdown, one line. */
  readonly doc: string
  /** As it would be written. Absent: unset, or as `doc` says. */
  readonly default?: string
  /** Never shown, logged or repeated in an error. */
  readonly secret?: true
  /** Once it is set, Purser has something to do with real people and is no demo. */
  readonly real?: true
}

/** The variables of all settings. Registered last and on fresh schemas: a later `.optional()` would lose the entry. */
export const variables = z.registry<Variable>()

/** A variable without a default. */
function optional<S extends z.ZodType>(schema: S, doc: string, more: Pick<Variable, 'secret' | 'real'> = {}): z.ZodOptional<S> {
  const entry = schema.optional()
  variables.add(entry, { doc, ...more })
  return entry
}

/** A variable with a default, written as an operator would. */
function preset<S extends z.ZodType<unknown, string>>(written: z.input<S>, schema: S, doc: string): z.ZodPrefault<S> {
  const entry = z.prefault(schema, written)
  variables.add(entry, { doc, default: written })
  return entry
}

const locale = () => z.enum(LOCALES as readonly [LocaleName, ...LocaleName[]], `one of ${LOCALES.join(', ')}`)

/** Every variable that Purser reads. Values are trimmed before, and an empty one is as good as none. */
export const settings = z.object({
  DATABASE_URL: optional(
    database(),
    'The PostgreSQL (15 to 18) to keep everything in, as `postgres://user:password@host:5432/database`. Without it Purser runs a PostgreSQL of its own in `PURSER_DATA_DIR`.',
    { secret: true, real: true },
  ),
  PURSER_DATA_DIR: optional(
    path(),
    "The folder of Purser's own PostgreSQL; made if it is missing. Default: `/var/lib/purser` as root, else the user's data folder (`~/.local/share/purser` on Linux).",
  ),
  PURSER_HTTP_HOST: preset('127.0.0.1', host(), 'The address to listen on. The browser chat needs one of this machine alone.'),
  PURSER_HTTP_PORT: preset('3000', port(), 'The port to listen on; `0` takes a free one.'),
  PURSER_PUBLIC_URL: optional(
    origin(),
    'The address at which people reach Purser from elsewhere, through a proxy of yours with TLS: `https://billing.example.com`.',
    { real: true },
  ),
  PURSER_BRAND: preset('Purser', brand(), "The company's name as people read it, at most 40 characters."),
  PURSER_CURRENCY: preset('CNY', currency(), 'The currency of every wallet (ISO 4217). It cannot be changed once there are customers.'),
  PURSER_TIMEZONE: preset('Asia/Shanghai', zone(), "The house's time zone (IANA); a person may choose another."),
  PURSER_LOCALE: preset('zh-CN', locale(), 'The language of people whose own is not known: `en`, `zh-CN` or `zh-HK`.'),
  PURSER_STAFF_LOCALE: optional(locale(), 'The language of staff cards. Default: that of `PURSER_LOCALE`.'),
  PURSER_STAFF_CUSTOMER_URL: optional(
    template(),
    "A customer's page in the company's back office, linked on staff cards; `{customer}` stands for their number: `https://admin.example.com/users/{customer}`.",
  ),
  PURSER_UNDO_SECONDS: preset(
    '15',
    seconds(),
    'How long the one who decided on a payment proof can undo it, 0 to 600. The customer is told when it is over.',
  ),
  PURSER_CONFIRM_ABOVE: preset('1000', amount(), 'Above this amount, crediting a payment proof asks for the amount to be typed.'),
  PURSER_SECOND_ABOVE: preset(
    '500',
    amount(),
    'What one lead may correct and adjust alone within 24 hours, in `PURSER_CURRENCY`. Beyond it a second lead has to approve.',
  ),
  PURSER_HOURS: preset(
    'mon-sun 09:00-23:00',
    week(),
    'When staff work, in `PURSER_TIMEZONE`: `mon-fri 09:00-12:00 13:00-18:00, sat 10:00-14:00`. Customers are told by when a payment proof is checked.',
  ),
  PURSER_HOLIDAYS: optional(listOf(date(), 200), 'Days on which nobody works, with commas between: `2027-01-01,2027-02-06`.'),
  PURSER_SETTLEMENT_TIME: preset(
    '08:00',
    timeOfDay(),
    'When products that are paid by the day are charged, in `PURSER_TIMEZONE`: warnings of a low balance name it.',
  ),
  PURSER_QUIET_HOURS: preset(
    '22:00-07:00',
    nightly(),
    "When nobody is warned or reminded, in each person's own zone; such messages are sent after it. `off`: at any time.",
  ),
  PURSER_REMIND_MINUTES: preset(
    '30',
    minutes(),
    'After how long somebody is reminded, once, who chose to pay by hand and sent no proof. `0`: never.',
  ),
  PURSER_ANSWER_MINUTES: preset(
    '30',
    minutes(),
    'Within how many minutes of work a payment proof is usually checked, as customers are told.',
  ),
  PURSER_ANSWER_EACH: preset('2', minutes(), 'How many minutes more are expected for each payment proof ahead of it.'),
  PURSER_METHODS: optional(
    path(),
    'The JSON file with the ways to pay in (docs/methods.md). Without it the methods that come with Purser are shown, which charge nobody.',
    { real: true },
  ),
  PURSER_MIN_RECHARGE: preset(
    '0.01',
    amount(),
    'The least that can be paid in at once, in `PURSER_CURRENCY`. In a currency without hundredths the default is its smallest unit.',
  ),
  PURSER_SUPPORT_URL: optional(link(), 'Where people turn to a person: shown where Purser itself cannot help.'),
  PURSER_COSTS_URL: optional(link(), "The company's own page of costs, linked under the list."),
  PURSER_REFUNDS_URL: optional(link(), "The company's own page of refunds, linked under the list."),
  PURSER_RECHARGES_URL: optional(link(), "The company's own page of recharges, linked under the list."),
  PURSER_OPEN_ACCOUNTS: preset(
    'false',
    flag(),
    '`true`: the first command of an unknown person opens an account. `false`: a person links one.',
  ),
  PURSER_WEB: optional(
    flag(),
    '`on`: the browser chat runs outside demo mode too, behind `PURSER_WEB_TOKEN`. Default: `off`; always on in demo mode.',
    {
      real: true,
    },
  ),
  PURSER_WEB_TOKEN: optional(
    token(),
    'What a person types to enter the browser chat outside demo mode, at least 32 characters (`openssl rand -hex 32`). It opens staff and customer chats alike.',
    { secret: true, real: true },
  ),
  PURSER_LINK_SECRET: optional(
    token(),
    "What the company's own site signs links to the chat with, so that a customer who is logged in there is linked at a tap (docs/linking.md): at least 32 characters (`openssl rand -hex 32`).",
    { secret: true },
  ),
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
    'The forward proxy to all platforms, where this server cannot reach them itself: `http://proxy.example.com:3128`, with `user:password@` before the host where it asks for them.',
    { secret: true },
  ),
  PURSER_BACKUP_TO: optional(
    backupPlace(),
    'Where a backup is put every day: a folder, best on another disk, or `s3://bucket/folder` (docs/operate.md). Without it none is made by itself.',
  ),
  PURSER_BACKUP_AT: preset('03:30', clock(), "When on each day, by the house's clock, in hours and minutes."),
  PURSER_BACKUP_KEEP: preset(
    '14',
    count(1, 3650),
    'How many backups are kept there, the newest; older ones are removed after a new one was proved whole.',
  ),
  PURSER_BACKUP_KEY: optional(
    token(),
    'What backups are encrypted with, at least 32 characters (`openssl rand -hex 32`). Keep it elsewhere too: without it no backup can be read. Without one they are not encrypted.',
    { secret: true },
  ),
  PURSER_BACKUP_S3_URL: preset(
    'https://s3.amazonaws.com',
    link(),
    'Where the S3 service is to which `s3://` leads: Amazon or any that speaks its language (MinIO, OSS, COS, R2).',
  ),
  PURSER_BACKUP_S3_REGION: preset('us-east-1', region(), 'The region of the bucket, as the service names it.'),
  PURSER_BACKUP_S3_ID: optional(accessKey(), 'The access key id for the bucket.'),
  PURSER_BACKUP_S3_SECRET: optional(accessKey(), 'The secret access key for the bucket.', { secret: true }),
  PURSER_METRICS_TOKEN: optional(
    token(),
    'What Prometheus shows to read `/metrics` (`Authorization: Bearer ...`), at least 32 characters. Without it `/metrics` answers this machine alone.',
    { secret: true },
  ),
  PURSER_LOG_LEVEL: preset('info', level(), 'How much is logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.'),
  PURSER_DEMO: optional(
    flag(),
    '`true`: demo mode, an error where something real is configured. `false`: never. Default: demo mode while nothing real is configured.',
  ),
})

/** The settings as read, by variable. */
export type Settings = z.output<typeof settings>
/** The name of a variable that Purser reads. */
export type VariableName = keyof typeof settings.shape

/** Every variable with its entry, in the order of the documentation. */
export const variableList: readonly (Variable & { readonly name: VariableName })[] = Object.entries(settings.shape).map(
  ([name, schema]) => {
    const entry = variables.get(schema)
    if (!entry) throw new TypeError(`${name} is not documented`)
    return { name: name as VariableName, ...entry }
  },
)
