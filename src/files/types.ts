import type { Asker } from '../pictures/types.ts'
import type { FileSource } from '../reply.ts'

/** A file as somebody gets it. */
export interface FileBytes {
  /** What it is called where it is kept: letters, digits, "-", "_" and "." of ASCII, whatever it was made of. */
  readonly name: string
  /** "application/pdf" */
  readonly type: string
  readonly bytes: Uint8Array
}

/** Where adapters get the bytes of a reply's files, at the moment at which they are handed out. */
export interface Files {
  /**
   * Undefined when this asker may not have it (any more), there is nothing of the kind, or it could not be made; the three are not told
   * apart. `busy` when too many wait for theirs. Never asked on behalf of a shared place.
   */
  file(source: FileSource, asker: Asker): Promise<FileBytes | 'busy' | undefined>
}
