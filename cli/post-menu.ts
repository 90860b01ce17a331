import { type Command, Option } from 'commander'
import type { Config } from '../src/config.ts'
import { answer } from './answer.ts'
import { configured } from './house.ts'
import { read, withExample, withJson } from './options.ts'

/** How each platform posts it: resolves with what it calls the message. */
const PLATFORMS: Readonly<Record<string, (config: Config, channel: string) => Promise<string>>> = {
  discord: async (config, channel) => (await import('../adapters/discord/menu.ts')).postDiscordMenu(config, channel),
  slack: async (config, channel) => (await import('../adapters/slack/menu.ts')).postSlackMenu(config, channel),
}

/** `purser post-menu` */
export function addPostMenu(program: Command): void {
  const command = program
    .command('post-menu')
    .description('put a pinned message with buttons into a channel, for people who find no commands there')
    .addOption(new Option('--platform <name>', 'the chat').choices(Object.keys(PLATFORMS)).makeOptionMandatory())
    .requiredOption('--channel <id>', "the channel's id there", read.text(64))
  withExample(withJson(command), 'purser post-menu --platform slack --channel C0123456789').action(
    ({ platform, channel }: { platform: string; channel: string }) =>
      answer(command, async () => {
        const config = configured()
        if ('unusable' in config) return config
        const message = await PLATFORMS[platform]?.(config, channel)
        return {
          text: `The menu stands in ${channel}, pinned. Who presses a button is answered alone.`,
          data: { platform, channel, message },
        }
      }),
  )
}
