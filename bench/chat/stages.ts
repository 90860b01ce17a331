import { createHands as discordHands } from '../../test/support/discord/hands.ts'
import { discordDouble } from '../../test/support/discord/server.ts'
import { TOKEN as DISCORD_TOKEN } from '../../test/support/discord/world.ts'
import { APP_TOKEN, BOT_TOKEN } from '../../test/support/slack/api.ts'
import { createHands as slackHands } from '../../test/support/slack/hands.ts'
import { slackDouble } from '../../test/support/slack/server.ts'
import { BOT, TEAM } from '../../test/support/slack/workspace.ts'
import { createHands as telegramHands } from '../../test/support/telegram/hands.ts'
import { telegramDouble } from '../../test/support/telegram/server.ts'
import { TOKEN } from '../../test/support/telegram/world.ts'

/** A platform's double with people on it, who ask for their balance. */
export interface Stage {
  readonly platform: string
  readonly workspace: string
  /** Their ids on the platform. */
  readonly people: readonly string[]
  /** What a process needs to know. */
  readonly env: Readonly<Record<string, string>>
  asks(person: string): void
  /** Whom a person reads an answer from: called with their id for each. */
  onAnswer(hear: (person: string) => void): void
  close(): Promise<void>
}

export const STAGES: Readonly<Record<string, (people: number) => Promise<Stage>>> = {
  telegram: telegramStage,
  slack: slackStage,
  discord: discordStage,
}

/** In private chats, by long polling. */
async function telegramStage(count: number): Promise<Stage> {
  const double = await telegramDouble()
  const { world } = double
  const hands = telegramHands(double)
  const people = Array.from({ length: count }, (_, index) => 5_510_000 + index)
  for (const id of people) world.addPerson(id, `p${id}`, 'en').chat = 'open'
  return {
    platform: 'telegram',
    workspace: '',
    people: people.map(String),
    env: { TELEGRAM_TOKEN: TOKEN, TELEGRAM_API_URL: double.apiUrl },
    asks: (person) => hands.says(Number(person), '/balance'),
    onAnswer: (hear) => onPush(world.messages, ({ from, chat, text }) => from === 0 && isAnswer(text) && hear(String(chat))),
    close: () => double.close(),
  }
}

/** In a channel, by socket mode: only the asker sees the answer. */
async function slackStage(count: number): Promise<Stage> {
  const double = await slackDouble()
  const { space } = double
  const hands = slackHands(double)
  const people = Array.from({ length: count }, (_, index) => `U0P${index}`)
  for (const id of people) space.addPerson(id, id, 'en-US')
  const channel = 'C0GENERAL01'
  space.addChannel(channel, [BOT, ...people])
  return {
    platform: 'slack',
    workspace: TEAM,
    people,
    env: { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: double.apiUrl },
    asks: (person) => void hands.command(person, 'balance', channel),
    onAnswer: (hear) =>
      onPush(space.messages, ({ only, text, blocks }) => only && isAnswer(`${text}${JSON.stringify(blocks)}`) && hear(only)),
    close: () => double.close(),
  }
}

/** In a server: only the asker sees the answer. */
async function discordStage(count: number): Promise<Stage> {
  const double = await discordDouble()
  const { world } = double
  const hands = discordHands(double)
  const people = Array.from({ length: count }, (_, index) => String(1_184_002_200_000_000_000n + BigInt(index)))
  for (const id of people) world.addPerson(id, `p${id}`, 'en-US')
  const guild = world.addGuild('1184001100000000001', people)
  const { id: channel } = world.addChannel('1184001100000000003', guild, 'general')
  world.commands = [{ id: world.newId(), name: 'balance', type: 1 }]
  return {
    platform: 'discord',
    workspace: '',
    people,
    env: { DISCORD_TOKEN, DISCORD_API_URL: double.apiUrl },
    // A process is ready a moment before its line to Discord stands.
    asks: (person) => void double.gateway.stands(1).then(() => hands.command(person, 'balance', {}, { channel })),
    onAnswer: (hear) => {
      const answered = ({ only, content, components }: (typeof world.messages)[number]): boolean => {
        if (!only || !isAnswer(`${content}${JSON.stringify(components)}`)) return false
        for (const [token, { user }] of world.interactions) if (user === only) world.interactions.delete(token)
        hear(only)
        return true
      }
      // Under load an answer is announced first, and written into the same message when it is there.
      const announced = new Set<(typeof world.messages)[number]>()
      onPush(world.messages, (message) => message.only && !answered(message) && announced.add(message))
      setInterval(() => {
        for (const message of announced) if (answered(message)) announced.delete(message)
      }, 5).unref()
    },
    close: () => double.close(),
  }
}

/** What is not an answer is a greeting at the first contact. */
const isAnswer = (words: string): boolean => words.includes('CNY 1,000.00')

/** Hears of every message, and lets old ones go: a double keeps what was written for ever. */
function onPush<T>(messages: T[], hear: (message: T) => unknown): void {
  const push = messages.push.bind(messages)
  messages.push = (...added) => {
    if (messages.length > 2_000) messages.splice(0, 1_000)
    const length = push(...added)
    for (const message of added) hear(message)
    return length
  }
}
