import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import type { Question } from '../../src/reply.ts'
import { testBot } from '../support/bot.ts'
import { knownCode } from '../support/codes.ts'
import { testDatabase } from '../support/database.ts'
import { asJson, asList, type Json } from '../support/discord/limits.ts'
import { all, buttonsOf, drawn, picturesOf, wordsOf } from '../support/discord/shown.ts'
import { discordPeople, discordStage, type Name, USERS } from '../support/discord/stage.ts'
import { BOT, type Message, type Modal } from '../support/discord/world.ts'
import { bytesForStaff } from '../support/files.ts'
import { chatContract, type Sent, type Shown, type Stage } from './chat-contract.ts'
import { contractCommands } from './commands.ts'

chatContract('Discord', openDiscord)

/** All of them are in the menu: what Discord does not list, nobody can pick. */
const listed = contractCommands.map((command) => ({ ...command, menu: true }))

type Seen = Message | Modal

/** The real adapter and the real library on a double of Discord: everybody asks in their direct messages. */
async function openDiscord(): Promise<Stage> {
  const { db, url, close } = await testDatabase()
  await discordPeople(db)
  const { bot } = testBot({ db, ledger: createLedger, commands: contractCommands, screenshot: readScreenshot })
  const stage = await discordStage({ db, databaseUrl: url, bot, commands: listed, files: bytesForStaff })
  const { world, hands, settled, adapter } = stage
  const userOf = (person: string): string => USERS[person as Name]

  const visible = (person: string): readonly Seen[] =>
    [...world.seenBy(userOf(person)), ...hands.windows(userOf(person))].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
  const find = (person: string, { id }: Pick<Shown, 'id'>): Seen => {
    const found = visible(person).find((one) => one.id === id)
    if (!found) throw new Error(`${person} does not see ${id}`)
    return found
  }
  /** What a form asks in all its windows, by what the adapter keeps of it: a window shows five questions at most. */
  const questionsOf = async (seen: Seen): Promise<readonly Question[]> => {
    const ids = isModal(seen) ? [seen.data.custom_id] : all(seen.components).map(({ custom_id }) => custom_id)
    const [, id] = ids.map((each) => /^form:\d+:(\d+):\d+$/.exec(String(each ?? '')) ?? []).find((each) => each.length > 0) ?? []
    const row = id === undefined ? undefined : await db.chatForm.findFirst({ where: { platform: 'discord', name: id } })
    return ((row?.body ?? { form: { questions: [] } }) as never as { form: { questions: readonly Question[] } }).form.questions
  }
  const openers = (seen: Seen): readonly string[] =>
    isModal(seen)
      ? []
      : all(seen.components).flatMap(({ custom_id, label }) => (String(custom_id).startsWith('form:') ? [String(label)] : []))

  /** Fills one window after the other, until the form is sent. */
  async function fills(
    person: string,
    shown: Shown,
    answers: Readonly<Record<string, string>>,
    files: Readonly<Record<string, readonly Sent[]>>,
  ) {
    const user = userOf(person)
    let seen = find(person, shown)
    for (let page = 0; page < 5; page += 1) {
      if (!isModal(seen)) {
        const [label = ''] = openers(seen).slice(page)
        hands.presses(user, seen, label)
        await settled()
      }
      const modal = hands.windows(user).at(-1)
      if (!modal) throw new Error('no window is open')
      const asked = fieldsOf(modal)
        .filter(({ type }) => type !== 19 && type !== 22)
        .map(({ custom_id }) => String(custom_id))
      const uploads = fieldsOf(modal)
        .filter(({ type }) => type === 19)
        .map(({ custom_id }) => String(custom_id))
      const entered = Object.fromEntries(
        asked.flatMap((id) => (answers[id.slice(2)] === undefined ? [] : [[id, answers[id.slice(2)] as string]])),
      )
      const sent = Object.fromEntries(uploads.flatMap((id) => (files[id.slice(2)] === undefined ? [] : [[id, files[id.slice(2)] ?? []]])))
      hands.submits(user, modal, entered, sent)
      await settled()
      seen = visible(person)
        .filter((one) => isModal(one) || one.from === BOT.id)
        .at(-1) as Seen
      if (openers(seen).length <= page + 1) return
    }
    throw new Error('the form has no end')
  }

  return {
    chat: adapter.chat,
    says: async (person, text, files) => {
      hands.says(userOf(person), text, files)
      await settled()
    },
    runs: async (person, command) => {
      hands.command(userOf(person), command)
      await settled()
    },
    presses: async (person, message, label) => {
      const found = find(person, message)
      if (isModal(found)) throw new Error('windows have no buttons')
      hands.presses(userOf(person), found, label)
      await settled()
    },
    fills: (person, message, answers, files = {}) => fills(person, message, answers, files),
    again: async () => {
      hands.again()
      await settled()
    },
    sees: async (person) => Promise.all(visible(person).map(async (one) => shownOf(one, await questionsOf(one)))),
    picture: async (person, message, index) => {
      const found = visible(person).find((one) => one.id === message.id)
      if (!found || isModal(found)) return undefined
      return found.files.find(({ name }) => name === picturesOf(found)[index])?.bytes
    },
    file: async (person, message) => {
      const found = visible(person).find((one) => one.id === message.id)
      if (!found || isModal(found)) return undefined
      const url = String(all(found.components).flatMap(({ file }) => (file ? [asJson(file).url] : []))[0])
      const file = found.files.find(({ name }) => url === `attachment://${name}`)
      return file && { name: file.name, bytes: Buffer.from(file.bytes) }
    },
    dismissed: async (person) => {
      const { staffId } = await db.identity.findFirstOrThrow({ where: { userId: userOf(person) } })
      await db.staff.update({ where: { id: staffId ?? 0n }, data: { removedAt: new Date() } })
    },
    chatOf: async (person) => (await db.identity.findFirstOrThrow({ where: { userId: userOf(person) } })).chat ?? '',
    known: (code) => knownCode(db, code),
    stored: async () => (await db.attachment.findMany({ orderBy: { id: 'desc' } })).flatMap((row) => row.original ?? []),
    close: async () => {
      await stage.close()
      await close()
    },
  }
}

const isModal = (one: Seen): one is Modal => 'data' in one
const fieldsOf = ({ data }: Modal): readonly Json[] =>
  asList(data.components).flatMap(({ component }) => (component ? [asJson(component)] : []))

function shownOf(one: Seen, questions: readonly Question[]): Shown {
  const { calls, links } = isModal(one) ? { calls: [], links: [] } : buttonsOf(one.components)
  return {
    id: one.id,
    own: !isModal(one) && one.from !== BOT.id,
    words: isModal(one) ? windowWords(one) : wordsOf(one),
    buttons: calls,
    links,
    fields: questions.map(({ name, value, kept, problem }) => ({
      name,
      value: value ?? (kept ?? []).join(','),
      problem: (problem ?? []).join(''),
    })),
    pictures: isModal(one) || one.from !== BOT.id ? 0 : picturesOf(one).length,
  }
}

const windowWords = ({ data }: Modal): string =>
  [
    data.title,
    ...asList(data.components).flatMap(({ label, description, content }) => [label, description, content && drawn(String(content))]),
  ]
    .filter(Boolean)
    .join('\n')
