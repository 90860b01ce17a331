/** Where backups are kept. */
export interface Place {
  /** For people; without secrets. */
  readonly called: string
  /**
   * Keeps bytes under a name. What was written is read again and shown to `prove`; only what it accepts is there afterwards, whole, under that
   * name. Whatever goes wrong, nothing is. Throws for a name that is taken.
   */
  write<T>(name: string, bytes: AsyncIterable<Uint8Array>, prove: (written: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T>
  read(name: string): AsyncIterable<Uint8Array>
  /** The names of all backups of Purser's, the oldest first. */
  list(): Promise<readonly string[]>
  remove(name: string): Promise<void>
}
