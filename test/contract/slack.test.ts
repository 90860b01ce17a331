import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import { testBot } from '../support/bot.ts'
import { knownCode } from '../support/codes.ts'
import { testDatabase } from '../support/database.ts'
import { bytesForStaff } from '../support/files.ts'
import { asJson, asList } from '../support/slack/limits.ts'
import { buttonsOf, picturesOf, wordsOf } from '../support/slack/shown.ts'
import { STAFF_CHANNEL, slackPeople, slackStage, USERS } from '../support/slack/stage.ts'
import type { Message, View } from '../support/slack/workspace.ts'
import { BOT } from '../support/slack/workspace.ts'
import { chatContract, type Shown, type Stage } from './chat-contract.ts'
import { contractCommands } from './commands.ts'

chatContract('Slack', () => openSlack(false))
chatContract('Slack over HTTP', () => openSlack(true))

/** The real adapter and the real library over socket mode or HTTP, on a double of Slack. Customers and staff ask in direct messages. */
async function openSlack(http: boolean): Promise<Stage> {
  const { db, url, close } = await testDatabase()
  await slackPeople(db)
  const { bot } = testBot({ db, ledger: createLedger, commands: contractCommands, screenshot: readScreenshot })
  const {
    space,
    adapter,
    hands,
    settled,
    close: leave,
  } = await slackStage({ db, databaseUrl: url, bot, commands: contractCommands, files: bytesForStaff, http })
  const userOf = (person: string): string => USERS[person as keyof typeof USERS]

  const visible = (person: string): readonly (Message | View)[] => {
    const user = userOf(person)
    const own = space.people.get(user)?.direct
    const messages = space.messages.filter(
      ({ channel, only }) =>
        (channel === own || (channel === STAFF_CHANNEL && space.channels.get(channel)?.members.has(user))) &&
        (only === undefined || only === user),
    )
    const views = [...space.views.values()].filter((view) => view.user === user)
    return [...messages, ...views].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  }
  const find = (person: string, { id }: Shown): Message | View => {
    const found = visible(person).find((one) => idOf(one) === id)
    if (!found) throw new Error(`${person} does not see ${id}`)
    return found
  }
  return {
    chat: adapter.chat,
    says: async (person, text, files) => {
      await hands.says(userOf(person), text, files)
      await settled()
    },
    runs: async (person, command) => {
      await hands.command(userOf(person), command)
      await settled()
    },
    presses: async (person, message, label) => {
      const found = find(person, message)
      if (isView(found)) await hands.pressesInView(userOf(person), found.view, label)
      else await hands.presses(userOf(person), found, label)
      await settled()
    },
    fills: async (person, message, answers, files) => {
      const found = find(person, message)
      if (!isView(found)) throw new Error('this is no window')
      await hands.submits(userOf(person), found, answers, files)
      await settled()
    },
    again: async () => {
      await hands.again()
      await settled()
    },
    sees: async (person) => visible(person).map(shown),
    picture: async (person, message, index) => {
      const found = visible(person).find((one) => idOf(one) === message.id)
      const id = found && picturesOf(blocksOf(found))[index]
      return id === undefined ? undefined : space.files.get(id)?.bytes
    },
    file: async (person, message) => {
      const found = visible(person).find((one) => idOf(one) === message.id)
      const [id = ''] = found && !isView(found) && found.user === BOT ? found.files : []
      const file = space.files.get(id)
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
      await leave()
      await close()
    },
  }
}

const isView = (one: Message | View): one is View => 'hash' in one
const idOf = (one: Message | View): string => (isView(one) ? one.id : one.ts)
const orderOf = (one: Message | View): string => (isView(one) ? one.order : one.ts)
const blocksOf = (one: Message | View) => (isView(one) ? asList(one.view.blocks) : one.blocks)

function shown(one: Message | View): Shown {
  const blocks = blocksOf(one)
  const { calls, links } = buttonsOf(blocks)
  const fields = isView(one) ? fieldsOf(one) : []
  const own = !isView(one) && one.user !== BOT
  const title = isView(one) ? [String(asJson(one.view.title).text)] : []
  const words = blocks.length > 0 ? wordsOf(blocks) : isView(one) ? '' : [one.text, ...one.files].join('\n')
  return {
    id: idOf(one),
    own,
    words: [...title, words, ...fields.map(({ problem }) => problem)].join('\n'),
    buttons: calls,
    links,
    fields,
    pictures: picturesOf(blocks).length,
  }
}

function fieldsOf({ view, errors, state }: View): Shown['fields'] {
  return asList(view.blocks).flatMap(({ block_id, element }) => {
    const id = String(block_id)
    if (!id.startsWith('q:')) return []
    const { action_id, initial_value, initial_option } = asJson(element)
    const name = String(action_id)
    const entered = state[id]?.[name]
    const files = asList(entered?.files)
      .map((file) => file.id)
      .join(',')
    const chosen = asJson(entered?.selected_option ?? initial_option).value
    const value = String(entered?.value ?? initial_value ?? chosen ?? files)
    return [{ name, value, problem: errors[id] ?? '' }]
  })
}
