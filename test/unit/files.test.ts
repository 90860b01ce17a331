import { expect, test } from 'vitest'
import { fontsFor } from '../../src/files/fonts.ts'
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
