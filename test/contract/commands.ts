import { z } from 'zod'
import { id, line, said, signed, when } from '../../locales/text.ts'
import { type Command, defineCommand } from '../../src/command.ts'
import { commands } from '../../src/commands/index.ts'
import { fail } from '../../src/errors.ts'
import { questions } from '../../src/form.ts'
import { money } from '../../src/money.ts'
import { type Action, type Block, call, fact, facts, link, notice, type Reply, reply, text, title } from '../../src/reply.ts'

/** A moment that every message speaks of. */
export const AT = new Date('2026-11-18T06:32:00Z')

/** What people write themselves, at its worst. */
export const HOSTILE = '<img src=x onerror=alert(1)> & "引号" *粗体* _x_ `y` [z](http://evil.example) @everyone \u202Etxt.exe'
/** As people are shown it: nothing in it turns the direction of reading. */
export const SHOWN = HOSTILE.replace('\u202E', '')

const row = [line`${id('R90412')}`, line`${when(AT)}`, line`${said('对象存储 OSS')}`, line`${signed(money(-123_450n, 'CNY'))}`]

/** Every block there is: one that is missing does not compile. */
export const everyBlock: { readonly [T in Block['type']]: Extract<Block, { type: T }> } = {
  title: { type: 'title', text: line`Balance ${money(3_620n, 'CNY')}`, tone: 'good' },
  text: { type: 'text', text: line`Note: ${said(HOSTILE)}` },
  list: { type: 'list', ordered: true, items: [['Open the app'], line`Enter ${id('100.00')}`] },
  facts: { type: 'facts', facts: [{ label: 'Account', value: line`UID ${id('10428')}` }] },
  table: {
    type: 'table',
    caption: ['Charges of thirty days'],
    columns: [
      { label: 'Record', align: 'start' },
      { label: 'Time', align: 'start' },
      { label: 'Product', align: 'start' },
      { label: 'Sum', align: 'end' },
    ],
    rows: [row],
  },
  image: { type: 'image', source: { from: 'qr', content: 'https://pay.example/1' }, alt: ['Collection code'] },
  file: {
    type: 'file',
    source: { from: 'case', ticket: '3058', locale: 'en', zone: 'Asia/Shanghai' },
    label: line`Case file, ${said(HOSTILE)}`,
  },
  notice: { type: 'notice', text: ['Please top up before tomorrow'], tone: 'warn' },
}

/** A reply with one of every block and a link. */
export const everything = (): Reply => reply(Object.values(everyBlock), [link('Pay now', 'https://pay.example/go?a=1&b=2')])

/** Buttons with no ids, with some, and with the longest that fit. */
export const BUTTONS: readonly Action[] = [
  call('Plain', 'spell'),
  call('Decide', 'spell', { ticket: 3058, version: 2 }, 'primary'),
  call('Only the last', 'spell', { view: 'a_b-c.d~e' }),
  call('Longest', 'spell', { ticket: '999999999999999999', version: 999999999, view: 'x'.repeat(26) }, 'danger'),
]

const spelled = (input: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)))

const field = () => z.string().optional()

const form = z.object({
  hidden: field(),
  sum: z.string().register(questions, { control: 'amount', ask: 'payeeAmount' }),
  at: z.string().register(questions, { control: 'time', ask: 'paidAt' }),
  method: z.string().register(questions, { control: 'choice', ask: 'method' }),
  tail: field().register(questions, { control: 'digits', ask: 'cardTail' }),
  reference: field().register(questions, { control: 'text', ask: 'reference' }),
  note: field().register(questions, { control: 'note', ask: 'note' }),
  shots: field().register(questions, { control: 'pictures', ask: 'pictures', most: 3 }),
})

/** Commands that exercise a chat: each answers with what reached it, so that a person who reads can tell. */
const own: readonly Command[] = [
  defineCommand({ name: 'everything', role: 'anyone', effect: 'read', menu: true, input: z.object({}), run: async () => everything() }),
  defineCommand({
    name: 'buttons',
    role: 'anyone',
    effect: 'read',
    input: z.object({}),
    run: async () => ({ ...reply([text(['Press one'])], BUTTONS), aside: true }),
  }),
  defineCommand({
    name: 'spell',
    role: 'anyone',
    effect: 'read',
    input: z.object({ ticket: field(), version: field(), view: field() }),
    wire: ['ticket', 'version', 'view'],
    run: async (ctx, input) => ({ ...reply([text([`spell ${spelled(input)} private ${ctx.private}`])]), aside: true }),
  }),
  defineCommand({
    name: 'form',
    role: 'anyone',
    effect: 'write',
    menu: true,
    input: form,
    wire: ['hidden'],
    form: {
      title: () => ['Payment proof'],
      submit: () => ['Continue'],
      prepare: async () => ({
        values: { hidden: 'ticket-7' },
        options: {
          at: [{ value: 'now', label: 'Just now' }],
          method: [
            { value: 'unionpay', label: '云闪付' },
            { value: 'bank', label: 'Bank' },
          ],
        },
      }),
    },
    run: async (_ctx, input) => {
      if (input.sum === '0') throw fail('invalid_input', { problems: { sum: ['Nothing is not an amount'] } })
      return reply([title(['Received']), facts([fact('Entered', [spelled({ ...input, shots: input.shots?.split(',').length })])])])
    },
  }),
  defineCommand({
    name: 'count',
    role: 'anyone',
    effect: 'write',
    menu: true,
    input: z.object({}),
    wire: [],
    run: async (ctx) => {
      const before = await ctx.db.setting.findUnique({ where: { key: 'count' } })
      const count = Number(before?.value ?? 0) + 1
      await ctx.db.setting.upsert({ where: { key: 'count' }, create: { key: 'count', value: count }, update: { value: count } })
      return reply([text([`counted ${count}`])], [call('Again', 'count')])
    },
  }),
  defineCommand({
    name: 'paper',
    role: 'anyone',
    effect: 'read',
    menu: true,
    input: z.object({}),
    wire: [],
    run: async () => ({ ...reply([everyBlock.file]), aside: true }),
  }),
  defineCommand({ name: 'boom', role: 'anyone', effect: 'read', input: z.object({}), run: () => fail('not_allowed', {}) }),
  defineCommand({
    name: 'broken',
    role: 'anyone',
    effect: 'read',
    input: z.object({}),
    run: () => Promise.reject(new Error('secret of the database')),
  }),
  defineCommand({
    name: 'picture',
    role: 'anyone',
    effect: 'write',
    input: z.object({ pictures: z.string().register(questions, { control: 'pictures', ask: 'pictures', most: 3 }), note: field() }),
    run: async (_ctx, { pictures, note }) =>
      reply([
        text([`picture with ${note ?? 'no words'}`]),
        ...pictures.split(',').map((each): Block => ({ type: 'image', source: { from: 'attachment', id: each }, alt: ['Your picture'] })),
      ]),
  }),
]

/** These and the product's own, since its refusals carry buttons. */
export const contractCommands: readonly Command[] = [
  ...own,
  ...commands.filter(({ name }) => own.every((command) => command.name !== name)),
]

/** A staff card with a button. */
export const card = (state: string): Reply => ({
  ...reply([title(line`Ticket ${id(3058)}`), notice([state])], [call('Credit', 'spell', { ticket: 3058, version: 1 }, 'primary')]),
  audience: 'staff',
})
