import { resolve } from 'node:path'
import { IANAZone } from 'luxon'
import { z } from 'zod'

/** Every schema here reads a trimmed, not empty string; its one message says what to write, and never what was written. */

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** true/false, on/off, yes/no, 1/0 in any case. */
export const flag = () =>
  z.stringbool({ truthy: ['true', 'on', 'yes', '1'], falsy: ['false', 'off', 'no', '0'], error: 'true or false (on and off will do)' })

/** pino's levels, by name. */
export const level = () => z.enum(LEVELS, `one of ${LEVELS.join(', ')}`)

/** A TCP port; 0 stands for any free one. */
export const port = () =>
  z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'a port: a whole number up to 65535, for example 3000')
    .transform(Number)

/** A name or an IP address, without port or brackets. */
export const host = () =>
  z
    .string()
    .refine(
      (text) => /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text) || z.ipv6().safeParse(text).success,
      'an address to listen on without a port, for example 127.0.0.1',
    )

/** An absolute path; a relative one is of the working directory. */
export const path = () =>
  z
    .string()
    .refine((text) => !/^~|[\0\r\n]/.test(text), 'a path written in full (~ means nothing here), for example /etc/purser/methods.json')
    .transform((text) => resolve(text))

/** A web page. */
export const link = () =>
  z.string().refine((text) => {
    const url = parsed(text)
    return url !== undefined && isWeb(url) && !url.username && !url.password
  }, 'a link that begins with https://, for example https://www.example.com/help')

/** A web page of each customer, whose number stands for `{customer}`. */
export const template = () =>
  z.string().refine((text) => {
    const url = parsed(text.replaceAll('{customer}', '10428'))
    return text.includes('{customer}') && url !== undefined && isWeb(url) && !url.username && !url.password
  }, 'a link with {customer} in it, for example https://admin.example.com/users/{customer}')

/** A short time in seconds. */
export const seconds = () =>
  z
    .string()
    .refine((text) => /^\d{1,3}$/.test(text) && Number(text) <= 600, 'whole seconds from 0 to 600, for example 15')
    .transform(Number)

/** A web address of a whole host: resolves to its origin, without the slash at its end. */
export const origin = () =>
  z
    .string()
    .refine((text) => {
      const url = parsed(text)
      return url !== undefined && isWeb(url) && [url.origin, `${url.origin}/`].includes(text.toLowerCase())
    }, 'an address without a path, for example https://billing.example.com')
    .transform((text) => new URL(text).origin)

/** A PostgreSQL's address with the database's name. What is wrong with it is said without repeating any of it. */
export const database = () =>
  z.string().superRefine((text, issue) => {
    const url = parsed(text)
    if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) issue.addIssue(DATABASE)
    else if (url.hash) issue.addIssue(`${DATABASE}; write %23 for # in a password, %3F for ? and %2F for /`)
    else if (url.pathname.length < 2) issue.addIssue(`${DATABASE}: the database's name is missing at the end`)
  })

const DATABASE = 'an address such as postgres://user:password@127.0.0.1:5432/purser'

/** One line of text. */
export const brand = () =>
  z.string().refine((text) => text.length <= 40 && !/\p{Cc}/u.test(text), 'a name of at most 40 characters in one line')

/** ISO 4217, of those that the runtime knows. */
export const currency = () =>
  z.string().refine((text) => Intl.supportedValuesOf('currency').includes(text), 'an ISO 4217 code in capitals, for example CNY')

/** A place of the IANA database, or UTC. An offset is no zone: "+08:00" means the opposite to PostgreSQL. */
export const zone = () =>
  z
    .string()
    .refine((text) => /^[A-Za-z]/.test(text) && IANAZone.isValidZone(text), 'a time zone by its IANA name, for example Asia/Shanghai')

/** Digits in major units; whether they fit the currency is a question for both. */
export const amount = () => z.string().refine((text) => /^\d{1,12}(\.\d{1,4})?$/.test(text), 'an amount in digits, for example 0.01')

/** What opens a door: long enough not to be guessed. */
export const token = () =>
  z
    .string()
    .refine(
      (text) => /^[\x21-\x7e]{32,200}$/.test(text),
      'at least 32 letters and digits without spaces: make one with "openssl rand -hex 32"',
    )

export const slackToken = (begin: 'xoxb-' | 'xapp-') =>
  z.string().refine((text) => text.startsWith(begin) && /^[\w-]{10,400}$/.test(text), `a token that begins with ${begin}`)

export const signingSecret = () =>
  z.string().refine((text) => /^[\x21-\x7e]{16,200}$/.test(text), 'the signing secret from the page "Basic Information" of the app')

