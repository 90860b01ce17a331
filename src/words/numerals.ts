/**
 * A Chinese numeral from 1 to 99,999,999 in full spelling: 一百, 壹佰, 两百五十, 一万零五百. Undefined for anything else, also
 * for the clipped forms of speech (两百五) and digits in a row (一二三), since two people may read them differently.
 */
export function readNumeral(text: string): number | undefined {
  const plain = Array.from(text, (sign) => PLAIN.get(sign) ?? sign).join('')
  if (!/^[零一二三四五六七八九十百千万]{1,16}$/.test(plain)) return undefined
  const [whole = '', rest] = plain.includes('万') ? plain.split('万', 2) : ['', plain]
  const value = section(whole) * 10_000 + section(rest ?? '')
  return value > 0 && spellings(value).includes(plain) ? value : undefined
}

/** True for a text that is spelt with numerals only, readable or not. */
export const isNumeral = (text: string): boolean =>
  text !== '' && Array.from(text).every((sign) => `${DIGITS}十百千万`.includes(PLAIN.get(sign) ?? sign))

const DIGITS = '零一二三四五六七八九'
const UNITS: ReadonlyMap<string, number> = new Map([...'十百千'].map((unit, i) => [unit, 10 ** (i + 1)]))

const PLAIN: ReadonlyMap<string, string> = new Map(
  ['零〇', '一壹', '二贰貳两兩', '三叁參', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖', '十拾', '百佰', '千仟', '万萬'].flatMap(
    (group) => {
      const [plain = '', ...others] = Array.from(group)
      return others.map((other) => [other, plain] as const)
    },
  ),
)

/** Reads loosely; `spellings` then decides whether the text was a proper way to write that value. */
function section(text: string): number {
  let sum = 0
  let digit: number | undefined
  for (const sign of text) {
    const unit = UNITS.get(sign)
    if (unit === undefined) digit = DIGITS.indexOf(sign)
    else {
      sum += (digit ?? 1) * unit
      digit = undefined
    }
  }
  return sum + Math.max(0, digit ?? 0)
}

/** 15 is written 十五, and 一十五 on forms. */
function spellings(value: number): readonly string[] {
  const high = Math.floor(value / 10_000)
  const low = value % 10_000
  const full = (high > 0 ? `${spell(high)}万` : '') + (high > 0 && low > 0 && low < 1000 ? '零' : '') + spell(low)
  return full.startsWith('一十') ? [full, full.slice(1)] : [full]
}

function spell(value: number): string {
  const digits = String(value)
  return Array.from(digits, (digit, i) => {
    const unit = ['', '十', '百', '千'][digits.length - 1 - i] ?? ''
    return digit === '0' ? '零' : (DIGITS[Number(digit)] ?? '') + unit
  })
    .join('')
    .replace(/零+/g, '零')
    .replace(/零$/, '')
}
