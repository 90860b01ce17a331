import { type Config, inspectConfig } from '../../src/config.ts'
import { type Check, ok, problem, warning } from './check.ts'
import { checkDatabase } from './database.ts'
import { checkDiscord } from './discord.ts'
import { checkDisk, checkPictures } from './machine.ts'
import { checkMethods } from './methods.ts'
import { checkSlack } from './slack.ts'
import { checkTelegram } from './telegram.ts'

/** Looks at everything Purser needs, in the order in which to read it. Changes nothing. */
export async function examine(): Promise<readonly Check[]> {
  const { config, problems } = inspectConfig(process.cwd(), process.env)
  if (!config) return [...problems.map(({ where, what }) => problem('configuration', where, what)), ...(await checkPictures())]
  return [
    ...checkChoices(config),
    ...checkProxy(config),
    ...(await checkDatabase(config)),
    await checkDisk(config),
    ...(await checkPictures()),
    ...(await checkMethods(config, new Date())),
    ...(await checkDiscord(config)),
    ...(await checkSlack(config)),
    ...(await checkTelegram(config)),
  ]
}

/** A configuration without mistakes can still be an oversight. */
function checkChoices({ demo, web, brand, slack, discord, telegram }: Config): readonly Check[] {
  if (demo) return [ok('configuration', 'demo mode: nothing real is configured')]
  const choices = [ok('configuration', `a real house: ${brand}`)]
  if (web.enabled || slack || discord || telegram) return choices
  return [
    ...choices,
    warning('configuration', 'no chat is configured, so nobody can reach Purser', 'See docs/configuration.md (PURSER_WEB).'),
  ]
}

/** By which way each place is reached, where a proxy is configured. Whether it leads there is found out by those who use it. */
export function checkProxy({
  slack,
  discord,
  telegram,
  backup: { to, s3 },
}: Pick<Config, 'slack' | 'discord' | 'telegram' | 'backup'>): readonly Check[] {
  const places = { Discord: discord, Slack: slack, Telegram: telegram, S3: to?.startsWith('s3:') ? s3 : undefined }
  const ways = Object.entries(places).flatMap(([name, place]) => (place ? [{ name, proxy: place.proxy }] : []))
  if (ways.every(({ proxy }) => proxy === undefined)) return []
  return [ok('proxy', ways.map(({ name, proxy }) => `${name}: ${proxy ? `through ${new URL(proxy).host}` : 'directly'}`).join(', '))]
}
