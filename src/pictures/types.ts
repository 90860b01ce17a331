import type { ImageSource } from '../reply.ts'

/** A picture's bytes as people are shown it. */
export interface Picture {
  readonly bytes: Uint8Array
  /** image/png, image/jpeg or image/webp */
  readonly type: string
}

/** An upload that was checked: the original kept as it came, and a clean copy (re-encoded, metadata stripped, upright). */
export interface Screenshot {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/heic'
  /** Of the file as it came, in bytes. */
  readonly size: number
  /** Of the upright picture, in pixels; the clean copy may be smaller. */
  readonly width: number
  readonly height: number
  /** Of the file as it came. */
  readonly sha256: Uint8Array
  /** Of the decoded pixels: survives re-encoding. */
  readonly pixels: Uint8Array
  readonly original: Uint8Array
  readonly clean: Picture
}

/** Who asks for a picture. */
export interface Asker {
  /** Whose own uploads, and whose customer's claims, they may see. */
  readonly identityId?: bigint
  /** Staff see every attachment. */
  readonly staff: boolean
}

/** Where adapters get the bytes of a reply's images, and the bot its uploads checked. */
export interface Pictures {
  /** Undefined when there is no such picture or this asker may not see it; the two are not told apart. */
  picture(source: ImageSource, asker: Asker): Promise<Picture | undefined>
  /** Throws AppError: file_too_large, file_not_image, image_too_large, image_damaged, busy. */
  screenshot(bytes: Uint8Array): Promise<Screenshot>
}
