import { afterAll, beforeAll, expect, test } from 'vitest'
import { withoutEcho } from '../../adapters/echo.ts'
import { connect } from '../../adapters/postgres/index.ts'
import { commands } from '../../src/commands/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testBot } from '../support/bot.ts'
import { CLAIM, type Counter, claim, counter, file, METHODS } from '../support/counter.ts'
import { overheard } from '../support/overheard.ts'

/** What somebody entrusts to us, one of each kind. */
const NOTE = 'MARKED-note 给我妈妈的钱'
const NAME = 'MARKED-name 陈大文'
const PICTURE = 'MARKED-picture bytes'
const REFERENCE = 'MARKEDREFERENCE01'
const REASON = 'MARKED-reason of staff'
const CODE = 'MARKED-code-ABCDEFGH'
const MARKED = ['MARKED', '妈妈', '大文', Buffer.from('MARKED').toString('base64').slice(0, 7), Buffer.from('MARKED').toString('hex')]

const { log, lines, check } = overheard()
let house: Counter
beforeAll(async () => {
  house = await counter({}, METHODS, log)
})
afterAll(() => house.close())

test('nothing that people write or send comes into a log, whichever command it is written to', async () => {
  const customer = await house.customer('76001')
  const stranger = house.chatter('stranger', { name: NAME })
  const lead = await house.staff('kit', 'lead')
  const { ticket } = await claim(customer, { note: NOTE, reference: REFERENCE })
  await customer.sends('answer', { ticket, note: NOTE }, { pictures: [file(PICTURE, `${NAME}.png`)] })
  await lead.sends('credit', { ticket, version: '2', amount: '64', reference: REFERENCE, reason: REASON })
  await stranger.says(NOTE)
  for (const chat of [customer, lead])
    for (const command of commands) {
      const fields = Object.keys(command.input.shape)
      // Every field with what does not belong there.
      const pictures = { pictures: [file(PICTURE, NAME)] }
      await chat.sends(
        command.name,
        { ...Object.fromEntries(fields.map((field) => [field, REASON])), ticket, version: '2', code: CODE },
        pictures,
      )
      await chat.says(`/${command.name} ${NOTE}`)
    }
  for (const words of [NOTE, CODE, `link ${CODE}`, `${NOTE}\u0000${NAME}`]) await customer.says(words, [file(PICTURE)])
  check(MARKED)
})

test('nor does it when the database refuses a row, or is not there', async () => {
  const customer = await house.customer('76002')
  await house.db.$executeRawUnsafe(`alter table dialog add constraint no_marks check (input->>'note' is null) not valid`)
  const refused = await customer.sends('ticket', { ...CLAIM, note: NOTE, reference: 'MARKEDREFERENCE02' }, { pictures: [file(PICTURE)] })
  expect(refused.text).toContain('Something went wrong on our side')
  const db = connect('postgres://nobody:MARKED-password@127.0.0.1:1/none', 1)
  const { chatter } = testBot({ db, ledger: createLedger, methods: METHODS, log })
  const there = await chatter('c76002', { name: NAME }).says(NOTE)
  expect(there.text).toContain('can’t reach our records')
  await db.$disconnect()
  // Who looks after it finds out what happened all the same.
  expect(lines.filter((line) => /"level":50/.test(line) && /"reference":"[0-9a-f]{8}"/.test(line)).length).toBeGreaterThanOrEqual(2)
  check(MARKED)
})

test('nor by way of an error that quotes what it could not read', () => {
  const quoting = (message: string) => Object.assign(new Error(message), { code: '22P02' })
  log.error({ err: quoting(`invalid input syntax for type bigint: "${NOTE}"`) }, 'x')
  log.error({ err: quoting(`Raw query failed. Code: \`22021\`. Message: \`invalid byte sequence for encoding "UTF8": 0x00\``) }, 'x')
  expect(() => JSON.parse(`${NOTE} {`)).toThrow()
  try {
    JSON.parse(`{"note": ${NOTE}`)
  } catch (err) {
    log.error({ err }, 'x')
  }
  check(MARKED)
  expect(lines.at(-1)).toContain('is not valid JSON')
})

test("a platform's answer is told without what it repeats of the call", () => {
  const sent = { chat_id: 5510001, text: `Payment proof: ${NOTE}`, reply_markup: { inline_keyboard: [[{ text: NAME }]] } }
  const said = withoutEcho(`Bad Request: can't parse entities in "${NOTE}" or ${NAME}: byte offset 12`, sent)
  expect(said).toContain("Bad Request: can't parse entities in")
  expect(said).not.toMatch(/MARKED|妈妈|大文/)
})
