import type { Command } from 'commander'
import { answer } from './answer.ts'
import { configured } from './house.ts'
import { withExample, withJson } from './options.ts'
import { json } from './print.ts'

/** `purser slack-manifest` */
export function addSlackManifest(program: Command): void {
  const command = program
    .command('slack-manifest')
    .description('print the manifest of the Slack app that fits the configuration; changes nothing')
  withExample(withJson(command), 'purser slack-manifest').action(() =>
    answer(command, async () => {
      const config = configured()
      if ('unusable' in config) return config
      const { slackManifest } = await import('../adapters/slack/manifest.ts')
      const manifest = slackManifest(config)
      return { text: json(manifest).trimEnd(), data: manifest }
    }),
  )
}
