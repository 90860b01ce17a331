import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { LOCALES, type LocaleName } from '../locales/index.ts'
import { readAudit } from '../src/audit.ts'
import { methodsOf } from '../src/billing/methods.ts'
import { caseFile } from '../src/billing/tickets/case.ts'
import { createLedger } from '../src/ledger/index.ts'
import { answer, type Outcome, type Refused } from './answer.ts'
import { caseData } from './case-data.ts'
import { type House, inHouse } from './house.ts'
import { read, withExample, withJson } from './options.ts'

/** `purser case <ticket>` */
export function addCase(program: Command): void {
  const command = program
    .command('case')
    .description('everything about one payment proof: claim, pictures and hashes, who saw and decided it, transfers, messages')
    .argument('<ticket>', 'its number, for example 3058', read.id)
    .option('--pdf <file>', 'write it as a PDF, pictures included')
    .addOption(new Option('--locale <locale>', 'the language of the PDF (default: that of staff cards)').choices(LOCALES))
  withExample(withJson(command), 'purser case 3058 --json', 'purser case 3058 --pdf case-3058.pdf').action(
    (ticket: bigint, options: { pdf?: string; locale?: LocaleName }) =>
      answer(command, () => inHouse((house) => told(house, ticket, options))),
  )
}

async function told(house: House, id: bigint, { pdf, locale }: { pdf?: string; locale?: LocaleName }): Promise<Outcome | Refused> {
  const { config, db, by } = house
  const scene = { db, config, ledger: createLedger(db), history: (subject: string) => readAudit(db, subject) }
  const file = await caseFile(scene, id)
  if (!file) return { refused: 'no_ticket', text: `There is no payment proof ${id}.` }
  if (pdf !== undefined) {
    const { casePdf } = await import('../src/files/case.ts')
    const viewer = { locale: locale ?? config.staffLocale, zone: config.zone, now: by.now }
    await writeAlone(pdf, await casePdf({ db, methods: methodsOf(config) }, file, viewer))
  }
  const done =
    pdf === undefined ? `Payment proof ${id}: ${file.ticket.state}. Add --json or --pdf <file> for the whole case.` : `Written: ${pdf}`
  return { text: done, data: caseData(file) }
}

/**
 * Readable by its owner alone, since somebody's payments and pictures are in it, and whole or not at all: a new file takes the place of the one
 * that stood there. What is no file (/dev/stdout) is written to.
 */
async function writeAlone(path: string, bytes: Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const there = await stat(target).catch(() => undefined)
  if (there && !there.isFile()) return writeFile(target, bytes)
  const making = `${target}.${process.pid}.new`
  try {
    await writeFile(making, bytes, { mode: 0o600, flag: 'wx', flush: true })
    await rename(making, target)
  } catch (error) {
    await rm(making, { force: true })
    throw error
  }
}
