import { Writable } from 'node:stream'
import pino from 'pino'
import { commands } from '../../../src/commands/index.ts'
import { createLedger } from '../../../src/ledger/index.ts'
import { testBot } from '../bot.ts'
import { testDatabase } from '../database.ts'
import { wordsOf } from './shown.ts'
import { discordPeople, discordStage, populated, type StageOptions } from './stage.ts'
import { BOT } from './world.ts'

export type Stage = Awaited<ReturnType<typeof discordStage>>
type Again = (more?: Pick<StageOptions, 'elect'>) => Promise<Stage>

/** An election that every process wins: two hold the same connection, as when one was taken for dead. */
export const everybody: NonNullable<StageOptions['elect']> = (_name, serve) => {
  let end = async (): Promise<void> => undefined
  return {
    start: async () => {
      end = await serve(() => undefined)
    },
    stop: () => end(),
  }
}

/** What this person was told in their direct messages. */
export const direct = (stage: Stage, user: string): readonly string[] =>
  stage.world.messages.filter(({ channel, from }) => channel === stage.world.people.get(user)?.dm && from === BOT.id).map(wordsOf)

/** How often this person was told a balance. */
export const answered = (stage: Stage, user: string): number =>
  stage.world.seenBy(user).filter((message) => /CNY 0\.00|0\.00/.test(wordsOf(message))).length

export type DiscordLives = Awaited<ReturnType<typeof discordLives>>

/** The product's commands on one database, and lives of the adapter in front of it. `said`: what they log. */
export async function discordLives() {
  const { db, url, close } = await testDatabase()
  await discordPeople(db)
  for (const { id } of await db.customer.findMany()) await createLedger(db).openWallet(id, 'CNY')
  const said: string[] = []
  const write = (line: Buffer, _: string, done: () => void): void => {
    said.push(String(line))
    done()
  }
  const log = pino({}, new Writable({ write }))
  const { bot } = testBot({ db, ledger: createLedger, commands })

  /** A life of the adapter, and its end. `again`: another process on the same database, which the same Discord knows. */
  async function life(how: Pick<StageOptions, 'shards' | 'token'>, then: (stage: Stage, again: Again) => Promise<void>) {
    const discord = await populated()
    discord.gateway.shards = how.shards ?? 1
    const stages: Stage[] = []
    const open: Again = async (more = {}) => {
      const stage = await discordStage({ db, databaseUrl: url, bot, commands, discord, log, ...how, ...more })
      stages.push(stage)
      return stage
    }
    try {
      await then(await open(), open)
    } finally {
      for (const stage of stages) await stage.close()
      await discord.close()
    }
  }
  return { db, url, said, log, life, end: close }
}
