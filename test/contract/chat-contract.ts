import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocaleName } from '../../locales/index.ts'
import type { Chat } from '../../src/chat.ts'
import { AppError } from '../../src/errors.ts'
import type { Viewer } from '../../src/format.ts'
import { type Block, call, type Reply } from '../../src/reply.ts'
import { EVERY_BYTE } from '../support/files.ts'
import { BUTTONS, card, everything, HOSTILE, SHOWN } from './commands.ts'

/** A message as one person sees it now. */
export interface Shown {
  /** Their own words, not Purser's. */
  readonly own: boolean
  /** Every word that is shown, in order. */
  readonly words: string
  readonly buttons: readonly string[]
  readonly links: readonly string[]
  /** The questions of its form, with what is filled in and what is wrong. */
  readonly fields: readonly { readonly name: string; readonly value: string; readonly problem: string }[]
  readonly pictures: number
  /** What the platform calls it. */
  readonly id: string
}

/** A file that somebody sends. */
export interface Sent {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * A platform with people on it, driven from outside, over what the platform really speaks. Customers: "lin" (zh-CN) and
 * "amy" (en). Staff: "wang" (zh-HK) and "lee" (en), who share a staff chat. The bot runs `contractCommands`.
 */
export interface Stage {
  readonly chat: Chat
  says(person: string, text: string, files?: readonly Sent[]): Promise<void>
  /** Picks a command from the platform's menu, or types it with its slash. */
  runs(person: string, command: string): Promise<void>
  presses(person: string, message: Shown, button: string): Promise<void>
  fills(
    person: string,
    message: Shown,
    answers: Readonly<Record<string, string>>,
    files?: Readonly<Record<string, readonly Sent[]>>,
  ): Promise<void>
  /** Delivers the last of the above once more, exactly as it was. */
  again(): Promise<void>
  /** What a person sees, oldest first. */
  sees(person: string): Promise<readonly Shown[]>
  /** A picture of a message, as this person gets it; undefined when they may not. */
  picture(person: string, message: Shown, index: number): Promise<Uint8Array | undefined>
  /** The file of a message, as this person gets it; undefined when there is none, or they may not. */
  file(person: string, message: Shown): Promise<Sent | undefined>
  /** What somebody hears who is let in as staff alone, and is one no more: nothing is left for them to ask by. */
  readonly shutOut?: RegExp
  /** This member of staff is one no more. */
  dismissed(person: string): Promise<void>
  /** Where private messages to this person go, as the core learnt it from the platform. */
  chatOf(person: string): Promise<string>
  /** Has this code be one that links a chat. */
  known(code: string): Promise<void>
  /** The originals that the core stored, newest first. */
  stored(): Promise<readonly Uint8Array[]>
  close(): Promise<void>
}

const viewer = (locale: LocaleName): Viewer => ({ locale, zone: 'Asia/Shanghai', now: new Date('2026-11-18T08:00:00Z') })

const screenshot = readFileSync(new URL('../support/fixtures/screenshots/s1_success_light.png', import.meta.url))

/** What every chat adapter keeps, whatever its platform can show. Nothing here may be skipped. */
export function chatContract(name: string, open: () => Promise<Stage>): void {
  describe(`the chat contract on ${name}`, () => {
    let stage: Stage
    beforeAll(async () => {
      stage = await open()
    })
    afterAll(() => stage.close())

    const last = async (person: string): Promise<Shown> => (await stage.sees(person)).filter((message) => !message.own).at(-1) as Shown
    const asks = async (person: string, command: string): Promise<Shown> => {
      await stage.runs(person, command)
      return last(person)
    }

    describe('shows', () => {
      it.each([
        ['lin', ['¥36.20', '11月18日 14:32', '-¥1,234.50']],
        ['amy', ['CNY 36.20', '18 Nov 14:32', '-CNY 1,234.50']],
      ] as const)('every fact of every kind of block, formatted for %s', async (person, formatted) => {
        const shown = await asks(person, 'everything')
        const constant = ['Open the app', '100.00', 'Account', 'UID 10428', 'Charges of thirty days', 'Record', 'Time', 'Product', 'Sum']
        const rest = ['R90412', '对象存储 OSS', 'Collection code', 'Please top up before tomorrow', SHOWN]
        for (const fact of [...formatted, ...constant, ...rest]) expect(shown.words).toContain(fact)
        expect(shown.links).toEqual(['https://pay.example/go?a=1&b=2'])
      })

      it('a picture with its bytes', async () => {
        const shown = await asks('amy', 'everything')
        expect(shown.pictures).toBe(1)
        const bytes = Buffer.from((await stage.picture('amy', shown, 0)) ?? [])
        expect(bytes.subarray(1, 4).toString()).toBe('PNG')
      })

      it('a text longer than one message of most platforms, whole and in order', async () => {
        const long = Array.from({ length: 400 }, (_, i) => `第${i}行，金额 ¥${i}.00 🀄️ 𠮷野家`).join(' ')
        await stage.chat.send(
          await stage.chatOf('lin'),
          { audience: 'asker', blocks: [{ type: 'text', text: [long] }], actions: [] },
          viewer('zh-CN'),
        )
        const shown = (await stage.sees('lin')).map((message) => message.words).join('\n')
        expect(shown.replaceAll('\n', '')).toContain(long)
      })
    })

    describe('a button', () => {
      it.each(BUTTONS.map((button) => [button.label.join(''), button] as const))(
        'comes back as the same call: %s',
        async (label, button) => {
          await stage.presses('amy', await asks('amy', 'buttons'), label)
          expect((await last('amy')).words).toContain(`spell ${JSON.stringify('input' in button ? button.input : {})} private true`)
        },
      )

      it('pressed by one person is answered to that person alone, and leaves a shared card standing', async () => {
        await stage.chat.send(sharedChat(), card('open'), viewer('en'))
        const shown = await last('wang')
        await stage.presses('wang', shown, 'Credit')
        expect((await last('wang')).words).toContain('spell {"ticket":"3058","version":"1"} private false')
        expect((await last('lee')).words).toContain('Ticket 3058')
        expect((await stage.sees('lee')).some((message) => message.words.includes('spell {"ticket'))).toBe(false)
        expect((await stage.sees('wang')).some((message) => message.buttons.includes('Credit'))).toBe(true)
      })

      it('is answered in the place of the message that carried it', async () => {
        const first = await asks('amy', 'count')
        const seen = (await stage.sees('amy')).length
        await stage.presses('amy', first, 'Again')
        expect(await last('amy')).toMatchObject({ id: first.id })
        expect(await stage.sees('amy')).toHaveLength(seen)
      })
    })

    describe('a form', () => {
      const answers = { sum: '１２８.００ 元', at: 'yesterday 14:32', method: 'bank', tail: '0021', reference: '70251', note: HOSTILE }

      it('comes back with everything that was entered, and with what it carried unseen', async () => {
        const form = await asks('lin', 'form')
        expect(form.fields.map((field) => field.name)).toEqual(['sum', 'at', 'method', 'tail', 'reference', 'note', 'shots'])
        await stage.fills('lin', form, answers, { shots: [{ name: 'a.png', bytes: screenshot }] })
        expect((await last('lin')).words).toContain(JSON.stringify({ hidden: 'ticket-7', ...answers, shots: 1 }))
      })

      it('says what is wrong at its field and keeps the rest, pictures too', async () => {
        await stage.fills('amy', await asks('amy', 'form'), { ...answers, sum: '0' }, { shots: [{ name: 'a.png', bytes: screenshot }] })
        const back = await last('amy')
        expect(back.fields.find((field) => field.name === 'sum')).toMatchObject({ problem: 'Nothing is not an amount' })
        expect(back.fields.find((field) => field.name === 'note')).toMatchObject({ value: HOSTILE })
        await stage.fills('amy', back, { ...answers, sum: '5', shots: back.fields.find((field) => field.name === 'shots')?.value ?? '' })
        expect((await last('amy')).words).toContain(JSON.stringify({ hidden: 'ticket-7', ...answers, sum: '5', shots: 1 }))
      })
    })

    describe('what arrives twice', () => {
      it('has one effect and one answer', async () => {
        await stage.runs('lin', 'count')
        const before = await stage.sees('lin')
        await stage.again()
        expect(await stage.sees('lin')).toEqual(before)
        const next = Number(/counted (\d+)/.exec(before.at(-1)?.words ?? '')?.[1]) + 1
        await stage.presses('lin', before.at(-1) as Shown, 'Again')
        await stage.again()
        expect((await last('lin')).words).toContain(`counted ${next}`)
      })
    })

    describe('a file', () => {
      it('arrives byte for byte, and only its sender is shown it', async () => {
        await stage.says('amy', 'paid', [{ name: '付款.png', bytes: screenshot }])
        const shown = await last('amy')
        expect(shown.words).toContain('picture with paid')
        const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
        expect((await stage.stored()).map(sha)[0]).toBe(sha(screenshot))
        expect(await stage.picture('amy', shown, 0)).toBeDefined()
        expect(await stage.picture('lin', shown, 0)).toBeUndefined()
      })

      it('with a code beside it is passed on without that, and its sender is told so', async () => {
        await stage.known('7K2M-QX4R-9TB')
        const before = (await stage.sees('amy')).length
        await stage.says('amy', 'for my sister, 7K2M-QX4R-9TB', [{ name: 'paid.png', bytes: screenshot }])
        const words = (await stage.sees('amy')).slice(before).flatMap((message) => (message.own ? [] : [message.words]))
        expect(words.join('\n')).toMatch(/left out the link code[\s\S]*picture with for my sister,(?! 7K2M)/)
      })

      it('that is too large is refused with words, and the conversation goes on', async () => {
        await stage.says('amy', 'paid', [{ name: 'big.png', bytes: new Uint8Array(10 * 1024 * 1024 + 1) }])
        expect((await last('amy')).words).toMatch(/10 MB/)
        expect((await asks('amy', 'everything')).words).toContain('UID 10428')
      })
    })

    describe('an error', () => {
      it('is told in the language of the person, to that person alone, without its cause', async () => {
        const seen = await stage.sees('lee')
        expect((await asks('lin', 'boom')).words).toContain('您的权限不包含这项操作')
        expect((await asks('wang', 'boom')).words).toContain('你的權限不包括這項操作')
        expect((await asks('amy', 'broken')).words).not.toContain('secret')
        expect(await stage.sees('lee')).toEqual(seen)
      })
    })

    describe('jobs', () => {
      it('send a message to one person, and change a card in its place for everybody', async () => {
        await stage.chat.send(await stage.chatOf('amy'), everything(), viewer('en'))
        expect((await last('amy')).words).toContain('UID 10428')
        const message = await stage.chat.send(sharedChat(), card('open'), viewer('en'))
        const seen = (await stage.sees('lee')).length
        await stage.chat.edit(sharedChat(), message, card('credited by 王敏'), viewer('en'))
        for (const person of ['lee', 'wang']) expect((await last(person)).words).toContain('credited by 王敏')
        expect(await stage.sees('lee')).toHaveLength(seen)
        expect((await stage.sees('amy')).some((shown) => shown.words.includes('Ticket 3058'))).toBe(false)
      })
    })

    describe('a card that grows', () => {
      /** As the job does it: what cannot be changed in its place is sent anew. */
      const shows = async (message: string, now: Reply): Promise<string> => {
        try {
          await stage.chat.edit(sharedChat(), message, now, viewer('en'))
          return message
        } catch (error) {
          if (!(error instanceof AppError) || !error.is('message_gone')) throw error
          return stage.chat.send(sharedChat(), now, viewer('en'))
        }
      }
      const image: Block = { type: 'image', source: { from: 'qr', content: 'https://pay.example/1' }, alt: ['Collection code'] }
      const long: Block = { type: 'text', text: [Array.from({ length: 900 }, (_, each) => `line${each}`).join(' ')] }
      const more = (state: string, ...blocks: readonly Block[]): Reply => ({ ...card(state), blocks: [...card(state).blocks, ...blocks] })

      it.each([
        ['takes up a picture', [more('answered', image)]],
        ['takes several messages', [more('answered', image, image, long), more('in hand', image, image, long)]],
      ])('%s and is folded, as one card that can be pressed once', async (_how, states) => {
        const before = (await stage.sees('lee')).length
        let message = await stage.chat.send(sharedChat(), card('open'), viewer('en'))
        for (const state of [...states, card('credited by 王敏')]) {
          message = await shows(message, state)
          const seen = (await stage.sees('lee')).slice(before)
          const words = seen.map((shown) => shown.words).join(' ')
          for (const each of ['open', 'answered', 'in hand', 'credited by 王敏'])
            expect(words.includes(`${each}`)).toBe(JSON.stringify(state).includes(`"${each}"`))
          expect(seen.filter(({ buttons }) => buttons.includes('Credit'))).toHaveLength(1)
        }
      })
    })

    describe('a file to keep', () => {
      const gets = async (person: string): Promise<readonly Sent[]> => {
        const files = await Promise.all((await stage.sees(person)).map((shown) => stage.file(person, shown)))
        return files.flatMap((file) => file ?? [])
      }
      const holder = async (person: string): Promise<Shown> => {
        const shown = await stage.sees(person)
        const files = await Promise.all(shown.map((each) => stage.file(person, each)))
        return shown[files.findLastIndex((file) => file !== undefined)] as Shown
      }

      it('arrives byte for byte with what it is, at who asked alone', async () => {
        await stage.runs('wang', 'paper')
        const shown = await holder('wang')
        expect(await stage.file('wang', shown)).toEqual({ name: 'case-3058.pdf', bytes: Buffer.from(EVERY_BYTE) })
        expect(shown.words).toContain(`Case file, ${SHOWN}`)
        expect(await gets('lee')).toEqual([])
        expect(await stage.file('lee', shown)).toBeUndefined()
      })

      it('that is asked for on a shared card comes to who pressed, and to nobody beside', async () => {
        const [before, others] = [(await gets('wang')).length, await stage.sees('lee')]
        await stage.chat.send(sharedChat(), { ...card('open'), actions: [call('Paper', 'paper')] }, viewer('en'))
        await stage.presses('wang', await last('wang'), 'Paper')
        expect(await gets('wang')).toHaveLength(before + 1)
        expect(await gets('lee')).toEqual([])
        expect(await stage.sees('lee')).toHaveLength(others.length + 1)
      })

      it('is not for everybody who asks, nor for who may no longer have it: they are told', async () => {
        await stage.runs('amy', 'paper')
        expect((await last('amy')).words).toContain('Case file')
        expect(await gets('amy')).toEqual([])
        const [had, before, held] = [(await gets('wang')).length, (await stage.sees('wang')).length, await holder('wang')]
        await stage.dismissed('wang')
        if (stage.shutOut) {
          await expect(stage.runs('wang', 'paper')).rejects.toThrow(stage.shutOut)
          expect(await stage.file('wang', held)).toBeUndefined()
          return
        }
        await stage.runs('wang', 'paper')
        expect((await stage.sees('wang')).length).toBeGreaterThan(before)
        expect((await last('wang')).words).toContain('Case file')
        expect(await gets('wang')).toHaveLength(had)
      })
    })

    const sharedChat = (): string => stage.chat.staffChats[0] as string
  })
}