/** A channel's id: names change. */
export const slackChannel = () =>
  z
    .string()
    .refine(
      (text) => /^[CG][A-Z0-9]{4,20}$/.test(text),
      "a channel's id, for example C0123456789: it is at the end of the channel's details",
    )

export const discordToken = () =>
  z
    .string()
    .refine(
      (text) => /^[\w-]{10,60}\.[\w-]{4,20}\.[\w-]{20,100}$/.test(text),
      'the token from the page "Bot" of the application, three parts with points between',
    )

/** An id as Discord makes them. */
export const snowflake = () =>
  z.string().refine((text) => /^\d{15,20}$/.test(text), 'an id in digits: switch on developer mode in Discord, right-click, "Copy ID"')

/** Several of one kind, with commas between. */
export const listOf = (item: z.ZodType<string, string>, most = 20) =>
  z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(item).min(1).max(most))

/** A user group's id, as Slack makes them. */
export const slackGroup = () =>
  z.string().refine((text) => /^S[A-Z0-9]{4,20}$/.test(text), "user groups' ids with commas between, for example S0123456789")

/** Where a forward proxy is. Never repeated in an error: it may hold a password. */
export const proxy = () =>
  z.string().refine((text) => {
    const url = parsed(text)
    return url !== undefined && isWeb(url) && url.pathname === '/' && !url.search && !url.hash
  }, "a proxy's address such as http://proxy.example.com:3128")

export const telegramToken = () =>
  z
    .string()
    .refine(
      (text) => /^\d{5,20}:[\w-]{30,60}$/.test(text),
      'the token that BotFather gave, for example 110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
    )

/** A group's id: negative, and -100... for supergroups. */
export const telegramGroup = () =>
  z
    .string()
    .refine(
      (text) => /^-\d{5,20}$/.test(text),
      "a group's id, for example -1001234567890: Purser logs it when the bot is added to the group",
    )

export const telegramTopic = () =>
  z
    .string()
    .refine((text) => /^[1-9]\d{0,9}$/.test(text), "a topic's number: it is in the topic's link")
    .transform(Number)

export const telegramWebhook = () =>
  z.string().refine((text) => {
    const url = parsed(text)
    return url !== undefined && isWeb(url) && !url.username && !url.hash && url.search === ''
  }, 'an address of yours that begins with https://, for example https://billing.example.com/telegram')

export const telegramSecret = () =>
  z.string().refine((text) => /^[\w-]{16,256}$/.test(text), '16 to 256 letters, digits, _ and -: make one with "openssl rand -hex 32"')

/** A folder (an absolute path results) or a bucket. */
export const backupPlace = () =>
  z
    .string()
    .refine(
      (text) => (text.startsWith('s3:') ? isBucket(text) : !/^~|^\w+:\/\/|[\0\r\n]/.test(text)),
      'a folder written in full, for example /mnt/backup/purser, or s3://bucket/folder',
    )
    .transform((text) => (text.startsWith('s3:') ? text : resolve(text)))

/** s3://bucket or s3://bucket/folder, in signs that every such service takes. */
export const isBucket = (text: string): boolean => /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w.-]+)*\/?$/.test(text)

/** A time of day. */
export const clock = () =>
  z.string().refine((text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text), 'a time of day in hours and minutes, for example 03:30')

/** A whole number within bounds. */
export const count = (least: number, most: number) =>
  z
    .string()
    .refine((text) => /^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most, `a whole number from ${least} to ${most}`)
    .transform(Number)

/** How long pictures are kept at the least: disputes of a payment come for half a year. */
const PICTURE_DAYS = 180

/** Days, or `off`: undefined, for ever. */
export const retention = () =>
  z
    .string()
    .refine(
      (text) => text.toLowerCase() === 'off' || (/^\d{1,5}$/.test(text) && Number(text) >= PICTURE_DAYS && Number(text) <= 36_500),
      `off (for ever), or whole days from ${PICTURE_DAYS} to 36500`,
    )
    .transform((text) => (text.toLowerCase() === 'off' ? undefined : Number(text)))

export const region = () => z.string().refine((text) => /^[a-z0-9-]{2,40}$/.test(text), 'a region such as us-east-1')

export const accessKey = () =>
  z.string().refine((text) => /^[\x21-\x7e]{8,200}$/.test(text), 'a key as the service gave it, without spaces')

const isWeb = (url: URL): boolean => (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== ''

const parsed = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined)

/** Connections of a bot with very many servers. */
export const shardCount = () =>
  z
    .string()
    .refine((text) => /^[1-9]\d{0,2}$/.test(text), 'how many connections: a whole number from 1 to 999')
    .transform(Number)
