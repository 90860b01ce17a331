import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bar } from '../../cli/progress.ts'
import { cellText, csvLine, type Row, readCsv } from '../../src/moving/csv.ts'
import { createSeen } from '../../src/moving/seen.ts'
import { reads } from '../../src/moving/sheet.ts'

/** Read in pieces of `size` bytes. */
async function read(bytes: Uint8Array | string, size = 7): Promise<readonly Row[]> {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  async function* pieces() {
    for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
  }
  const rows: Row[] = []
  for await (const some of readCsv(pieces())) rows.push(...some)
  return rows
}

describe('a CSV file', () => {
  test('is read the same in pieces of any size, wherever they are cut', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '余', '😀', '"', ',', '\n', '\r', ' ', '=', "'", '-') })
    const sheet = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(sheet, fc.integer({ min: 1, max: 20 }), async (rows, size) => {
        const back = (await read(rows.map(csvLine).join(''), size)).map((row) => ('cells' in row ? row.cells.map(cellText) : row))
        expect(back).toEqual(
          rows.map((row) =>
            row.map((one) => cellText(csvLine([one]).startsWith("'") || csvLine([one]).startsWith(`"'`) ? `'${one}` : one)),
          ),
        )
      }),
      { numRuns: 300 },
    )
  })

  test('with a byte order mark, empty lines and no line break at its end says the same', async () => {
    expect(await read('\ufeffa,b\r\n\r\n1,"x\ny"\n2,z')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 3, cells: ['1', 'x\ny'] },
      { line: 5, cells: ['2', 'z'] },
    ])
  })

  test.each([
    [
      'GBK, as Excel saves it',
      Uint8Array.from([...new TextEncoder().encode('number,name\n1,a\n'), 0x32, 0x2c, 0xd3, 0xe0, 0xb6, 0xee, 10]),
      3,
      'save it again as "CSV UTF-8"',
    ],
    ['a workbook', new TextEncoder().encode('PK\u0003\u0004'), 1, 'Excel workbook'],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x6e, 0]), 1, 'UTF-16'],
    ['a quotation mark that is not closed', new TextEncoder().encode('a,b\n"x,1\n'), 2, 'not closed'],
    ['a quotation mark inside', new TextEncoder().encode('a,b\nx"y",1\n'), 2, 'doubled'],
  ])('that is %s is told so, with the line', async (_, bytes, line, words) => {
    const problem = (await read(bytes, 1000)).find((row) => 'problem' in row)
    expect(problem).toMatchObject({ line, problem: expect.stringContaining(words) })
  })
})

test('a cell that a spreadsheet would reckon is written so that it does not', () => {
  expect(csvLine(['=1+1', '@x', '-cmd', '-12.00', '-2+3+cmd|x', '+1'])).toBe("'=1+1,'@x,'-cmd,-12.00,'-2+3+cmd|x,'+1\r\n")
})

test.each([
  ['2026-11-18 14:32:05', '2026-11-18T06:32:05.000Z'],
  ['2026/11/8 4:32', '2026-11-07T20:32:00.000Z'],
  ['2026-11-18', '2026-11-17T16:00:00.000Z'],
  ['2026-11-18T14:32:05.25-03:30', '2026-11-18T18:02:05.250Z'],
  ['2026-11-18T14:32:05Z', '2026-11-18T14:32:05.000Z'],
])('the time %s of a file is %s', (text, iso) => {
  expect(reads.time(text, 'Asia/Shanghai')).toEqual(new Date(iso))
})

test.each(['2026-02-30', '18/11/2026', 'yesterday', '2026-11-18 25:00', '2026-11-18 12:75'])('%s is no time of a file', (text) => {
  expect(reads.time(text, 'Asia/Shanghai')).toContain('is no time')
})

test('of two hundred thousand IDs the one that comes again is found, and no other', () => {
  const seen = createSeen()
  const before = Array.from({ length: 200_000 }, (_, i) => seen(`import:cost:${i}`, i + 2))
  expect(before.filter((line) => line !== undefined)).toEqual([])
  expect(seen('import:cost:77', 1)).toBe(79)
})

test('a bar says how far it is, and how fast', () => {
  expect(bar('posting', { bytes: 25, of: 100, lines: 125_000 }, 10)).toBe('posting  [#####---------------]  25 %  125,000 lines  12,500/s')
})
