import { afterAll, beforeAll, expect, test } from 'vitest'
import { createForms } from '../../adapters/discord/form-state.ts'
import { keptForms } from '../../adapters/forms.ts'
import { buttonsIn, type DiscordHouse, discordHouse, SHOT } from '../support/discord/house.ts'
import { asJson, asList } from '../support/discord/limits.ts'
import { picturesOf, wordsOf } from '../support/discord/shown.ts'
import { GENERAL, USERS } from '../support/discord/stage.ts'

let house: DiscordHouse
beforeAll(async () => {
  house = await discordHouse()
})
afterAll(() => house.end())

const opener = (): string => buttonsIn(house.lastDirect('amy')).find((label) => label.startsWith('Add details')) ?? ''
const asks = (): readonly unknown[] => asList(house.window('amy').data.components).map(({ component }) => asJson(component).custom_id)

test('a claim takes several windows, and a restart between them', async () => {
  await house.runs('amy', 'ticket')
  expect(asks()).toEqual(['q:method', 'q:amount', 'q:at', 'q:pictures', 'q:paid'])
  await house.fills('amy', { 'q:amount': '128', 'q:at': 'now' }, { 'q:pictures': [SHOT] })
  // Nothing more is needed: it is read back, and can be added to.
  expect(wordsOf(house.lastDirect('amy'))).toContain('CNY 128.00')
  await house.presses('amy', house.lastDirect('amy'), 'Edit or add')
  await house.fills('amy', {})
  await house.restart()
  await house.presses('amy', house.lastDirect('amy'), opener())
  await house.fills('amy', { 'q:reference': '402511181432071048213311' })
  const readBack = house.lastDirect('amy')
  expect(wordsOf(readBack)).toContain('402511181432071048213311')
  expect(picturesOf(readBack)).toHaveLength(1)
  await house.presses('amy', readBack, 'Submit')
  expect(await house.db.ticket.count({ where: { reference: '402511181432071048213311' } })).toBe(1)
})

test('what is wrong is said at its field, with everything else as it was entered', async () => {
  await house.runs('amy', 'ticket', { reference: '402511181432071048213312' })
  // What was not asked for yet is no mistake.
  expect(JSON.stringify(house.window('amy').data)).not.toContain('⚠️')
  await house.fills('amy', { 'q:amount': 'much', 'q:at': 'now' }, { 'q:pictures': [SHOT] })
  await house.presses('amy', house.lastDirect('amy'), 'Fill in: Send payment proof')
  const fields = asList(house.window('amy').data.components)
  expect(fields[0]).toMatchObject({ description: expect.stringContaining('⚠️'), component: { custom_id: 'q:amount', value: 'much' } })
  expect(asks()).toContain('k:pictures')
  await house.fills('amy', { 'q:amount': '77' })
  expect(wordsOf(house.lastDirect('amy'))).toContain('CNY 77.00')
  expect(picturesOf(house.lastDirect('amy'))).toHaveLength(1)
})

test('a refusal takes nothing from what was entered, pictures of the refused window included', async () => {
  await house.db.dialog.deleteMany()
  await house.runs('amy', 'ticket')
  const { id: identityId } = await house.db.identity.findFirstOrThrow({ where: { userId: USERS.amy } })
  const many = Array.from({ length: 200 }, (_, n) => ({ platform: 'loop', id: String(n), identityId, reply: {}, createdAt: new Date() }))
  await house.db.update.createMany({ data: many })
  await house.fills('amy', { 'q:amount': '128', 'q:at': 'now' }, { 'q:pictures': [SHOT] })
  await house.db.update.deleteMany({ where: { platform: 'loop' } })
  await house.presses('amy', house.lastDirect('amy'), 'Fill in: Send payment proof')
  expect(asks()).toContain('k:pictures')
  await house.fills('amy', {})
  await house.presses('amy', house.lastDirect('amy'), buttonsIn(house.lastDirect('amy'))[0] ?? '')
  expect(wordsOf(house.lastDirect('amy'))).toContain('CNY 128.00')
  expect(picturesOf(house.lastDirect('amy'))).toHaveLength(1)
})

