import { accessSync, constants, readFileSync } from 'node:fs'
import type { Config } from '../../src/config.ts'
import { decodeQr, drawQr } from '../../src/pictures/qr.ts'
import { readScreenshot } from '../../src/pictures/screenshot.ts'
import { nearest, roomOf } from '../../src/room.ts'
import { type Check, ok, problem, said, warning } from './check.ts'

const MEGABYTE = 1024 * 1024

/** Where data go, and whether there is room. Screenshots lie in the database too. */
export async function checkDisk(config: Config): Promise<Check> {
  const { dataDir } = config
  const room = roomOf(config)
  if (!room) return ok('disk', "not looked at: everything is on the database server's")
  const place = nearest(dataDir)
  try {
    accessSync(place, constants.W_OK)
  } catch {
    if (place !== dataDir) return problem('disk', `${dataDir} cannot be made: this user may not write in ${place}`, 'Set PURSER_DATA_DIR.')
  }
  const bytes = await room.free()
  const free = Math.floor(bytes / MEGABYTE)
  const found = `${free.toLocaleString('en')} MB free for ${dataDir}`
  if (free < 200) return problem('disk', found, 'Make room: a full disk stops the database.')
  if (bytes < room.least) return problem('disk', `${found}: no pictures are taken`, 'Make room, or set PURSER_LEAST_FREE_MB.')
  return free < 1024 ? warning('disk', found, 'Make room.') : ok('disk', found)
}

/** Whether this installation can read what people send, by reading samples, and draw what they scan. */
export async function checkPictures(): Promise<readonly Check[]> {
  const todo = 'Install again with "npm ci" on this machine: parts of it are made for one system.'
  const attempt = async (what: string, work: () => Promise<boolean>): Promise<Check> => {
    const result = await work().catch(said)
    return result === true ? ok('pictures', what) : problem('pictures', `${what}: ${result || 'does not work'}`, todo)
  }
  return [
    await attempt('PNG is read and cleaned', async () => (await readScreenshot(sample('demo/receipt-1.png'))).clean.bytes.length > 0),
    await attempt('HEIC is read and cleaned', async () => (await readScreenshot(sample('doctor/sample.heic'))).clean.bytes.length > 0),
    await attempt('QR codes are drawn and read', async () => {
      const content = 'https://pay.example.com/?amount=100.00'
      return (await decodeQr((await drawQr(content)).bytes)) === content
    }),
    // Drawn pictures hold no text, and the chats bring their own fonts.
    ok('fonts', 'none are needed: what Purser draws holds no text'),
  ]
}

const sample = (name: string): Uint8Array => readFileSync(new URL(`../../config/${name}`, import.meta.url))
