import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { type Money, toMajor } from '../money.ts'
import { inspect } from '../pictures/container.ts'
import { fileSchema, type MethodEntry, methodSchema } from './method-schema.ts'
import type { Method, Methods } from './methods.ts'

/** What the house says about money, which a methods file must fit. */
export interface House {
  readonly currency: string
  readonly minRecharge: Money
}

/** The methods that come with Purser, for the demo: they show every kind, and charge nobody. */
const DEFAULT = fileURLToPath(new URL('../../config/methods.json', import.meta.url))

/** The methods of a house: those of its file. The samples are for the demo alone: a customer must never be shown their payee. */
export const methodsOf = (house: House & { readonly methodsFile?: string; readonly demo: boolean }): Methods =>
  house.methodsFile || house.demo ? loadMethods(house.methodsFile, house) : []

/**
 * Reads the methods file (docs/methods.md); without one, the default that comes with Purser. Throws an Error that lists
 * every problem with its place in the file, one a line.
 */
export function loadMethods(file: string | undefined, house: House): Methods {
  const path = resolve(file ?? DEFAULT)
  const problems: string[] = []
  const { currency, entries } = contentOf(path, house, problems)
  const methods = entries.flatMap((entry, index) => {
    const parsed = methodSchema(currency).safeParse(entry)
    if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => complaints(issue, place(index, entry))))
    return parsed.success ? [{ index, entry: parsed.data }] : []
  })
  const ids = entries.map(idOf)
  for (const { index, entry } of methods) problems.push(...contradictions(entry, place(index, entry), ids, entries))
  const loaded = methods.map(({ index, entry }) => methodOf(entry, path, house, (problem) => problems.push(place(index, entry) + problem)))
  problems.push(...sharedWords(loaded))
  if (problems.length > 0) throw new Error(`${path} cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  return loaded
}

/** The file's currency and its methods, not checked one by one yet. */
function contentOf(path: string, house: House, problems: string[]): { readonly currency: string; readonly entries: readonly unknown[] } {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''))
  } catch (error) {
    problems.push(error instanceof SyntaxError ? `not JSON: ${error.message}` : `cannot be read: ${(error as Error).message}`)
    return { currency: house.currency, entries: [] }
  }
  const parsed = fileSchema.safeParse(content)
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => complaints(issue, '')))
  const given = fileSchema.shape.currency.safeParse((content as { currency?: unknown } | null)?.currency)
  const currency = given.success ? given.data : house.currency
  if (currency !== house.currency) {
    problems.push(`currency: is ${currency}, but PURSER_CURRENCY is ${house.currency}: write a methods file for ${house.currency}`)
  }
  const methods = (content as { methods?: unknown } | null)?.methods
  return { currency, entries: Array.isArray(methods) ? methods : [] }
}

const place = (index: number, entry: unknown): string => `methods[${index}]${idOf(entry) ? ` (${idOf(entry)})` : ''}`

function idOf(entry: unknown): string | undefined {
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined
  return typeof id === 'string' ? id : undefined
}

/** One line an issue: where, and what to write. */
function complaints(issue: z.core.$ZodIssue, where: string): readonly string[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  const at = `${where}${path}`.replace(/^\./, '') || 'the file'
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${at}: unknown key "${key}"`)
  return [`${at}: ${issue.message}`]
}

/** What is wrong between the fields of one method, and between methods. */
function contradictions(entry: MethodEntry, at: string, ids: readonly (string | undefined)[], all: readonly unknown[]): readonly string[] {
  const { minimum, maximum } = entry
  const kinds = new Map(all.map((other) => [idOf(other), (other as { kind?: unknown } | null)?.kind]))
  return [
    ...(ids.filter((id) => id === entry.id).length > 1 ? [`${at}.id: "${entry.id}" is used more than once`] : []),
    ...(minimum && maximum && minimum.minor > maximum.minor ? [`${at}.minimum: is above the maximum`] : []),
    ...(entry.kind === 'guidance' ? entry.through : []).flatMap((id, i) => {
      if (!kinds.has(id)) return [`${at}.through[${i}]: there is no method "${id}"`]
      return kinds.get(id) === 'guidance' ? [`${at}.through[${i}]: "${id}" is guidance itself`] : []
    }),
  ]
}

/** The method as the core uses it; its pictures are looked at. */
function methodOf(entry: MethodEntry, path: string, house: House, complain: (problem: string) => void): Method {
  const { minimum, maximum, first, ...rest } = entry
  const least = minimum && minimum.minor > house.minRecharge.minor ? minimum : house.minRecharge
  if (maximum && maximum.minor < house.minRecharge.minor) complain(`.maximum: is below PURSER_MIN_RECHARGE (${toMajor(house.minRecharge)})`)
  const codes = entry.kind === 'manual' ? entry.codes : []
  return {
    ...rest,
    through: entry.kind === 'guidance' ? entry.through : [],
    ...(first ? { first } : {}),
    minimum: least,
    ...(maximum ? { maximum } : {}),
    codes: codes.map(({ picture, payee, cap, validUntil }, i) => {
      const file = resolve(dirname(path), picture)
      const problem = unfit(file)
      if (problem) complain(`.codes[${i}].picture: ${file} ${problem}`)
      return { picture: file, payee, ...(cap ? { cap } : {}), ...(validUntil ? { validUntil } : {}) }
    }),
  }
}

function unfit(picture: string): string | undefined {
  try {
    return inspect(readFileSync(picture)) === 'image/heic' ? 'is HEIC: save it as PNG' : undefined
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return 'does not exist'
    return code?.startsWith('E') ? `cannot be read (${code})` : 'is not a PNG, JPEG or WebP picture'
  }
}

/** A word that means two methods means none. */
function sharedWords(methods: Methods): readonly string[] {
  const owner = new Map<string, string>()
  return methods.flatMap((method) =>
    [...new Set(method.words.map((word) => word.toLowerCase()))].flatMap((word) => {
      const other = owner.get(word)
      owner.set(word, method.id)
      return other && other !== method.id ? [`words: "${word}" stands for ${other} and for ${method.id}`] : []
    }),
  )
}
