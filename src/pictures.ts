/** A picture's bytes as people are shown it. */
export interface Picture {
  readonly bytes: Uint8Array
  /** image/png, image/jpeg or image/webp */
  readonly type: string
}

/** An upload that was checked: the original kept as it came, and a clean copy (re-encoded, metadata stripped, upright). */
export interface Screenshot {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/heic'
  readonly size: number
  readonly width: number
  readonly height: number
  /** Of the file as it came. */
  readonly sha256: Uint8Array
  /** Of the decoded pixels: survives re-encoding. */
  readonly pixels: Uint8Array
  readonly original: Uint8Array
  readonly clean: Picture
}
