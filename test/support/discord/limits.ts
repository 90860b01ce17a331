import type { Shape } from './spec.ts'

/** JSON as it comes over the wire. */
export type Json = Readonly<Record<string, unknown>>

/** A refusal as Discord puts it, to be thrown. */
export const says = (status: number, code: number, message: string, more: Json = {}): Error & { readonly refusal: Refusal } =>
  Object.assign(new Error(message), { refusal: { status, body: { message, code, ...more } } })

export interface Refusal {
  readonly status: number
  readonly body: Json
}

/** "Invalid Form Body", with what is wrong where: `components.0.label`. */
export function invalid(where: string, code: string, message: string): Error & { readonly refusal: Refusal } {
  const errors = where.split('.').reduceRight<Json>((inner, name) => ({ [name]: inner }), { _errors: [{ code, message }] })
  return says(400, 50035, 'Invalid Form Body', { errors })
}

/** Refuses what the specification does not know: the real server passes over it in silence, which hides mistakes. */
export function checkShape(given: Json, shape: Shape, where: string): void {
  const at = (name: string): string => (where === '' ? name : `${where}.${name}`)
  const strange = Object.keys(given).find((name) => !shape.needs.includes(name) && !shape.takes.includes(name))
  if (strange !== undefined) throw invalid(at(strange), 'UNKNOWN_FIELD', `there is no ${strange} here`)
  const missing = shape.needs.find((name) => given[name] === undefined || given[name] === null)
  if (missing !== undefined) throw invalid(at(missing), 'BASE_TYPE_REQUIRED', 'This field is required')
}

/** Text of so many characters; undefined where it may be left out. */
export function checkText(given: unknown, least: number, most: number, where: string): string {
  const text = given === undefined || given === null ? '' : given
  if (typeof text !== 'string') throw invalid(where, 'STRING_TYPE_CONVERT', 'Could not interpret as string.')
  const { length } = text
  if (length < least || length > most) throw invalid(where, 'BASE_TYPE_BAD_LENGTH', `Must be between ${least} and ${most} in length.`)
  return text
}

/** A whole number within bounds; `otherwise` where it is left out. */
export function checkNumber(given: unknown, least: number, most: number, where: string, otherwise: number): number {
  const number = given === undefined || given === null ? otherwise : given
  if (typeof number !== 'number' || !Number.isInteger(number)) throw invalid(where, 'NUMBER_TYPE_COERCE', 'Value is not int.')
  if (number < least || number > most) throw invalid(where, 'NUMBER_TYPE_MAX', `int value should be between ${least} and ${most}.`)
  return number
}

export const asJson = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
export const asList = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(asJson) : [])
