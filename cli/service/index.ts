import type { Command } from 'commander'
import { answer } from '../answer.ts'
import { read, withExample, withJson } from '../options.ts'
import { install, type Options, printed } from './install.ts'

/** `purser install-service` */
export function addInstallService(program: Command): void {
  const command = program
    .command('install-service')
    .description('make Purser a service of this machine (systemd): its account, folders, unit and command')
    .option('--print', 'show the unit, and write nothing')
    .option('--root <folder>', 'write below this folder, as into an image; makes no account', read.text(1000))
    .option('--force', 'write over files that somebody edited')
  withExample(withJson(command), 'sudo node /opt/purser/bin/purser.js install-service', 'purser install-service --print').action(
    (options: Options) => answer(command, async () => (options.print ? printed() : install(options))),
  )
}
