import { existsSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addBackup } from './backup/backup.ts'
import { addRestore } from './backup/restore.ts'
import { addUpgradeData } from './backup/upgrade-data.ts'
import { addCase } from './case.ts'
import { addCustomer } from './customer.ts'
import { addDemo } from './demo.ts'
import { addDeployCommands } from './deploy-commands.ts'
import { addDoctor } from './doctor.ts'
import { addExport } from './export.ts'
import { addImport } from './import.ts'
import { addLinkCode } from './link-code.ts'
import { addMigrate } from './migrate.ts'
import { addNotices } from './notices.ts'
import { addPost } from './post.ts'
import { addPostMenu } from './post-menu.ts'
import { addInstallService } from './service/index.ts'
import { addSlackManifest } from './slack-manifest.ts'
import { addStaffCommands } from './staff.ts'
import { addStart } from './start.ts'
import { addVerify } from './verify.ts'

/** The `purser` command with all its commands. */
export function createProgram(): Command {
  const program = new Command('purser')
    .description('A billing assistant in chat, on a double-entry ledger.')
    .version(versionOf())
    .showHelpAfterError('(add --help for what can be given)')
    .addHelpText(
      'after',
      `\nExit codes: 0 done, 1 failed or a problem was found, 2 wrong usage or configuration, 3 refused, nothing done.\nMore: docs/cli.md`,
    )
    .exitOverride()
  for (const add of [
    addStart,
    addMigrate,
    addDoctor,
    addCustomer,
    addStaffCommands,
    addLinkCode,
    addCase,
    addPost,
    addImport,
    addExport,
    addVerify,
    addBackup,
    addRestore,
    addUpgradeData,
    addNotices,
    addDemo,
    addSlackManifest,
    addDeployCommands,
    addPostMenu,
    addInstallService,
  ])
    add(program)
  return program
}

/** Whether this file runs from the sources or from dist/. */
function versionOf(): string {
  const above = ['../package.json', '../../package.json'].map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url))
  if (!above) throw new Error('package.json is missing: Purser is not installed completely')
  return (JSON.parse(readFileSync(above, 'utf8')) as { version: string }).version
}
