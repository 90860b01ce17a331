import { z } from 'zod'
import { LOCALES, type LocaleName, localeNames } from '../../locales/index.ts'
import { defineCommand } from '../command.ts'
import { questions } from '../form.ts'
import { showSettings } from './settings.ts'

/** Sets this chat's language; the answer is in it already. */
export const language = defineCommand({
  name: 'language',
  role: 'anyone',
  effect: 'write',
  input: z.object({ locale: z.enum(LOCALES as [LocaleName, ...LocaleName[]]).register(questions, { control: 'choice', ask: 'locale' }) }),
  wire: ['locale'],
  form: {
    title: (t) => [t.settings.language],
    submit: (t) => t.settings.save,
    prepare: async (ctx) => ({
      values: { locale: ctx.viewer.locale },
      options: { locale: LOCALES.map((value) => ({ value, label: localeNames[value] })) },
    }),
  },
  run: async (ctx, { locale }) => {
    await ctx.db.identity.update({ where: { id: ctx.identity.id }, data: { locale } })
    return showSettings(ctx, { ...ctx.viewer, locale }, (t) => t.settings.languageSet(localeNames[locale]))
  },
})
