import type { LocaleName } from '../locales/index.ts'
import type { Money } from './money.ts'

/** PLACEHOLDER SHAPE: to be inferred from the zod schema of the environment. Once made, never re-read. */
export interface Config {
  /** Undefined: the embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl?: string
  readonly dataDir: string
  readonly http: { readonly host: string; readonly port: number }
  readonly publicUrl?: string
  readonly brand: string
  readonly currency: string
  readonly zone: string
  readonly locale: LocaleName
  readonly staffLocale: LocaleName
  /** Path of the methods file; undefined: the built-in default. */
  readonly methodsFile?: string
  readonly minRecharge: Money
  readonly supportUrl?: string
  /** The company's own pages, linked under the lists. */
  readonly links: { readonly costs?: string; readonly refunds?: string; readonly recharges?: string }
  readonly openAccounts: boolean
  /** Nothing configured, and only then: demo data in a database of its own. */
  readonly demo: boolean
  /** The browser chat: on in demo mode; elsewhere only when switched on, and then behind a token. */
  readonly web: { readonly enabled: boolean; readonly token?: string }
}
