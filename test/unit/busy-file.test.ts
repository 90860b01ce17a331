import { describe, expect, it } from 'vitest'
import { createDress } from '../../adapters/discord/files.ts'
import { render as discord } from '../../adapters/discord/render.ts'
import { drawBlock as slack } from '../../adapters/slack/render.ts'
import { createShare } from '../../adapters/slack/share.ts'
import { createPost } from '../../adapters/telegram/post.ts'
import { render as telegram } from '../../adapters/telegram/render.ts'
import { LOCALES, type LocaleName, locales } from '../../locales/index.ts'
import { type Block, reply } from '../../src/reply.ts'

const paper: Block = { type: 'file', source: { from: 'case', ticket: '3058', locale: 'en', zone: 'UTC' }, label: ['Case file'] }
const drawing = (locale: LocaleName) => ({ viewer: { locale, zone: 'UTC', now: new Date(0) }, commands: new Map(), tables: true })
const pictures = { picture: async () => undefined }
const asker = { staff: true }

/** What each chat sends where nothing is handed out for this reason. */
const CHATS = {
  discord: async (locale: LocaleName, found: 'busy' | undefined) =>
    createDress(pictures, { file: async () => found })(discord(reply([paper]), drawing(locale))[0] as never, asker),
  telegram: async (locale: LocaleName, found: 'busy' | undefined) => {
    const sent: unknown[] = []
    const sendMessage = async (_chat: number, words: string) => ({ message_id: sent.push(words) })
    const post = createPost(pictures, { file: async () => found })
    await post.send(
      async (call) => call({ sendMessage } as never),
      { chat: 1 },
      telegram(reply([paper]), drawing(locale))[0] as never,
      asker,
    )
    return sent
  },
  slack: async (locale: LocaleName, found: 'busy' | undefined) => {
    const sent: unknown[] = []
    const client = { chat: { postMessage: async (message: unknown) => sent.push(message) } }
    const [file] = slack(paper, drawing(locale))
    await createShare({ file: async () => found })(client as never, 'D1', file as never, async () => asker)
    return sent
  },
}

describe.each(Object.entries(CHATS))('%s', (_, sends) => {
  it.each(LOCALES)('says of a file that too many are being made, and of another that it is not to be had (%s)', async (locale) => {
    const { fileBusy, fileGone } = locales[locale].common
    const [busy, gone] = [JSON.stringify(await sends(locale, 'busy')), JSON.stringify(await sends(locale, undefined))]
    expect([busy.includes(String(fileBusy)), busy.includes(String(fileGone))]).toEqual([true, false])
    expect([gone.includes(String(fileBusy)), gone.includes(String(fileGone))]).toEqual([false, true])
  })
})
