import { randomUUID } from 'node:crypto'
import type { BlockView, MessageView, Words } from '../../adapters/web/page/view.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import { testBot } from '../support/bot.ts'
import { knownCode } from '../support/codes.ts'
import { testDatabase } from '../support/database.ts'
import { bytesForStaff } from '../support/files.ts'
import { webPeople, webServer } from '../support/web.ts'
import { chatContract, type Shown, type Stage } from './chat-contract.ts'
import { contractCommands } from './commands.ts'

chatContract('the browser chat', openWeb)

const sideOf = (person: string): 'customer' | 'staff' => (person === 'wang' || person === 'lee' ? 'staff' : 'customer')

/** The browser chat over real HTTP, as its page uses it. */
async function openWeb(): Promise<Stage> {
  const { db, url, close } = await testDatabase()
  await webPeople(db)
  const { bot } = testBot({ db, ledger: createLedger, commands: contractCommands, screenshot: readScreenshot })
  const server = await webServer({ db, databaseUrl: url, bot, commands: contractCommands, files: bytesForStaff })
  const shown = new Map<string, MessageView>()
  let latest = (): Promise<Response> => Promise.reject(new Error('nothing was sent yet'))
  const send = async (person: string, act: object, files: readonly { field: string; name: string; bytes: Uint8Array }[] = []) => {
    const id = randomUUID()
    latest = () => server.send(sideOf(person), person, act, { id, files })
    const response = await latest()
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  }
  return {
    chat: server.chat,
    says: (person, text, files = []) =>
      send(
        person,
        { type: 'text', text },
        files.map((file) => ({ field: 'files', ...file })),
      ),
    runs: (person, command) => send(person, { type: 'command', command }),
    presses: (person, { id }, button) => {
      const found = shown.get(id)?.reply?.actions.find((action) => action.label === button)
      if (found?.type !== 'call') throw new Error(`no button ${button}`)
      return send(person, { type: 'press', message: id, wire: found.wire })
    },
    fills: (person, { id }, input, files = {}) =>
      send(
        person,
        { type: 'form', message: id, input },
        Object.entries(files).flatMap(([field, list]) => list.map((file) => ({ field, ...file }))),
      ),
    again: async () => void (await latest()),
    sees: async (person) => {
      const { messages } = await server.history(sideOf(person), person)
      for (const message of messages) shown.set(message.id, message)
      return messages.map(seen)
    },
    picture: async (person, { id }, index) => {
      const message = shown.get(id)
      const query = new URLSearchParams({
        side: sideOf(person),
        user: person,
        message: id,
        version: String(message?.version),
        slot: String(index),
      })
      const response = await server.call(`/api/picture?${query}`)
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined
    },
    file: async (person, { id }) => {
      const query = new URLSearchParams({
        side: sideOf(person),
        user: person,
        message: id,
        version: String(shown.get(id)?.version),
        slot: '0',
      })
      const response = await server.call(`/api/file?${query}`)
      if (!response.ok) return undefined
      const [, name = ''] = /^attachment; filename="(.*)"$/.exec(response.headers.get('content-disposition') ?? '') ?? []
      return { name, bytes: Buffer.from(await response.arrayBuffer()) }
    },
    shutOut: /^403 /,
    dismissed: async (person) => {
      const { staffId } = await db.identity.findFirstOrThrow({ where: { userId: person } })
      await db.staff.update({ where: { id: staffId ?? 0n }, data: { removedAt: new Date() } })
    },
    chatOf: async (person) => {
      const key = { platform: 'web', workspace: '', userId: person }
      return (await db.identity.findUniqueOrThrow({ where: { platform_workspace_userId: key } })).chat ?? ''
    },
    known: (code) => knownCode(db, code),
    stored: async () => (await db.attachment.findMany({ orderBy: { id: 'desc' } })).flatMap((row) => row.original ?? []),
    close: async () => {
      await server.close()
      await close()
    },
  }
}

function seen({ id, own, reply }: MessageView): Shown {
  const questions = reply?.form?.questions ?? []
  const fields = questions.map((question) => ({
    name: question.name,
    value: question.control === 'pictures' ? question.kept.map((each) => each.id).join(',') : question.value,
    problem: question.problem ?? '',
  }))
  const actions = reply?.actions ?? []
  return {
    id,
    own: own !== undefined,
    words: own
      ? [own.text, ...own.files].join('\n')
      : [...(reply?.blocks ?? []).map(wordsOf), ...fields.map((field) => field.problem)].join('\n'),
    buttons: actions.flatMap((action) => (action.type === 'call' ? [action.label] : [])),
    links: actions.flatMap((action) => (action.type === 'link' ? [action.url] : [])),
    fields,
    pictures: (reply?.blocks ?? []).filter((block) => block.type === 'image').length,
  }
}

const plain = (words: Words): string => words.map((part) => (typeof part === 'string' ? part : part.text)).join('')

function wordsOf(block: BlockView): string {
  switch (block.type) {
    case 'title':
    case 'text':
    case 'notice':
      return plain(block.words)
    case 'list':
      return block.items.map(plain).join('\n')
    case 'facts':
      return block.facts.map(({ label, value }) => `${label}: ${plain(value)}`).join('\n')
    case 'table':
      return [plain(block.caption), ...block.columns.map(({ label }) => label), ...block.rows.flat().map(plain)].join('\n')
    case 'image':
      return block.alt
    case 'file':
      return block.label
  }
}
