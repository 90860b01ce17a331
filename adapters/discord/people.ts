import type { REST } from '@discordjs/rest'
import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'

const account = z.object({ id: z.string(), username: z.string() })
/** The bot, as Discord knows it. */
export type Me = z.infer<typeof account>

/** Asks Discord who the token belongs to. */
export const whoWeAre = async (rest: REST): Promise<Me> => account.parse(await rest.get(Routes.user()))

const application = z.object({
  id: z.string(),
  /** Bits: which privileged intents are switched on, among others. */
  flags: z.number().default(0),
  /** Where Discord sends commands and presses instead of telling the connection. */
  interactions_endpoint_url: z.string().nullish(),
})

/** The application of the token. */
export const theApplication = async (rest: REST): Promise<z.infer<typeof application>> =>
  application.parse(await rest.get(Routes.currentApplication()))

export const applicationOf = async (rest: REST): Promise<string> => (await theApplication(rest)).id

/** An address that a web socket can be opened to: the library would end the process at another. */
export const isGateway = (url: string): boolean => URL.canParse(url) && /^wss?:$/.test(new URL(url).protocol) && new URL(url).hash === ''

const gateway = z.object({
  url: z.string().refine(isGateway),
  shards: z.number().default(1),
  session_start_limit: z.object({
    total: z.number().default(1_000),
    /** How many sessions Discord takes within five seconds. */
    max_concurrency: z.number().min(1).default(1),
    /** How many more it takes today, and in how many milliseconds that is over. */
    remaining: z.number().default(1),
    reset_after: z.number().default(0),
  }),
})

/** Where Discord wants the bot to connect to, and how often. */
export const theGateway = async (rest: REST): Promise<z.infer<typeof gateway>> => gateway.parse(await rest.get(Routes.gatewayBot()))
