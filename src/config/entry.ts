import { z } from 'zod'

/** What an operator must know of a variable. docs/configuration.md and .env.example are tested against it. */
export interface Variable {
  /** Markdown, one line. */
  readonly doc: string
  /** As it would be written. Absent: unset, or as `doc` says. */
  readonly default?: string
  /** Never shown, logged or repeated in an error. */
  readonly secret?: true
  /** Once it is set, Purser has something to do with real people and is no demo. */
  readonly real?: true
}

/** The variables of all settings. Registered last and on fresh schemas: a later `.optional()` would lose the entry. */
export const variables = z.registry<Variable>()

/** A variable without a default. */
export function optional<S extends z.ZodType>(schema: S, doc: string, more: Pick<Variable, 'secret' | 'real'> = {}): z.ZodOptional<S> {
  const entry = schema.optional()
  variables.add(entry, { doc, ...more })
  return entry
}

/** A variable with a default, written as an operator would. */
export function preset<S extends z.ZodType<unknown, string>>(written: z.input<S>, schema: S, doc: string): z.ZodPrefault<S> {
  const entry = z.prefault(schema, written)
  variables.add(entry, { doc, default: written })
  return entry
}
