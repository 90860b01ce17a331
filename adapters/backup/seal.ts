import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import { createReader, type Reader } from './reader.ts'

/**
 * How a backup's bytes lie in a file: a line that says what it is, and pieces each with its length and a tag. With a key the pieces are
 * sealed by AES-256-GCM, numbered, and the last one marked, so that nothing can be changed, moved, left out or cut off unnoticed. Without
 * one the tags are a chain of hashes: they find damage, and not a forger.
 */

/** How much is sealed at once, in bytes: what both sides hold of a backup. */
const PIECE = 256 * 1024
const TAG = 16
const LAST = 0x8000_0000

const SEALED = 'purser-backup 1 aes-256-gcm\n'
const OPEN = 'purser-backup 1 open\n'

/** A name that a backup's file may have, with the moment at which it was made. */
export const BACKUP_NAME = /^purser-(demo-)?\d{8}T\d{6}Z\.backup$/

/** Puts bytes into a file's form; sealed where there is a key. */
export async function* seal(bytes: AsyncIterable<Uint8Array>, key: string | undefined): AsyncGenerator<Buffer> {
  const salt = randomBytes(16)
  const head = key === undefined ? Buffer.from(OPEN) : Buffer.concat([Buffer.from(SEALED), salt, derive(key, salt).proof])
  const lock = key === undefined ? createChain(head) : createLock(derive(key, salt).key, head)
  yield head
  let waiting: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; ) {
      // Only when more is to come: the last piece is marked as such.
      if (size === PIECE) {
        yield lock.close(Buffer.concat(waiting), false)
        waiting = []
        size = 0
      }
      const part = chunk.subarray(at, at + PIECE - size)
      waiting.push(Buffer.from(part))
      size += part.length
      at += part.length
    }
  }
  yield lock.close(Buffer.concat(waiting), true)
}

/** Takes the bytes out again. Throws plain Errors for whoever restores: no backup, another key, cut off, changed. */
export async function* unseal(file: AsyncIterable<Uint8Array>, key: string | undefined): AsyncGenerator<Buffer> {
  const reader = createReader(file)
  try {
    yield* pieces(reader, key)
  } finally {
    await reader.close()
  }
}

async function* pieces(reader: Reader, key: string | undefined): AsyncGenerator<Buffer> {
  const line = await reader.line(64)
  if (line !== SEALED && line !== OPEN)
    throw new Error(`This is no backup of Purser, or one of a newer version${line ? '' : ' (it is empty)'}.`)
  const lock = line === OPEN ? createChain(Buffer.from(OPEN)) : await lockOf(key, await whole(reader.take(48)))
  for (;;) {
    const word = (await whole(reader.take(4))).readUInt32BE()
    const [last, size] = [word >= LAST, word % LAST]
    if (size > PIECE) throw new Error(CHANGED)
    yield lock.open(await whole(reader.take(size)), await whole(reader.take(TAG)), last)
    if (!last) continue
    if ((await reader.take(1)) !== undefined) throw new Error('Something was added to the end of this backup: use another one.')
    return
  }
}

const CUT = 'This backup is cut off: it is not whole, and nothing of it is used. Use another one.'
const CHANGED = 'This backup was changed or damaged since it was made, and nothing of it is used. Use another one.'

async function whole(taken: Promise<Buffer | undefined>): Promise<Buffer> {
  const bytes = await taken
  if (!bytes) throw new Error(CUT)
  return bytes
}

interface Lock {
  close(piece: Buffer, last: boolean): Buffer
  open(piece: Buffer, tag: Buffer, last: boolean): Buffer
}

async function lockOf(key: string | undefined, head: Buffer): Promise<Lock> {
  if (key === undefined) throw new Error('This backup is encrypted: set PURSER_BACKUP_KEY to the key that it was made with.')
  const { key: derived, proof } = derive(key, head.subarray(0, 16))
  if (!timingSafeEqual(proof, head.subarray(16))) throw new Error('PURSER_BACKUP_KEY is not the key that this backup was made with.')
  return createLock(derived, Buffer.concat([Buffer.from(SEALED), head]))
}

/** A key of this file's own, since the salt is; and what tells a wrong one at once. */
function derive(key: string, salt: Buffer): { key: Buffer; proof: Buffer } {
  const bytes = scryptSync(key, salt, 64, { N: 2 ** 15, r: 8, maxmem: 64 * 1024 * 1024 })
  return { key: bytes.subarray(0, 32), proof: bytes.subarray(32) }
}

function createLock(key: Buffer, head: Buffer): Lock {
  let number = 0n
  const nonce = (last: boolean): Buffer => {
    const bytes = Buffer.alloc(12)
    bytes.writeBigUInt64BE(number++, 3)
    bytes[11] = last ? 1 : 0
    return bytes
  }
  return {
    close: (piece, last) => {
      const cipher = createCipheriv('aes-256-gcm', key, nonce(last)).setAAD(head)
      return framed(Buffer.concat([cipher.update(piece), cipher.final()]), cipher.getAuthTag(), last)
    },
    open: (piece, tag, last) => {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce(last), { authTagLength: TAG }).setAAD(head).setAuthTag(tag)
      try {
        return Buffer.concat([decipher.update(piece), decipher.final()])
      } catch (cause) {
        throw new Error(CHANGED, { cause })
      }
    },
  }
}

function createChain(head: Buffer): Lock {
  let before = head
  const link = (piece: Buffer, last: boolean): Buffer => {
    const hash = createHash('sha256').update(before).update(piece)
    before = hash.update(last ? 'last' : 'more').digest()
    return before.subarray(0, TAG)
  }
  return {
    close: (piece, last) => framed(piece, link(piece, last), last),
    open: (piece, tag, last) => {
      if (!link(piece, last).equals(tag)) throw new Error(CHANGED)
      return piece
    },
  }
}

function framed(piece: Buffer, tag: Buffer, last: boolean): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(last ? LAST + piece.length : piece.length)
  return Buffer.concat([size, piece, tag])
}
