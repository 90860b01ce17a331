import { z } from 'zod'
import { locales } from '../../locales/index.ts'
import { zoneMeant, zoneName } from '../billing/zones.ts'
import { defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { questions } from '../form.ts'
import { showSettings } from './settings.ts'

/** Sets this chat's time zone. On a button "/" stands as "~", since buttons carry no slash. */
export const zone = defineCommand({
  name: 'zone',
  role: 'anyone',
  effect: 'write',
  input: z.object({ zone: z.string().min(1).max(64).register(questions, { control: 'text', ask: 'zone' }) }),
  wire: ['zone'],
  form: { title: (t) => t.settings.zoneForm, submit: (t) => t.settings.save },
  run: async (ctx, input) => {
    const typed = input.zone.replaceAll('~', '/')
    const names = Object.values(locales).map((t) => t.settings.zones)
    const meant =
      names.map((common) => zoneMeant(typed, common)).find((found) => found !== undefined) ??
      fail('invalid_input', { problems: { zone: ctx.t.settings.badZone } })
    await ctx.db.identity.update({ where: { id: ctx.identity.id }, data: { zone: meant } })
    return showSettings(ctx, { ...ctx.viewer, zone: meant }, (t) => t.settings.zoneSet(zoneName(t, meant)))
  },
})
