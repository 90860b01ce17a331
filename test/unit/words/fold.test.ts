import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../src/words/fold.ts'
import * as keywords from '../../../src/words/keywords.ts'
import { simplified } from '../../../src/words/script.ts'

test.each([
  ['ＰａｙＭｅ ？', 'payme'],
  ['餘 額！', '余额'],
  ['「結餘」', '结余'],
  ['Top-Up', 'topup'],
  ['銀行轉帳', '银行转账'],
  ['消費紀錄', '消费记录'],
  ['  ', ''],
])('%s folds to %s', (text, folded) => expect(fold(text)).toBe(folded))

test('folding twice changes nothing more', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void expect(fold(fold(text))).toBe(fold(text))))
})

test('matching in simplified script keeps every sign in its place', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void expect(simplified(text).length).toBe(text.length)))
})

/** Characters of the keywords that are written the same in both scripts: whoever adds a keyword with a new character says here or in script.ts which it is. */
const SAME = new Set(
  '一七上下不中了事交人什今付代以仲何你使信俾候值停充先入全八公冇出分切列到剩功加助包卡原去叉取可史同吧呀呢咗品哪唔啊啦回在增外多天好如子字存定客密少工已度弄式待得微忙快怎惠您想成我截扣所找投折持排接提援攞支收改文新方日早明是普晨更最月有服期未本查核款止正此比泰消渠港特理用申畀番登的看真睇票搵示算粗繁置能花英菜行要解言走跟路近返这退通部里金除香麻周二三四五六三十搜索整合',
)

test('every character of a keyword is matched in both scripts', () => {
  const lists = [keywords.COMMAND_WORDS, keywords.TOPIC_WORDS, keywords.PAYMENT_WORDS, keywords.LANGUAGE_WORDS, keywords.PERIOD_WORDS]
  const words = [...lists.flatMap((list) => list.map(([, terms]) => terms)), keywords.BEFORE, keywords.AFTER, keywords.FILLERS].join('')
  const forgotten = Array.from(new Set(words)).filter(
    (sign) => /\p{Script=Han}/u.test(sign) && !SAME.has(simplified(sign)) && !TRADITIONAL.has(simplified(sign)),
  )
  expect(forgotten.join('')).toBe('')
})

/** Simplified characters that some traditional one is matched as. */
const TRADITIONAL = new Set(
  Array.from({ length: 0x9fff - 0x4e00 }, (_, i) => String.fromCharCode(0x4e00 + i)).flatMap((sign) =>
    simplified(sign) === sign ? [] : [simplified(sign)],
  ),
)

test('no word stands for two commands', () => {
  const owners = new Map<string, string>()
  for (const [name, terms] of [...keywords.COMMAND_WORDS, ...keywords.TOPIC_WORDS, ...keywords.PAYMENT_WORDS, ...keywords.LANGUAGE_WORDS])
    for (const word of terms.split('|')) {
      expect([word, owners.get(fold(word)) ?? name]).toEqual([word, name])
      owners.set(fold(word), name)
    }
})
