import { expect, test } from 'vitest'
import { fontsFor } from '../../src/files/fonts.ts'
import { type Cell, columnsOf, wrapped } from '../../src/files/lines.ts'
import { safeName } from '../../src/files/name.ts'

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
