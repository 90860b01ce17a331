import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { S3mini } from 's3mini'
import { wayThrough } from '../proxy.ts'
import type { Place } from './place.ts'
import { BACKUP_NAME } from './seal.ts'

/** A bucket, and what opens it. `url`: of the service. */
export interface Bucket {
  readonly url: string
  readonly region: string
  readonly id: string
  readonly secret: string
  readonly proxy: string | undefined
  readonly bucket: string
  /** Before each name; '' or with a slash at its end. */
  readonly folder: string
}

/** What is sent at once, in bytes: ten thousand such parts are an object's most. */
const PART = 16 * 1024 * 1024

/** A folder of an S3 bucket. An object appears there when its last part has come, and not before. */
export function s3Place({ url, region, id, secret, proxy, bucket, folder }: Bucket): Place {
  const { fetch } = wayThrough(proxy)
  const s3 = new S3mini({ endpoint: `${url}/${bucket}`, region, accessKeyId: id, secretAccessKey: secret, fetch })
  const called = `s3://${bucket}/${folder}`
  async function* read(name: string): AsyncGenerator<Uint8Array> {
    const answer = await s3.getObjectResponse(folder + name).catch(explain)
    if (!answer?.body) throw new Error(`There is no ${name} in ${called}.`)
    yield* Readable.fromWeb(answer.body as ReadableStream)
  }
  const explain = (cause: unknown): never => {
    throw new Error(`${called} cannot be used: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }

  async function send(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const upload = await s3.getMultipartUploadId(key, 'application/octet-stream').catch(explain)
    try {
      const parts = []
      for await (const part of inParts(bytes)) parts.push(await s3.uploadPart(key, upload, part, parts.length + 1).catch(explain))
      await s3.completeMultipartUpload(key, upload, parts).catch(explain)
    } catch (error) {
      await s3.abortMultipartUpload(key, upload).catch(() => undefined)
      throw error
    }
  }

  return {
    called,
    write: async (name, bytes, prove) => {
      const key = folder + name
      if (await s3.objectExists(key).catch(explain)) throw new Error(`${called}${name} is there already.`)
      await send(key, bytes)
      try {
        return await prove(read(name))
      } catch (error) {
        await s3.deleteObject(key).catch(() => undefined)
        throw error
      }
    },
    read,
    list: async () => {
      const objects = (await s3.listObjects('/', folder).catch(explain)) ?? []
      return objects
        .map(({ Key }) => Key.slice(Key.lastIndexOf('/') + 1))
        .filter((name) => BACKUP_NAME.test(name))
        .sort()
    },
    remove: async (name) => void (await s3.deleteObject(folder + name).catch(explain)),
  }
}

async function* inParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    held.push(chunk)
    size += chunk.length
    if (size < PART) continue
    yield Buffer.concat(held)
    held = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(held)
}
