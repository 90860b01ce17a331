import { asJson, asList, checkShape, checkText, invalid, type Json, says } from './limits.ts'
import { BODIES, OPTIONS } from './spec.ts'
import { APPLICATION, type World } from './world.ts'

const NAME = /^[-_'\p{Ll}\p{Lm}\p{Lo}\p{N}\p{sc=Devanagari}\p{sc=Thai}]{1,32}$/u
const LOCALES = new Set(
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(' '),
)

/** Puts all global commands at once, as `PUT /applications/{id}/commands` does. */
export function putCommands(world: World, list: unknown): readonly Json[] {
  if (!Array.isArray(list)) throw says(400, 50035, 'Invalid Form Body')
  const given = asList(list)
  if (given.filter(({ type }) => type !== 3).length > 100) throw says(400, 30032, 'Maximum number of application commands reached (100).')
  if (given.filter(({ type }) => type === 3).length > 15) throw says(400, 30032, 'Maximum number of application commands reached (15).')
  for (const [index, command] of given.entries()) checkCommand(command, String(index))
  if (new Set(given.map(({ name }) => name)).size !== given.length)
    throw invalid('0.name', 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique')
  world.commands = given.map((command) => {
    const before = world.commands.find(({ name }) => name === command.name)
    return {
      ...filled(command),
      id: before?.id ?? world.newId(),
      application_id: APPLICATION,
      version: world.newId(),
    }
  })
  return world.commands
}

/** A command as Discord keeps it: with what was left out. */
const filled = (command: Json): Json => ({
  type: 1,
  description: '',
  name_localizations: null,
  description_localizations: null,
  default_member_permissions: null,
  dm_permission: true,
  contexts: null,
  integration_types: [0],
  nsfw: false,
  ...command,
})

/** What is listed: localisations only when they are asked for. */
export const listed = (command: Json, localised: boolean): Json => {
  const { name_localizations, description_localizations, ...rest } = command
  const options = asList(command.options).map((option) => listed(option, localised))
  return {
    ...rest,
    ...(localised ? { name_localizations: name_localizations ?? null, description_localizations: description_localizations ?? null } : {}),
    ...(options.length > 0 ? { options } : {}),
  }
}

function checkCommand(command: Json, where: string): void {
  checkShape(command, BODIES.command, where)
  if (command.type === 3) return void checkMenuItem(command, where)
  if (command.type !== undefined && command.type !== 1)
    throw invalid(`${where}.type`, 'BASE_TYPE_CHOICES', 'only chat and message commands here')
  checkNames(command, where)
  const options = asList(command.options)
  if (options.length > 25) throw invalid(`${where}.options`, 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.')
  for (const [index, option] of options.entries()) {
    const at = `${where}.options.${index}`
    const shape = OPTIONS[Number(option.type)]
    if (!shape) throw invalid(`${at}.type`, 'BASE_TYPE_CHOICES', 'a kind of option that the double does not know')
    checkShape(option, shape, at)
    checkNames(option, at)
    for (const [n, choice] of asList(option.choices).entries()) checkText(choice.name, 1, 100, `${at}.choices.${n}.name`)
    if (asList(option.choices).length > 25) throw invalid(`${at}.choices`, 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.')
    if (option.required === true && options.slice(0, index).some(({ required }) => required !== true))
      throw invalid(at, 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', 'Required options must be placed before non-required options')
  }
  if (new Set(options.map(({ name }) => name)).size !== options.length)
    throw invalid(`${where}.options`, 'APPLICATION_COMMAND_OPTIONS_NAME_INVALID', 'Option names must be unique')
  for (const locale of LOCALES) {
    const shown = options.map((option) => asJson(option.name_localizations)[locale] ?? option.name)
    if (new Set(shown).size !== shown.length)
      throw invalid(`${where}.options`, 'APPLICATION_COMMAND_OPTIONS_NAME_INVALID', `Option names must be unique in ${locale}`)
  }
  if (sizeOf(command) > 8_000) throw invalid(where, 'APPLICATION_COMMAND_TOO_LARGE', 'Command exceeds maximum size (8000)')
}

/** A command in the menu of a message: a name as people read it, and nothing else. */
function checkMenuItem(command: Json, where: string): void {
  const names = [command.name, ...Object.values(asJson(command.name_localizations)).filter((name) => name !== null)]
  for (const name of names) checkText(name, 1, 32, `${where}.name`)
  if (command.description || asList(command.options).length > 0)
    throw invalid(`${where}.description`, 'APPLICATION_COMMANDS_DESCRIPTION_NOT_ALLOWED', 'Context menu commands have no description')
}

function checkNames(of: Json, where: string): void {
  const name = (given: unknown, at: string): void => {
    const text = checkText(given, 1, 32, at)
    if (!NAME.test(text) || text !== text.toLowerCase()) throw invalid(at, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid')
  }
  name(of.name, `${where}.name`)
  checkText(of.description, 1, 100, `${where}.description`)
  for (const [locale, text] of Object.entries(asJson(of.name_localizations))) name(text, `${where}.name_localizations.${locale}`)
  for (const [locale, text] of Object.entries(asJson(of.description_localizations)))
    checkText(text, 1, 100, `${where}.description_localizations.${locale}`)
  for (const locale of Object.keys({ ...asJson(of.name_localizations), ...asJson(of.description_localizations) }))
    if (!LOCALES.has(locale)) throw invalid(`${where}.name_localizations`, 'LOCALE_INVALID', `${locale} is no locale of Discord's`)
}

/** Letters of names, descriptions and values; of localisations the longest counts. */
function sizeOf(of: Json): number {
  const longest = (text: unknown, others: unknown): number =>
    Math.max(...[text, ...Object.values(asJson(others))].map((each) => String(each ?? '').length))
  return (
    longest(of.name, of.name_localizations) +
    longest(of.description, of.description_localizations) +
    asList(of.choices).reduce(
      (sum, { name, value, name_localizations }) => sum + longest(name, name_localizations) + String(value).length,
      0,
    ) +
    asList(of.options).reduce((sum, option) => sum + sizeOf(option), 0)
  )
}
