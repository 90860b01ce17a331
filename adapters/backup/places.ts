import { basename, dirname, resolve } from 'node:path'
import { folderPlace } from './folder.ts'
import type { Place } from './place.ts'
import { s3Place } from './s3.ts'

/** What opens an S3 service, as configured. */
export interface PlaceChoice {
  readonly url: string
  readonly region: string
  readonly id?: string | undefined
  readonly secret?: string | undefined
  /** The forward proxy on the way there. */
  readonly proxy?: string | undefined
}

/** The place that an operator names: a folder, or s3://bucket/folder. Throws an Error for them where it cannot be reached so. */
export function placeOf(text: string, s3: PlaceChoice): Place {
  if (!text.startsWith('s3:')) return folderPlace(resolve(text))
  const [, bucket = '', path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[\w.-]+)*)\/?$/.exec(text) ?? []
  if (!bucket) throw new Error('A bucket is named as s3://bucket/folder.')
  const { url, region, id, secret, proxy } = s3
  if (!id || !secret)
    throw new Error(`For ${text}, set PURSER_BACKUP_S3_ID and PURSER_BACKUP_S3_SECRET (and PURSER_BACKUP_S3_URL, if it is not Amazon's).`)
  return s3Place({ url, region, id, secret, proxy, bucket, folder: path ? `${path.slice(1)}/` : '' })
}

/** One backup as an operator names it: its place, and its name there. */
export function atPlace(text: string, s3: PlaceChoice): { place: Place; name: string } {
  if (!text.startsWith('s3:')) return { place: folderPlace(dirname(resolve(text))), name: basename(text) }
  return { place: placeOf(text.slice(0, text.lastIndexOf('/')), s3), name: text.slice(text.lastIndexOf('/') + 1) }
}