test('a window that Discord opens no more is offered by a button in direct messages', async () => {
  await house.runs('amy', 'ticket', {}, { channel: GENERAL, late: true })
  expect(house.hands.windows(USERS.amy)).toEqual([])
  const offer = house.lastDirect('amy')
  await house.presses('amy', offer, buttonsIn(offer)[0] ?? '')
  expect(asks()).toContain('q:amount')
  house.hands.cancels(house.window('amy'))
})

test('what is written in an option is what it is, also where a program would take it for more', async () => {
  await house.runs('amy', 'ticket', { note: 'constructor' })
  expect(asks()).toContain('q:amount')
  await house.fills('amy', { 'q:amount': '128', 'q:at': 'now' }, { 'q:pictures': [SHOT] })
  expect(wordsOf(house.lastDirect('amy'))).toContain('constructor')
  await house.db.dialog.deleteMany()
})

test('a button of a window that the form no longer has opens its last', async () => {
  await house.runs('amy', 'ticket')
  const { data } = house.window('amy')
  house.hands.cancels(house.window('amy'))
  house.hands.forges(USERS.amy, house.lastDirect('amy'), String(data.custom_id).replace(/^form:0:(\d+):0$/, 'form:7:$1:7'))
  await house.settled()
  expect([house.window('amy').data.title, asks()]).toEqual([expect.stringContaining('(2/2)'), expect.arrayContaining(['q:note'])])
  house.hands.cancels(house.window('amy'))
})

test("nobody opens another's form", async () => {
  await house.runs('amy', 'ticket')
  const { data } = house.window('amy')
  await house.runs('lin', 'help')
  house.hands.forges(USERS.lin, house.lastDirect('lin'), String(data.custom_id))
  await house.settled()
  expect(house.hands.windows(USERS.lin)).toEqual([])
  house.hands.cancels(house.window('amy'))
})

test('a window that arrives twice has one effect', async () => {
  await house.runs('amy', 'ticket', { reference: '402511181432071048213313' })
  await house.fills('amy', { 'q:amount': '5', 'q:at': 'now' }, { 'q:pictures': [SHOT] })
  const seen = house.direct('amy').length
  house.hands.again()
  await house.settled()
  expect(house.direct('amy')).toHaveLength(seen)
})

test('a picture in a server becomes payment proof from the menu of its message, out of the sight of others', async () => {
  // What was entered before is long ago.
  await house.db.dialog.updateMany({ data: { expiresAt: new Date() } })
  const message = house.hands.says(USERS.amy, 'paid', [SHOT], { channel: GENERAL })
  house.hands.onMessage(USERS.amy, 'Submit as payment proof', message)
  await house.settled()
  const answer = house.inGeneral().at(-1)
  expect([answer?.only, answer && picturesOf(answer).length]).toEqual([USERS.amy, 1])
})

test('what somebody else posted is not handed in by the menu of its message', async () => {
  const stored = await house.db.attachment.count()
  const message = house.hands.says(USERS.lin, 'paid', [SHOT], { channel: GENERAL })
  house.hands.onMessage(USERS.amy, 'Submit as payment proof', message)
  await house.settled()
  const answer = house.inGeneral().at(-1)
  expect([answer?.only, answer && wordsOf(answer)]).toEqual([USERS.amy, expect.stringContaining('Somebody else posted that message')])
  expect(await house.db.attachment.count()).toBe(stored)
})

test('a form that was sent is not brought back by a window that was answered at the same time', async () => {
  const forms = createForms(keptForms(house.db, 'discord', () => new Date()))
  const filling = {
    form: { title: ['Form'], submit: ['Send'], command: 'ticket', hidden: {}, questions: [] },
    ...{ blocks: [], sent: false },
  }
  const id = await forms.open(USERS.amy, filling)
  await forms.keep(USERS.amy, id, { ...filling, sent: true })
  expect(await forms.of(USERS.amy, id)).toMatchObject({ sent: true })
  await forms.close(USERS.amy, id)
  await forms.keep(USERS.amy, id, filling)
  expect(await forms.of(USERS.amy, id)).toBeUndefined()
})
