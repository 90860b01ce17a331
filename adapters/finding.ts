/** One thing of a platform that was looked at: all right, or what to do about it. */
export interface Finding {
  readonly found: string
  readonly todo?: string
}
