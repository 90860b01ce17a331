import { type REST, Routes } from 'discord.js'
import { z } from 'zod'

const account = z.object({ id: z.string(), username: z.string() })
/** The bot, as Discord knows it. */
export type Me = z.infer<typeof account>

/** Asks Discord who the token belongs to. */
export const whoWeAre = async (rest: REST): Promise<Me> => account.parse(await rest.get(Routes.user()))

/** The application of the token. */
export const applicationOf = async (rest: REST): Promise<string> =>
  z.object({ id: z.string() }).parse(await rest.get(Routes.currentApplication())).id
