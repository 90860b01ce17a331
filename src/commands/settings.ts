import { z } from 'zod'
import { LOCALES, localeNames, locales, type Texts } from '../../locales/index.ts'
import { line, type Text, when } from '../../locales/text.ts'
import { offsetOf, zoneName } from '../billing/zones.ts'
import { type Context, defineCommand } from '../command.ts'
import type { Viewer } from '../format.ts'
import { money } from '../money.ts'
import { type Block, call, fact, facts, type Reply, reply, title } from '../reply.ts'

/** The language, the time zone and the low balance warning, with buttons to change them. */
export const settings = defineCommand({
  name: 'settings',
  role: 'anyone',
  effect: 'read',
  menu: true,
  input: z.object({}),
  run: async (ctx) => showSettings(ctx, ctx.viewer),
})

/** The settings as a reader sees them, who may just have changed language or zone; `done` says what was changed. */
export function showSettings(ctx: Context, viewer: Viewer, done?: (t: Texts) => Text, lowBalance = ctx.identity.lowBalance): Reply {
  const t = locales[viewer.locale]
  const head: Block = done ? title(done(t), 'good') : title(t.settings.title)
  const low = lowBalance === null ? t.settings.off : t.settings.below(money(lowBalance, ctx.config.currency))
  return reply(
    [
      head,
      facts([
        fact(t.settings.language, line`${localeNames[viewer.locale]}`),
        fact(t.settings.zone, t.settings.zoneIs(zoneName(t, viewer.zone), offsetOf(viewer.zone, ctx.now), when(ctx.now, 'clock'))),
        fact(t.settings.low, ctx.customer ? low : undefined),
      ]),
    ],
    [
      ...LOCALES.filter((locale) => locale !== viewer.locale).map((locale) => call(localeNames[locale], 'language', { locale })),
      call(t.settings.changeZone, 'zones'),
      ...(ctx.customer ? [call(t.settings.changeLow, 'low-balance')] : []),
      ...(ctx.customer && low !== t.settings.off ? [call(t.settings.turnOff, 'low-balance', { amount: 'off' })] : []),
      ...(ctx.customer ? [call(t.link.chats, 'unlink')] : []),
      call(t.common.commands.help, 'help'),
    ],
  )
}
