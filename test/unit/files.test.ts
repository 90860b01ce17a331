import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { said } from '../../locales/text.ts'
import { fontsFor } from '../../src/files/fonts.ts'
import { type Cell, columnsOf, wrapped } from '../../src/files/lines.ts'
import { safeName } from '../../src/files/name.ts'
import { pdfOf } from '../../src/files/pdf.ts'
import { type Block, fact, facts, reply } from '../../src/reply.ts'

test.each([
  ['case-3058.pdf', 'case-3058.pdf'],
  ['../../etc/passwd', 'etc-passwd'],
  ['案卷 "3058"\r\nSet-Cookie: a=b.pdf', '3058-Set-Cookie-a-b.pdf'],
  ['fdp.\u202Egpj.exe', 'fdp.-gpj.exe'],
  ['.htaccess', 'file.htaccess'],
  ['', 'file'],
  [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(80)}.pdf`],
])('a file called %j is named %j, which every header, form and disk takes as it is', (words, name) => {
  expect(safeName(words)).toBe(name)
})

test('a document has a sign for every Chinese character of a name, or its number: none is lost', async () => {
  const { runs, files } = await fontsFor(['陳家欣 王小明 喆堃 䶮 𠮷 🙏'])
  const drawn = (text: string) =>
    runs(text)
      .map((run) => run.text)
      .join('')
  expect(drawn('陳家欣 王小明 喆堃')).toBe('陳家欣 王小明 喆堃')
  expect(drawn('𠮷 🙏')).toMatch(/^(𠮷|\[U\+20BB7\]) □$/u)
  for (const { font } of runs('陳家欣 王小明 喆堃 䶮 𠮷 🙏')) expect(files.has(font)).toBe(true)
})

test('what was written in lines stands in lines', () => {
  const widthOf = (text: string) => Array.from(text).length
  expect(wrapped('paid by my wife\n\nher card ends in 4321', 12, widthOf)).toEqual(['paid by my', 'wife', 'her card', 'ends in 4321'])
})

test('no table breaks an id or an amount over two lines, however much is said beside it', () => {
  // About as wide as letters are: a Chinese one is as wide as a line is high.
  const widthOf = (text: string, size: number) => Array.from(text, (sign) => (sign > '\u2e80' ? 1 : 0.56)).reduce((a, b) => a + b, 0) * size
  const cell = (text: string, ...whole: string[]): Cell => ({ text, whole })
  const [reference, day] = ['4025111814320710482133564025111814320710', cell('2026-11-24 14:05:00', '2026-11-24', '14:05:00')]
  const amount = cell('+CN¥1,234,567.00', '+CN¥1,234,567.00')
  const row = (words: string) => [
    cell('2259', '2259'),
    cell(`${words} → 2260`, '2260'),
    amount,
    cell(reference, reference),
    day,
    day,
    cell(words),
  ]
  for (const words of ['冲正', '更正'.repeat(200), 'x'.repeat(500), '']) {
    const { size, widths } = columnsOf([row(words)], 499, widthOf)
    expect(widths.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(499.01)
    for (const [index, { text, whole }] of row(words).entries()) {
      const lines = wrapped(text, (widths[index] ?? 0) - 6, (part) => widthOf(part, size))
      for (const id of whole)
        expect(
          lines.some((line) => line.includes(id)),
          `${id} in ${lines.join(' / ')}`,
        ).toBe(true)
    }
  }
})

test('what is longer than a page goes on on the next, to its last sign; what fits one stays together', async () => {
  const long = [said('字'.repeat(2_990))]
  const columns = ['When', 'To', 'Message'].map((label) => ({ label, align: 'start' as const }))
  const blocks: readonly Block[] = [
    facts([fact('Note', long)]),
    { type: 'table', caption: ['Messages'], columns, rows: [[[said('now')], [said('amy')], long]] },
  ]
  for (const block of blocks) {
    const drawn = linesOf(await pdfOf(reply([block]), { locale: 'en', zone: 'UTC', now: new Date(0) }, new Map()))
    expect(drawn.filter(({ y }) => y < 48 || y > 842 - 48)).toEqual([])
    expect(drawn.filter(({ signs }) => signs > 10).reduce((sum, { signs }) => sum + signs, 0)).toBe(2_990)
  }
  const rows = Array.from({ length: 20 }, () => fact('Note', [said('字'.repeat(400))]))
  const pages = linesOf(await pdfOf(reply([facts(rows)]), { locale: 'en', zone: 'UTC', now: new Date(0) }, new Map()))
  expect(Math.max(...pages.map(({ page }) => page))).toBeGreaterThan(1)
  for (const { page } of pages.filter(({ x }) => x < 60)) expect(pages.filter((line) => line.page === page).length % 11).toBe(0)
})

/** What a PDF of ours draws: on which page, where from its lower left corner, and how many signs. */
function linesOf(pdf: Buffer): { page: number; x: number; y: number; signs: number }[] {
  const pages = [...pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g)].flatMap(([, body = '']) => {
    const bytes = Buffer.from(body, 'latin1')
    const words = bytes[0] === 0x78 ? inflateSync(bytes).toString('latin1') : ''
    return words.includes(' Tm\n') ? [words] : []
  })
  return pages.flatMap((words, page) =>
    [...words.matchAll(/1 0 0 1 ([\d.-]+) ([\d.-]+) Tm\n[^[]*\[(.*)\] TJ/g)].map(([, x, y, glyphs = '']) => {
      const signs = [...glyphs.matchAll(/<(\w+)>/g)].reduce((sum, [, hex = '']) => sum + hex.length / 4, 0)
      return { page, x: Number(x), y: Number(y), signs }
    }),
  )
}
