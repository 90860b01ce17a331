import type { Command } from 'commander'
import { answer } from './answer.ts'
import { configured } from './house.ts'
import { withExample, withJson } from './options.ts'

/** `purser deploy-commands` */
export function addDeployCommands(program: Command): void {
  const command = program
    .command('deploy-commands')
    .description('tell Discord the slash commands of this version, if it knows others; needs to be done after each update')
  withExample(withJson(command), 'purser deploy-commands').action(() =>
    answer(command, async () => {
      const config = configured()
      if ('unusable' in config) return config
      const { deployToDiscord } = await import('../adapters/discord/deploy.ts')
      const done = await deployToDiscord(config)
      const text =
        done === 'changed'
          ? 'Discord knows the commands now: people see them within a minute.'
          : 'Discord knew them already. Nothing was changed.'
      return { text, data: { commands: done } }
    }),
  )
}
