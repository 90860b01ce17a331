import { z } from 'zod'
import { LOCALES, type LocaleName } from '../../locales/index.ts'
import { chatVariables } from './chats.ts'
import { optional, preset, type Variable, variables } from './entry.ts'
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
  flag,
  host,
  level,
  link,
  listOf,
  origin,
  path,
  port,
  region,
  retention,
  seconds,
  template,
  token,
  zone,
} from './values.ts'

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
  PURSER_CONFIRM_ABOVE: preset(
    '1000',
    amount(),
    'Above this amount, crediting a payment proof and settling a withdrawal ask for the amount to be typed.',
  ),
  PURSER_SECOND_ABOVE: preset(
    '500',
    amount(),
    'What one lead may correct and adjust alone within 24 hours, in `PURSER_CURRENCY`. Beyond it a second lead has to approve; and a lead confirms a withdrawal above it that somebody else has sent.',
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
    'The JSON file with the ways to pay in (docs/methods.md). Without it nobody can top up; the demo shows samples, which charge nobody.',
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
  ...chatVariables,
  PURSER_PICTURE_RETENTION_DAYS: preset(
    'off',
    retention(),
    'After how many days, 180 at the least, the pictures of a decided payment proof are removed; what was claimed, decided and posted stays, with the hashes. `off`: they are kept for ever. Look up how long your law wants vouchers kept.',
  ),
  PURSER_LEAST_FREE_MB: preset(
    '500',
    count(0, 999_999),
    "Below how many free megabytes on the disk of `PURSER_DATA_DIR` no more pictures are taken, so that the books go on; staff are told. `0`: never. With `DATABASE_URL` the disk is the database server's, and not looked at.",
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
