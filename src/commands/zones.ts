import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { call, reply, text, title } from '../reply.ts'

/** Common time zones as buttons, and the way to type another one. */
export const zones = defineCommand({
  name: 'zones',
  role: 'anyone',
  effect: 'read',
  input: z.object({}),
  run: async ({ t }) =>
    reply(
      [title(t.settings.zonesTitle), text(t.settings.zonesText, 'quiet')],
      [
        ...Object.entries(t.settings.zones).map(([zone, name]) => call(name, 'zone', { zone: zone.replaceAll('/', '~') })),
        call(t.settings.otherZone, 'zone'),
        call(t.common.back, 'settings'),
      ],
    ),
})
