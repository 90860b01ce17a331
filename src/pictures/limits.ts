/** The most an uploaded picture's file may hold: whoever receives one stops reading there. */
export const PICTURE_BYTES = 10 * 1024 * 1024

/** The most pixels a picture may have, whatever its file claims. */
export const PICTURE_PIXELS = 40_000_000
