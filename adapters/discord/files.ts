import { createHash } from 'node:crypto'
import type { RawFile } from '@discordjs/rest'
import { type APIComponentInContainer, ComponentType, MessageFlags } from 'discord-api-types/v10'
import type { Files } from '../../src/files/types.ts'
import type { Asker, Picture as Bytes, Pictures } from '../../src/pictures/types.ts'
import { short } from '../cut.ts'
import type { Standing } from './payload.ts'
import { container, type File, type Page, type Picture as Shown } from './render.ts'
import { escaped } from './words.ts'

/** What every message is sent with. Nobody is mentioned by it, whatever stands in it, but who is named here. */
export interface Body {
  readonly flags: number
  readonly allowed_mentions: { readonly parse: readonly never[]; readonly users?: readonly string[] }
  readonly components: readonly unknown[]
  /** Files that stay, each by its place among those sent along, or by Discord's number where it stands there already. The others go. */
  readonly attachments: readonly { readonly id: number | string; readonly filename: string; readonly description: string }[]
}

/** A message with its files. */
export interface Ready {
  readonly body: Body
  readonly files: readonly RawFile[]
}

/** Fetches the pictures and files of a page. */
export type Dress = (page: Page, asker: Asker) => Promise<Ready>

/** A file that goes along, and what stands in the message for it. */
interface Along {
  readonly file?: RawFile
  readonly alt: string
  readonly component: APIComponentInContainer
}

/** Asks for each picture and file anew, since who may see it changes. */
export function createDress(pictures: Pick<Pictures, 'picture'>, files: Files): Dress {
  const pictured = async ({ source, alt }: Shown, asker: Asker): Promise<Along> => {
    const found = await pictures.picture(source, asker)
    if (!found) return { alt, component: small(alt) }
    const name = nameOf(found)
    const media = { url: `attachment://${name}` }
    return {
      alt,
      file: { name, data: Buffer.from(found.bytes), contentType: found.type },
      component: { type: ComponentType.MediaGallery, items: [{ media, ...(alt ? { description: alt } : {}) }] },
    }
  }
  const filed = async ({ source, gone, busy }: File, asker: Asker): Promise<Along> => {
    const found = await files.file(source, asker)
    if (!found || found === 'busy') return { alt: '', component: small(found ? busy : gone) }
    const { name, bytes, type } = found
    return {
      alt: '',
      file: { name, data: Buffer.from(bytes), contentType: type },
      component: { type: ComponentType.File, file: { url: `attachment://${name}` } },
    }
  }
  return async (page, asker) => {
    const components: APIComponentInContainer[] = []
    const files: { file: RawFile; alt: string }[] = []
    for (const part of page.parts) {
      if (part.type !== 'picture' && part.type !== 'file') {
        components.push(part)
        continue
      }
      const { file, alt, component } = await (part.type === 'picture' ? pictured(part, asker) : filed(part, asker))
      if (file && files.every((one) => one.file.name !== file.name)) files.push({ file, alt })
      components.push(component)
    }
    return {
      body: {
        flags: MessageFlags.IsComponentsV2,
        allowed_mentions: { parse: [] },
        components: [container(page, components)],
        attachments: files.map(({ file, alt }, id) => ({ id, filename: file.name, description: alt })),
      },
      files: files.map(({ file }) => file),
    }
  }
}

const small = (words: string): APIComponentInContainer => ({
  type: ComponentType.TextDisplay,
  content: `-# ${escaped(short(words, 200)) || '–'}`,
})

const PICTURE = 'picture-'

/** The same name is the same picture. */
const nameOf = ({ bytes, type }: Bytes): string =>
  `${PICTURE}${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.${type.replace('image/', '')}`

/** Without the files that stand in the message already. */
export function withoutStanding({ body, files }: Ready, standing: Standing): Ready {
  // A file of the same name may be another one.
  const there = new Map(standing.filter(({ filename }) => filename.startsWith(PICTURE)).map(({ id, filename }) => [filename, id]))
  const fresh = files.filter(({ name }) => !there.has(name))
  const attachments = body.attachments.map((each) => ({
    ...each,
    id: there.get(each.filename) ?? fresh.findIndex(({ name }) => name === each.filename),
  }))
  return { body: { ...body, attachments }, files: fresh }
}
