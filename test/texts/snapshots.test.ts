import { expect, test } from 'vitest'
import { LOCALES } from '../../locales/index.ts'
import { openBook } from './book.ts'
import { arrive, ask, balances, records, settings } from './customers.ts'
import { desk, mistakes } from './desk.ts'
import { PLATFORMS } from './drawn.ts'
import { hours } from './hours.ts'
import { around, errors } from './page.ts'
import { claims, decisions, rejections, topUp } from './payments.ts'
import { withdrawals } from './withdrawals.ts'

const HEAD = (locale: string): string => `# Everything Purser says: ${locale}

Played by the tests on the real bot and database, for proof-readers. Do not edit: change locales/ and run the tests with \`-u\`.
`

test.each(LOCALES)(
  'what people read in %s is what was proof-read',
  async (locale) => {
    const book = await openBook(locale)
    try {
      for (const part of [
        arrive,
        ask,
        balances,
        records,
        settings,
        topUp,
        decisions,
        rejections,
        claims,
        desk,
        mistakes,
        hours,
        withdrawals,
      ])
        await part(book)
      errors(book)
      around(book)
    } finally {
      await book.house.close()
    }
    await expect(`${HEAD(locale)}\n${book.text()}`).toMatchFileSnapshot(`../snapshots/${locale}.md`)
    for (const platform of Object.keys(PLATFORMS))
      await expect(`${HEAD(`${locale}, on ${platform}`)}\n${book.textOn(platform)}`).toMatchFileSnapshot(
        `../snapshots/${platform}/${locale}.md`,
      )
  },
  120_000,
)
