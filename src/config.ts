import type { Hours } from './billing/hours.ts'
import { contradictions, isDemo } from './config/contradictions.ts'
import { defaultDataDir } from './config/data-dir.ts'
import { type Environment, type Problem, readDotEnv } from './config/environment.ts'
import { proxyTo, withLowerCase } from './config/proxy.ts'
import { unknownVariables } from './config/unknown.ts'
import { type Settings, settings, variableList } from './config/variables.ts'
import { fromMajor, money } from './money.ts'

/** What the operator chose, read once at the start and never again. */
export type Config = Readonly<ReturnType<typeof toConfig>>

/**
 * The configuration of `env`. Throws one Error that lists everything wrong with it, each with the variable's name and what
 * to write.
 */
export const readConfig = (env: Environment): Config => orThrow(checkConfig(env))

/** As `readConfig`, of the environment together with the `.env` in `folder`; the environment wins. */
export const loadConfig = (folder: string, env: Environment): Config => orThrow(inspectConfig(folder, env))

/** As `loadConfig`, with the problems as a list; without a configuration where there is any. */
export function inspectConfig(folder: string, env: Environment): Inspected {
  const file = readDotEnv(folder)
  const checked = checkConfig({ ...file.variables, ...env })
  return file.problems.length > 0 ? { problems: [...file.problems, ...checked.problems] } : checked
}

interface Inspected {
  readonly config?: Config
  readonly problems: readonly Problem[]
}

function orThrow({ config, problems }: Inspected): Config {
  if (config) return config
  const lines = problems.map(({ where, what }) => `  ${where}: ${what}`)
  throw new Error(`The configuration (environment and .env) cannot be used:\n${lines.join('\n')}`)
}

function checkConfig(env: Environment): Inspected {
  const given = withLowerCase(
    Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : []))),
  )
  const parsed = settings.safeParse(given)
  const wrong = (parsed.error?.issues ?? []).map(({ path, message }) => ({ where: String(path[0]), what: message }))
  const problems = [...wrong, ...contradictions(given), ...unknownVariables(env)]
  return parsed.success && problems.length === 0 ? { config: toConfig(parsed.data, given), problems } : { problems }
}

function toConfig(read: Settings, given: Environment) {
  const demo = isDemo(given)
  const currency = read.PURSER_CURRENCY
  const links = present({ costs: read.PURSER_COSTS_URL, refunds: read.PURSER_REFUNDS_URL, recharges: read.PURSER_RECHARGES_URL })
  return {
    /** `databaseUrl` undefined: the embedded PostgreSQL under `dataDir`. `methodsFile` undefined: no methods, but in the demo. */
    ...present({
      databaseUrl: read.DATABASE_URL,
      publicUrl: read.PURSER_PUBLIC_URL,
      methodsFile: read.PURSER_METHODS,
      supportUrl: read.PURSER_SUPPORT_URL,
      staffCustomerUrl: read.PURSER_STAFF_CUSTOMER_URL,
      linkSecret: read.PURSER_LINK_SECRET,
      metricsToken: read.PURSER_METRICS_TOKEN,
    }),
    /** An absolute path. */
    dataDir: read.PURSER_DATA_DIR ?? defaultDataDir(given),
    http: { host: read.PURSER_HTTP_HOST, port: read.PURSER_HTTP_PORT },
    brand: read.PURSER_BRAND,
    currency,
    zone: read.PURSER_TIMEZONE,
    locale: read.PURSER_LOCALE,
    staffLocale: read.PURSER_STAFF_LOCALE ?? read.PURSER_LOCALE,
    /** A currency without hundredths has its smallest unit for the default. */
    minRecharge: fromMajor(read.PURSER_MIN_RECHARGE, currency) ?? money(1n, currency),
    /** How long a decision can be undone, and the customer's notice waits. 0: it is told at once. */
    undoSeconds: read.PURSER_UNDO_SECONDS,
    confirmAbove: wholeOf(read.PURSER_CONFIRM_ABOVE, currency),
    secondAbove: wholeOf(read.PURSER_SECOND_ABOVE, currency),
    hours: hoursOf(read),
    /** When people are left in peace, in their own zone; undefined: never. */
    quiet: read.PURSER_QUIET_HOURS,
    /** After how many minutes somebody is reminded of a proof; 0: never. */
    remindMinutes: read.PURSER_REMIND_MINUTES,
    /** The company's own pages, linked under the lists. */
    links,
    openAccounts: read.PURSER_OPEN_ACCOUNTS,
    /** Nothing real configured, and only then: demo data in a database of its own. */
    demo,
    /** The browser chat: on in demo mode; elsewhere only when switched on, and then behind a token. */
    web: { enabled: demo || read.PURSER_WEB === true, ...present({ token: read.PURSER_WEB_TOKEN }) },
    backup: backupOf(read),
    /** After how many days pictures are removed; undefined: never. */
    pictureDays: read.PURSER_PICTURE_RETENTION_DAYS,
    /** In bytes. With less than that, no pictures are taken; 0: they always are. */
    leastFree: read.PURSER_LEAST_FREE_MB * 1024 * 1024,
    /** Every value that is marked as secret, as it was given. */
    secrets: variableList.filter(({ secret }) => secret).flatMap(({ name }) => String(read[name] ?? '') || []),
    logLevel: read.PURSER_LOG_LEVEL,
    ...present({ slack: slackOf(read), discord: discordOf(read), telegram: telegramOf(read) }),
  }
}

