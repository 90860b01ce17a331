import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import type { Question } from '../../src/reply.ts'
import { testBot } from '../support/bot.ts'
import { knownCode } from '../support/codes.ts'
import { testDatabase } from '../support/database.ts'
import { bytesForStaff } from '../support/files.ts'
import { GENERAL, type Name, STAFF_GROUP, telegramPeople, telegramStage, USERS } from '../support/telegram/stage.ts'
import type { Message } from '../support/telegram/world.ts'
import { chatContract, type Sent, type Shown, type Stage } from './chat-contract.ts'
import { contractCommands } from './commands.ts'

chatContract('Telegram', () => openTelegram(false))
chatContract('Telegram over its webhook', () => openTelegram(true))

/** The real adapter and the real library on a double of Telegram: everybody asks in their private chat. */
async function openTelegram(webhook: boolean): Promise<Stage> {
  const { db, url, close } = await testDatabase()
  await telegramPeople(db)
  const { bot } = testBot({ db, ledger: createLedger, commands: contractCommands, screenshot: readScreenshot })
  const stage = await telegramStage({ db, databaseUrl: url, bot, commands: contractCommands, files: bytesForStaff, webhook })
  const { world, hands, settled, adapter } = stage
  const userOf = (person: string): number => USERS[person as Name]
  for (const person of world.people.values()) person.chat = 'open'

  const visible = (person: string): readonly Message[] => {
    const user = userOf(person)
    return world.messages.filter(
      ({ chat, only }) =>
        chat === user ||
        ((chat === STAFF_GROUP || chat === GENERAL) && world.groups.get(chat)?.members.has(user) && (only === undefined || only === user)),
    )
  }
  const find = (person: string, { id }: Shown): Message => {
    const found = visible(person).find((message) => idOf(message) === id)
    if (!found) throw new Error(`${person} does not see ${id}`)
    return found
  }
  /** What the form of a person asks, by what the adapter keeps of it: its names are nowhere to be read. */
  const filling = async (
    person: string,
  ): Promise<{ asking: string | null; questions: readonly Question[]; open: boolean; message: string }> => {
    const row = await db.chatForm.findFirst({ where: { platform: 'telegram', userId: String(userOf(person)) } })
    const { form, message } = (row?.body ?? { form: { asking: null, questions: [], sent: true }, message: '' }) as never as {
      form: { asking: string | null; questions: readonly Question[]; sent?: unknown }
      message: string
    }
    return { asking: form.asking, questions: form.questions, open: form.sent === undefined, message: message.replace(/^\D/, '') }
  }

  /** Answers what is asked, one after the other, as the questions are read in the chat. */
  async function fills(
    person: string,
    answers: Readonly<Record<string, string>>,
    files: Readonly<Record<string, readonly Sent[]>>,
  ): Promise<void> {
    const user = userOf(person)
    const given = new Set<string>()
    for (let steps = 0; steps < 20; steps += 1) {
      const { asking, questions, open, message } = await filling(person)
      if (!open) return
      const shown = world.find(user, Number(message))
      if (!shown) throw new Error('the question is not there')
      if (asking === null) {
        const missing = questions.find(
          ({ name, value, control }) =>
            !given.has(name) && answers[name] !== undefined && answers[name] !== value && control !== 'pictures',
        )
        const picture = questions.find(({ name, kept }) => !given.has(name) && files[name] && (kept ?? []).length === 0)
        const edit = missing ?? picture
        if (!edit) {
          hands.presses(user, shown, labels(shown).find((label) => ['Submit', '提交', '遞交', 'Continue'].includes(label)) ?? '')
        } else hands.presses(user, shown, edit.label)
        await settled()
        continue
      }
      const question = questions.find(({ name }) => name === asking)
      if (!question || !shown.text.includes(question.label)) throw new Error(`${asking} is not asked in: ${shown.text}`)
      if (given.has(asking)) return
      given.add(asking)
      const [file] = files[asking] ?? []
      if (file) hands.sends(user, file)
      else hands.says(user, answers[asking] ?? '')
      await settled()
    }
    throw new Error('the form has no end')
  }
  const labels = (message: Message): string[] => world.buttons(message).map(({ text }) => String(text))

  return {
    chat: adapter.chat,
    says: async (person, text, files = []) => {
      const [file] = files
      if (file) hands.sends(userOf(person), file, text)
      else hands.says(userOf(person), text)
      await settled()
    },
    runs: async (person, command) => {
      hands.says(userOf(person), `/${command}`)
      await settled()
    },
    presses: async (person, message, label) => {
      hands.presses(userOf(person), find(person, message), label)
      await settled()
    },
    fills: (person, _message, answers, files = {}) => fills(person, answers, files),
    again: async () => {
      hands.again()
      await settled()
    },
    sees: async (person) => {
      const form = await filling(person)
      return visible(person).map((message) => shown(message, String(message.id) === form.message && form.open ? form.questions : []))
    },
    picture: async (person, message, index) => {
      const found = visible(person).find((one) => idOf(one) === message.id)
      const id = found && picturesOf(found)[index]
      return id === undefined ? undefined : world.files.get(id)?.bytes
    },
    file: async (person, message) => {
      const found = visible(person).find((one) => idOf(one) === message.id && one.from === 0)
      const file = world.files.get(found?.document ?? '')
      return file && { name: file.name.replaceAll('"', ''), bytes: Buffer.from(file.bytes) }
    },
    dismissed: async (person) => {
      const { staffId } = await db.identity.findFirstOrThrow({ where: { userId: String(userOf(person)) } })
      await db.staff.update({ where: { id: staffId ?? 0n }, data: { removedAt: new Date() } })
    },
    chatOf: async (person) => (await db.identity.findFirstOrThrow({ where: { userId: String(userOf(person)) } })).chat ?? '',
    known: (code) => knownCode(db, code),
    stored: async () => (await db.attachment.findMany({ orderBy: { id: 'desc' } })).flatMap((row) => row.original ?? []),
    close: async () => {
      await stage.close()
      await close()
    },
  }

  function shown(message: Message, questions: readonly Question[]): Shown {
    const buttons = world.buttons(message)
    const calls = buttons.filter(({ callback_data }) => callback_data !== undefined)
    return {
      id: idOf(message),
      own: message.from !== 0,
      words: message.text,
      buttons: calls.map(({ text }) => String(text)),
      links: buttons.flatMap(({ url }) => (url === undefined ? [] : [String(url)])),
      fields: questions.map(({ name, value, kept, problem }) => ({
        name,
        value: value ?? (kept ?? []).join(','),
        problem: (problem ?? []).join(''),
      })),
      pictures: message.from === 0 ? picturesOf(message).length : 0,
    }
  }
}

const idOf = ({ chat, id }: Message): string => `${chat}/${id}`
const picturesOf = ({ photo, document }: Message): readonly string[] => [photo, document].flatMap((id) => id ?? [])
