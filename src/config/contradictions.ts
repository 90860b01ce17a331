import { fromMajor } from '../money.ts'
import type { Environment, Problem } from './environment.ts'
import { settings, variableList } from './variables.ts'

/**
 * Demo mode: while none of the variables marked `real` is set and PURSER_DEMO does not say otherwise, or because it says so.
 * `given`: without empty values.
 */
export const isDemo = (given: Environment): boolean => flagOf(given, 'PURSER_DEMO') ?? realOnes(given).length === 0

/** What is wrong between variables, each of which may be right by itself. */
export const contradictions = (given: Environment): readonly Problem[] =>
  [
    demoWithRealThings,
    webWithoutToken,
    webForTheWorld,
    foreignMethods,
    wrongMinimum,
    slackWithoutWay,
    unusableProxy,
    webhookWithoutSecret,
  ].flatMap((rule) => rule(given) ?? [])

function demoWithRealThings(given: Environment): Problem | undefined {
  const real = realOnes(given)
  if (flagOf(given, 'PURSER_DEMO') !== true || real.length === 0) return undefined
  return { where: 'PURSER_DEMO', what: `a demo keeps nothing real: remove it, or remove ${real.join(', ')}` }
}

function webWithoutToken(given: Environment): Problem | undefined {
  if (flagOf(given, 'PURSER_WEB') !== true || given.PURSER_WEB_TOKEN) return undefined
  return { where: 'PURSER_WEB_TOKEN', what: 'needed by PURSER_WEB=on, at least 32 characters: make one with "openssl rand -hex 32"' }
}

/** Whoever comes to the browser chat may be anybody: it listens to this machine, and a proxy with TLS brings others if they shall come. */
function webForTheWorld(given: Environment): Problem | undefined {
  const host = given.PURSER_HTTP_HOST ?? '127.0.0.1'
  const local = host === '::1' || host.toLowerCase() === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(host)
  if (local || !settings.shape.PURSER_HTTP_HOST.safeParse(host).success || !(isDemo(given) || flagOf(given, 'PURSER_WEB') === true))
    return undefined
  const why = isDemo(given)
    ? 'demo mode answers this machine alone'
    : 'the browser chat (PURSER_WEB) answers this machine and its proxy alone'
  return { where: 'PURSER_HTTP_HOST', what: `127.0.0.1 or another loopback address: ${why}` }
}

/** The methods that come with Purser, and the demo with them, are in one currency. */
function foreignMethods({ PURSER_CURRENCY: currency, PURSER_METHODS: methods }: Environment): Problem | undefined {
  if (methods || currency === undefined || currency === 'CNY' || !settings.shape.PURSER_CURRENCY.safeParse(currency).success)
    return undefined
  return {
    where: 'PURSER_METHODS',
    what: `needed by PURSER_CURRENCY=${currency}: the methods that come with Purser take CNY (docs/methods.md)`,
  }
}

function wrongMinimum(given: Environment): Problem | undefined {
  const { PURSER_MIN_RECHARGE: digits, PURSER_CURRENCY: currency } = given
  const house = settings.shape.PURSER_CURRENCY.safeParse(currency)
  if (digits === undefined || !house.success || !settings.shape.PURSER_MIN_RECHARGE.safeParse(digits).success) return undefined
  const amount = fromMajor(digits, house.data)
  if (amount && amount.minor > 0n) return undefined
  return { where: 'PURSER_MIN_RECHARGE', what: `an amount above zero that ${house.data} can be paid in, for example 1` }
}

function slackWithoutWay(given: Environment): Problem | undefined {
  if (!given.SLACK_BOT_TOKEN || given.SLACK_APP_TOKEN) return undefined
  if (!given.SLACK_SIGNING_SECRET)
    return {
      where: 'SLACK_APP_TOKEN',
      what: 'needed by SLACK_BOT_TOKEN (or SLACK_SIGNING_SECRET, when Slack shall send to PURSER_PUBLIC_URL)',
    }
  if (given.PURSER_PUBLIC_URL) return undefined
  return { where: 'PURSER_PUBLIC_URL', what: 'needed by SLACK_SIGNING_SECRET without SLACK_APP_TOKEN: the address that Slack sends to' }
}

/** Other programs go by HTTPS_PROXY too: it has to be one that Purser can use only where a platform or a backup would go by it. */
function unusableProxy(given: Environment): Problem | undefined {
  const { HTTPS_PROXY: all } = given
  const goBy = PLATFORMS.filter(({ token, proxy }) => given[token] && !given[proxy])
  const s3 = given.PURSER_BACKUP_TO?.startsWith('s3:') === true
  if (all === undefined || (goBy.length === 0 && !s3) || settings.shape.SLACK_PROXY.safeParse(all).success) return undefined
  const own = goBy.length > 0 ? ` (or set ${goBy.map(({ proxy }) => proxy).join(', ')} instead, which go before it)` : ''
  return {
    where: 'HTTPS_PROXY',
    what: `a proxy's address such as http://proxy.example.com:3128${own}`,
  }
}

const PLATFORMS = [
  { token: 'SLACK_BOT_TOKEN', proxy: 'SLACK_PROXY' },
  { token: 'DISCORD_TOKEN', proxy: 'DISCORD_PROXY' },
  { token: 'TELEGRAM_TOKEN', proxy: 'TELEGRAM_PROXY' },
] as const

/** Without a secret anybody could speak for anybody there. */
function webhookWithoutSecret(given: Environment): Problem | undefined {
  if (!given.TELEGRAM_WEBHOOK_URL || given.TELEGRAM_WEBHOOK_SECRET) return undefined
  return { where: 'TELEGRAM_WEBHOOK_SECRET', what: 'needed by TELEGRAM_WEBHOOK_URL: make one with "openssl rand -hex 32"' }
}

const realOnes = (given: Environment): readonly string[] =>
  variableList.filter(({ name, real }) => real && given[name]).map(({ name }) => name)

function flagOf(given: Environment, name: 'PURSER_DEMO' | 'PURSER_WEB'): boolean | undefined {
  return settings.shape[name].safeParse(given[name]).data
}
