import { z } from 'zod'

/** Where an answer is shown: never to others than the person. It travels in windows, so that an answer finds its way after a restart. */
export const place = z.discriminatedUnion('in', [
  /** Their direct messages; `replace`: the message there that the answer takes the place of. */
  z.object({ in: z.literal('direct'), user: z.string(), replace: z.object({ channel: z.string(), ts: z.string() }).optional() }),
  /** A shared channel, for their eyes only; `url`: where Slack takes answers for half an hour; `replace`: what was pressed is theirs too. */
  z.object({ in: z.literal('shared'), user: z.string(), channel: z.string(), url: z.string().optional(), replace: z.boolean() }),
])
export type Place = z.infer<typeof place>

/** Direct messages: a person's with the app, or with another person. */
export const isDirect = (channel: string): boolean => channel.startsWith('D')
