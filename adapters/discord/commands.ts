import type { REST } from '@discordjs/rest'
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type LocalizationMap,
  type RESTPutAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord-api-types/v10'
import { z } from 'zod'
import { LOCALES, type LocaleName, locales } from '../../locales/index.ts'
import type { Command } from '../../src/command.ts'
import { questions } from '../../src/form.ts'
import { short } from '../cut.ts'
import { optionName } from './parse.ts'

type Commands = RESTPutAPIApplicationCommandsJSONBody

/** Discord's languages for ours; it has no Hong Kong, where its Taiwan stands for it. */
const LANGUAGES = { 'zh-CN': 'zh-CN', 'zh-HK': 'zh-TW' } as const
/** What a name may be made of: anything else is said in the description alone. */
const NAME = /^[-_'\p{Ll}\p{Lo}\p{N}]{1,32}$/u
const DESCRIPTION = 100

/** Every command that people may use, as Discord lists them: what can be given at once is an option, and asked for otherwise. */
export function discordCommands(commands: readonly Command[]): Commands {
  const typed = commands.filter(({ menu }) => menu).map(commandOf)
  const [name, ...translated] = ['en', 'zh-CN', 'zh-HK'].map((locale) => locales[locale as LocaleName].discord.submitProof)
  const proof = {
    type: ApplicationCommandType.Message as const,
    name: name ?? '',
    name_localizations: { 'zh-CN': translated[0] ?? null, 'zh-TW': translated[1] ?? null },
    ...EVERYWHERE,
  }
  return [...typed, proof]
}

/** Where a server has the bot: in servers, and in direct messages with it. */
const IN_SERVERS = { contexts: [InteractionContextType.Guild], integration_types: [ApplicationIntegrationType.GuildInstall] }
const EVERYWHERE = { ...IN_SERVERS, contexts: [InteractionContextType.Guild, InteractionContextType.BotDM] }

function commandOf({ name, role, input }: Command): Commands[number] {
  const labels = (locale: LocaleName): string => (locales[locale].common.commands as Readonly<Record<string, string>>)[name] ?? name
  const about = (locale: LocaleName): string => (locales[locale].help.about as Readonly<Record<string, string>>)[name] ?? labels(locale)
  const staff = role !== 'anyone' && role !== 'customer'
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    name_localizations: named(labels),
    description: short(about('en'), DESCRIPTION),
    description_localizations: described(about),
    options: distinct(Object.entries(input.shape as Record<string, z.ZodType>).flatMap(([field, schema]) => optionsOf(field, schema))),
    // Those of staff are shown to whom a server's managers name, which direct messages do not know; rights are checked by Purser alone.
    default_member_permissions: staff ? '0' : null,
    ...(staff ? IN_SERVERS : EVERYWHERE),
  } as Commands[number]
}

interface Option {
  readonly name: string
  readonly name_localizations: LocalizationMap
}

/** Discord takes no two options of one name: the second keeps its own. */
function distinct(options: readonly Option[]): readonly Option[] {
  const taken = new Set<string>()
  return options.map((option) => {
    const free = Object.entries(option.name_localizations).filter(([locale, name]) => !taken.has(`${locale} ${name}`))
    for (const [locale, name] of free) taken.add(`${locale} ${name}`)
    return { ...option, name_localizations: Object.fromEntries(free) }
  })
}

/** A question's words as an option may be called: without signs, spaces and what stands in brackets. */
const optionLabel = (label: string): string =>
  label
    .replace(/[（(].*$/u, '')
    .replace(/[^-_'\p{L}\p{N}]/gu, '')
    .toLowerCase()

function optionsOf(field: string, schema: z.ZodType): readonly Option[] {
  const spec = questions.get(schema)
  // What is chosen from a list is asked for: the list depends on who asks.
  if (!spec || spec.control === 'choice') return []
  const label = (locale: LocaleName): string => (locales[locale].questions[spec.ask] as { label: string }).label
  const words = { description: short(label('en'), DESCRIPTION), description_localizations: described(label) }
  const names = (index: number): LocalizationMap => named((locale) => optionName(optionLabel(label(locale)), index))
  if (spec.control !== 'pictures') {
    const type = ApplicationCommandOptionType.String as const
    return [{ type, name: field, name_localizations: names(0), required: false, max_length: 500, ...words } as Option]
  }
  return Array.from({ length: spec.most ?? 1 }, (_, index) => ({
    type: ApplicationCommandOptionType.Attachment as const,
    name: optionName(field, index),
    name_localizations: names(index),
    required: false,
    ...words,
  }))
}

const translations = (say: (locale: LocaleName) => string | undefined): LocalizationMap =>
  Object.fromEntries(
    LOCALES.flatMap((locale) => {
      const words = say(locale)
      return locale === 'en' || words === undefined ? [] : [[LANGUAGES[locale], words]]
    }),
  )

const named = (label: (locale: LocaleName) => string): LocalizationMap =>
  translations((locale) => (NAME.test(label(locale)) ? label(locale) : undefined))

const described = (about: (locale: LocaleName) => string): LocalizationMap => translations((locale) => short(about(locale), DESCRIPTION))

const option = z
  .object({
    type: z.number(),
    name: z.string(),
    name_localizations: z.record(z.string(), z.string()).nullish(),
    description: z.string(),
    description_localizations: z.record(z.string(), z.string()).nullish(),
    required: z.boolean().default(false),
    max_length: z.number().nullish(),
  })
  .transform(({ name_localizations, description_localizations, max_length, ...rest }) => ({
    ...rest,
    name_localizations: name_localizations ?? {},
    description_localizations: description_localizations ?? {},
    max_length: max_length ?? 0,
  }))

/** What of a command is ours, whether Discord tells it or we make it. */
const comparable = z.array(
  z
    .object({
      type: z.number().default(1),
      name: z.string(),
      name_localizations: z.record(z.string(), z.string()).nullish(),
      description: z.string().default(''),
      description_localizations: z.record(z.string(), z.string()).nullish(),
      options: z.array(option).default([]),
      default_member_permissions: z.string().nullish(),
      contexts: z.array(z.number()).nullish(),
    })
    .transform((one) => ({
      ...one,
      name_localizations: one.name_localizations ?? {},
      description_localizations: one.description_localizations ?? {},
      default_member_permissions: one.default_member_permissions ?? null,
      contexts: [...(one.contexts ?? [])].sort(),
    })),
)

/** The same commands give the same words, in whatever order. */
const fingerprint = (commands: unknown): string => {
  const read = comparable.safeParse(commands)
  if (!read.success) return ''
  const sorted = (value: unknown): unknown =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value
  return JSON.stringify(
    read.data.sort((one, other) => (one.name < other.name ? -1 : 1)),
    (_key, value) => sorted(value),
  )
}

/** Whether Discord knows exactly these commands. */
export async function isCurrent(rest: REST, application: string, commands: readonly Command[]): Promise<boolean> {
  const known = await rest.get(Routes.applicationCommands(application), { query: new URLSearchParams({ with_localizations: 'true' }) })
  return fingerprint(known) === fingerprint(discordCommands(commands))
}

/** Tells Discord the commands, where it knows others: it takes a change everywhere within a minute, and only so many a day. */
export async function deployCommands(rest: REST, application: string, commands: readonly Command[]): Promise<'changed' | 'current'> {
  if (await isCurrent(rest, application, commands)) return 'current'
  await rest.put(Routes.applicationCommands(application), { body: discordCommands(commands) })
  return 'changed'
}