const hoursOf = (read: Settings): Hours => ({
  zone: read.PURSER_TIMEZONE,
  week: read.PURSER_HOURS,
  holidays: read.PURSER_HOLIDAYS ?? [],
  settlement: read.PURSER_SETTLEMENT_TIME,
  answer: { within: read.PURSER_ANSWER_MINUTES, each: read.PURSER_ANSWER_EACH },
})

/** A limit in a currency without hundredths may be written with them: it counts without. */
const wholeOf = (digits: string, currency: string) =>
  fromMajor(digits, currency) ?? fromMajor(digits.split('.')[0] ?? '0', currency) ?? money(0n, currency)

/** `to` undefined: none is made by itself. `key` undefined: not encrypted. */
function backupOf(read: Settings) {
  const { PURSER_BACKUP_TO: to, PURSER_BACKUP_KEY: key, PURSER_BACKUP_AT: at, PURSER_BACKUP_KEEP: keep } = read
  const { PURSER_BACKUP_S3_URL: url, PURSER_BACKUP_S3_REGION: region, PURSER_BACKUP_S3_ID: id, PURSER_BACKUP_S3_SECRET: secret } = read
  const s3 = { url: url.replace(/\/+$/, ''), region, ...present({ id, secret, proxy: proxyTo(url, read) }) }
  return { at, keep, s3, ...present({ to, key }) }
}

/** Slack is served when its bot token is there. */
function slackOf(read: Settings) {
  const botToken = read.SLACK_BOT_TOKEN
  if (botToken === undefined) return undefined
  const apiUrl = read.SLACK_API_URL.endsWith('/') ? read.SLACK_API_URL : `${read.SLACK_API_URL}/`
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_STAFF_CHANNEL: staffChannel } = read
  const { PURSER_SLACK_STAFF_GROUPS: staffGroups = [], SLACK_PROXY: proxy = proxyTo(apiUrl, read) } = read
  return { botToken, apiUrl, staffGroups: staffGroups as readonly string[], ...present({ appToken, signingSecret, staffChannel, proxy }) }
}

/** Discord is served when its token is there. `apiUrl`: without a slash at its end, and without the version. */
function discordOf(read: Settings) {
  const token = read.DISCORD_TOKEN
  if (token === undefined) return undefined
  const apiUrl = read.DISCORD_API_URL.replace(/\/+$/, '')
  const { DISCORD_APPLICATION_ID: applicationId, DISCORD_STAFF_CHANNEL: staffChannel } = read
  const { PURSER_DISCORD_STAFF_ROLES: staffRoles = [], DISCORD_PROXY: proxy = proxyTo(apiUrl, read) } = read
  const shards = read.DISCORD_SHARDS
  return { token, apiUrl, shards, staffRoles: staffRoles as readonly string[], ...present({ applicationId, staffChannel, proxy }) }
}

/** Telegram is served when its token is there. `apiUrl`: without a slash at its end. */
function telegramOf(read: Settings) {
  const token = read.TELEGRAM_TOKEN
  if (token === undefined) return undefined
  const {
    TELEGRAM_PROXY: proxy = proxyTo(read.TELEGRAM_API_URL, read),
    TELEGRAM_STAFF_CHAT: staffChat,
    TELEGRAM_STAFF_TOPIC: staffTopic,
    TELEGRAM_WEBHOOK_URL: url,
    TELEGRAM_WEBHOOK_SECRET: secret,
  } = read
  const webhook = url === undefined || secret === undefined ? undefined : { url, secret }
  return { token, apiUrl: read.TELEGRAM_API_URL.replace(/\/+$/, ''), ...present({ staffChat, staffTopic, webhook, proxy }) }
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

/** Without what is undefined: an absent choice is an absent key. */
const present = <T extends object>(values: T): Present<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>
