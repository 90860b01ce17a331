/** One thing that was looked at. */
export interface Check {
  readonly name: string
  /** problem: Purser cannot work, or money is at risk. warning: it works, and somebody should look. */
  readonly status: 'ok' | 'warning' | 'problem'
  readonly found: string
  /** What to do about it. */
  readonly todo?: string
}

// One maker for each status.
export const ok = (name: string, found: string): Check => ({ name, status: 'ok', found })
export const warning = (name: string, found: string, todo: string): Check => ({ name, status: 'warning', found, todo })
export const problem = (name: string, found: string, todo: string): Check => ({ name, status: 'problem', found, todo })

/** The message of whatever was thrown. */
export const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))
