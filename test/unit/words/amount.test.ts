import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimals, money, toMajor } from '../../../src/money.ts'
import { readAmount } from '../../../src/words/amount.ts'

const read = (text: string, currency = 'CNY'): string => {
  const result = readAmount(text, currency)
  return result.ok ? toMajor(result.amount) : [result.why, ...(result.currency ? [result.currency] : [])].join(' ')
}

describe('an amount is understood as people type it', () => {
  test.each([
    ['100', '100.00'],
    ['100.5', '100.50'],
    ['0.01', '0.01'],
    ['.5', '0.50'],
    ['100.', '100.00'],
    ['+100', '100.00'],
    ['  100 ', '100.00'],
    ['\u200e100\u200f', '100.00'],
    ['¥1,000', '1000.00'],
    ['￥100', '100.00'],
    ['¥ 100', '100.00'],
    ['１００元', '100.00'],
    ['１，０００．５', '1000.50'],
    ['100。50', '100.50'],
    ['100块', '100.00'],
    ['100塊', '100.00'],
    ['100块钱', '100.00'],
    ['100 rmb', '100.00'],
    ['100RMB', '100.00'],
    ['CNY100', '100.00'],
    ['CNY 100.00', '100.00'],
    ['CN¥128.00', '128.00'],
    ['人民币100元', '100.00'],
    ['人民幣 128.00 元', '128.00'],
    ['1k', '1000.00'],
    ['1.5K', '1500.00'],
    ['1w', '10000.00'],
    ['1.5万', '15000.00'],
    ['3千', '3000.00'],
    ['1,000.00', '1000.00'],
    ['1，000', '1000.00'],
    ['1 000', '1000.00'],
    ['12,345,678.90', '12345678.90'],
    ['一百', '100.00'],
    ['壹佰', '100.00'],
    ['壹佰元整', '100.00'],
    ['五十', '50.00'],
    ['两百', '200.00'],
    ['兩百塊', '200.00'],
    ['两百五十', '250.00'],
    ['十五', '15.00'],
    ['一千零五', '1005.00'],
    ['一万零五百', '10500.00'],
    ['9999999999999.99', '9999999999999.99'],
  ])('%s is %s', (text, amount) => expect(read(text)).toBe(amount))
})

describe('another currency is named, never converted', () => {
  test.each([
    ['HK$100', 'foreign_currency HKD'],
    ['100港币', 'foreign_currency HKD'],
    ['100港幣', 'foreign_currency HKD'],
    ['100蚊', 'foreign_currency HKD'],
    ['一百蚊', 'foreign_currency HKD'],
    ['HKD 100', 'foreign_currency HKD'],
    ['$100', 'foreign_currency'],
    ['100 dollars', 'foreign_currency'],
    ['100 us dollars', 'foreign_currency USD'],
    ['USD 100', 'foreign_currency USD'],
    ['100美元', 'foreign_currency USD'],
    ['€50', 'foreign_currency EUR'],
    ['50 thb', 'foreign_currency THB'],
    ['100 USDT', 'foreign_currency USDT'],
    ['$100 rmb', 'foreign_currency'],
  ])('%s', (text, why) => expect(read(text)).toBe(why))

  test('what is foreign depends on the house', () => {
    expect(read('HK$100', 'HKD')).toBe('100.00')
    expect(read('100蚊', 'HKD')).toBe('100.00')
    expect(read('100 rmb', 'HKD')).toBe('foreign_currency CNY')
    expect(read('¥500', 'JPY')).toBe('500')
    expect(read('500.5', 'JPY')).toBe('too_precise')
  })
})

