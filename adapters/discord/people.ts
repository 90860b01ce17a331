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

const gateway = z.object({ session_start_limit: z.object({ max_concurrency: z.number().min(1).default(1) }) })

/** How many sessions Discord takes within five seconds. */
export const sessionsAtOnce = async (rest: REST): Promise<number> =>
  gateway.parse(await rest.get(Routes.gatewayBot())).session_start_limit.max_concurrency
