import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db.ts'
import { testDatabase } from '../support/database.ts'
import { newCustomers } from '../support/ledger.ts'

const page = readFileSync('docs/ledger.md', 'utf8')
const blocks = [...page.matchAll(/^```(ts|sql)(?: expect=([^\n]+))?\n([\s\S]*?)^```/gm)].map(([, language, expected, code = '']) => ({
  language,
  expected,
  code,
}))

describe('the examples of docs/ledger.md', () => {
  let db: Database
  let close: () => Promise<void>
  /** The page's TypeScript, as one module: later examples go on where earlier ones ended. */
  const script = 'docs/.ledger-examples.ts'

  beforeAll(async () => {
    ;({ db, close } = await testDatabase())
  })
  afterAll(async () => {
    rmSync(script, { force: true })
    await close()
  })

  test('the TypeScript runs and answers what its comments say', async () => {
    const code = blocks.filter(({ language }) => language === 'ts').map((block) => block.code)
    const imports = [...new Set(code.flatMap((block) => block.match(/^import .*$/gm) ?? []))]
    const body = code.join('\n').replace(/^import .*$/gm, '')
    writeFileSync(
      script,
      `${imports.join('\n')}\nexport async function run({ db, customer, friend }) {\n${body}\nreturn { paid, disagreements, counts }\n}\n`,
    )
    const { run } = await import(new URL(`../../${script}`, import.meta.url).href)
    const [customer = 0n, friend = 0n] = await newCustomers(db, 2)
    expect(await run({ db, customer, friend })).toEqual({
      paid: commented('paid'),
      disagreements: [],
      counts: commented('counts'),
    })
  })

  test.each(blocks.filter(({ language }) => language === 'sql').map(({ code, expected }) => [code, expected] as const))(
    '%s',
    async (code, expected) => {
      const run = db.$queryRawUnsafe<Record<string, unknown>[]>(code)
      if (expected) await expect(run).rejects.toThrow(expected)
      else await expect(run).resolves.toBeInstanceOf(Array)
    },
  )

  test('the accounts of a currency hold nothing together', async () => {
    const all = blocks.find(({ code }) => code.includes('select a.code'))?.code ?? ''
    const rows = await db.$queryRawUnsafe<{ code: string; minor_units: bigint | { toString(): string } }[]>(all)
    expect(rows.map(({ code }) => code.replace(/\d+$/, '#'))).toEqual(['channel:unionpay:CNY', 'clearing:CNY', 'wallet:#', 'wallet:#'])
    expect(rows.reduce((sum, row) => sum + BigInt(row.minor_units.toString()), 0n)).toBe(0n)
  })
})

/** The value that a comment of the page promises for a name. */
function commented(name: string): unknown {
  const [, literal = ''] = new RegExp(`^// .*?${name}: (\\{.*\\})`, 'm').exec(page) ?? []
  return Function(`return ${literal}`)()
}