describe('what is not one clear amount is refused', () => {
  test.each([
    ['', 'empty'],
    [' \u3000\u200b ', 'empty'],
    ['元', 'not_a_number'],
    ['$', 'not_a_number'],
    ['hello', 'not_a_number'],
    ['1e3', 'not_a_number'],
    ['0x10', 'not_a_number'],
    ['10²', 'not_a_number'],
    ['①', 'not_a_number'],
    ['١٠', 'not_a_number'],
    ['1/2', 'not_a_number'],
    ['10-20', 'not_a_number'],
    ['100元5角', 'not_a_number'],
    ['5毛', 'not_a_number'],
    ['1\u202e00', 'not_a_number'],
    ['100多', 'not_a_number'],
    ['一百 五', 'not_a_number'],
    ['100.500', 'too_precise'],
    ['0.001', 'too_precise'],
    ['-5', 'not_positive'],
    ['−5', 'not_positive'],
    ['-¥5', 'not_positive'],
    ['¥-5', 'not_positive'],
    ['0', 'not_positive'],
    ['0.00', 'not_positive'],
    ['10000000000000', 'too_large'],
    ['1'.repeat(100), 'too_large'],
    ['1.000,50', 'ambiguous'],
    ['1.000.000', 'ambiguous'],
    ['100,5', 'ambiguous'],
    ['10,00', 'ambiguous'],
    ['1,2345', 'ambiguous'],
    ['0,500', 'ambiguous'],
    ['0100', 'ambiguous'],
    ['100 200', 'ambiguous'],
    ['两百五', 'ambiguous'],
    ['一二三', 'ambiguous'],
    ['百', 'ambiguous'],
  ])('%s', (text, why) => expect(read(text)).toBe(why))
})

const currencies = fc.constantFrom('CNY', 'HKD', 'JPY', 'KWD')
/** Strings that look like amounts are rare among random ones, so some are made of what amounts are made of. */
const scraps = fc
  .array(fc.constantFrom(...'0123456789０９.,，。 -+¥￥$kKwe元块十百千万一两五零x²\u200b', 'CNY', 'HK$', 'rmb'), { maxLength: 12 })
  .map((parts) => parts.join(''))

test('whatever is typed gives a positive amount of the house currency with at most 15 digits, or a reason; nothing throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), scraps), currencies, (text, currency) => {
      const result = readAmount(text, currency)
      if (!result.ok) return
      expect(result.amount.currency).toBe(currency)
      expect(result.amount.minor).toBeGreaterThan(0n)
      expect(String(result.amount.minor).length).toBeLessThanOrEqual(15)
    }),
    { numRuns: 3_000 },
  )
})

test('no digit is lost, added or moved: an understood amount without a unit has exactly the digits that were typed', () => {
  const plain = scraps.filter((text) => !/[kw十百千万一两五零]/i.test(text))
  fc.assert(
    fc.property(plain, (text) => {
      const result = readAmount(text, 'CNY')
      if (!result.ok) return
      const [whole = '', fraction = ''] = text
        .normalize('NFKC')
        .replaceAll('。', '.')
        .replace(/[^\d.]/g, '')
        .split('.')
      expect(toMajor(result.amount)).toBe(`${whole || '0'}.${fraction.padEnd(2, '0')}`)
    }),
    { numRuns: 3_000 },
  )
})

test('every amount is read back from the ways in which it is written', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 999_999_999_999_999n }), currencies, (minor, currency) => {
      const amount = money(minor, currency)
      const digits = toMajor(amount)
      const grouped = digits.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))
      const wide = digits.replace(/[\d.]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
      for (const text of [digits, grouped, wide, `${currency} ${digits}`, `${digits}${currency.toLowerCase()}`, ` ${grouped} `])
        expect(readAmount(text, currency)).toEqual({ ok: true, amount })
    }),
  )
})

test('Chinese numerals in full are read as their value, whatever it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999 }), (value) => {
      expect(readAmount(spelt(value), 'CNY')).toEqual({ ok: true, amount: money(BigInt(value) * 10n ** BigInt(decimals('CNY')), 'CNY') })
    }),
    { examples: [[10], [11], [20], [105], [110], [1_005], [1_050], [10_005], [100_000], [105_000], [10_010_010], [99_999_999]] },
  )
})

/** Written as on a cheque: units for every place, one 零 for each gap. */
function spelt(value: number): string {
  const signs = Array.from(String(value).padStart(8, '0'), (digit, i) =>
    digit === '0' ? '零' : '零一二三四五六七八九'[Number(digit)] + (['千', '百', '十', ''][i % 4] ?? ''),
  )
  const [high, low] = [signs.slice(0, 4).join(''), signs.slice(4).join('')].map((part) => part.replace(/零+/g, '零').replace(/零$/, ''))
  return `${high}${high ? '万' : ''}${low}`.replace(/^零/, '')
}
