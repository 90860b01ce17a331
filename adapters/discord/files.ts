import { createHash } from 'node:crypto'
import { type APIComponentInContainer, ComponentType, MessageFlags, type RawFile } from 'discord.js'
import type { Asker, Picture as Bytes, Pictures } from '../../src/pictures/types.ts'
import { short } from '../cut.ts'
import type { Standing } from './payload.ts'
import { container, type Page } from './render.ts'
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

/** Fetches the pictures of a page. */
export type Dress = (page: Page, asker: Asker) => Promise<Ready>

/** Asks for each picture anew, since who may see it changes. */
export function createDress(pictures: Pick<Pictures, 'picture'>): Dress {
  return async (page, asker) => {
    const components: APIComponentInContainer[] = []
    const files: { file: RawFile; alt: string }[] = []
    for (const part of page.parts) {
      if (part.type !== 'picture') {
        components.push(part)
        continue
      }
      const found = await pictures.picture(part.source, asker)
      if (!found) {
        components.push({ type: ComponentType.TextDisplay, content: `-# ${escaped(short(part.alt, 200)) || '–'}` })
        continue
      }
      const name = nameOf(found)
      const known = files.some(({ file }) => file.name === name)
      if (!known) files.push({ file: { name, data: Buffer.from(found.bytes), contentType: found.type }, alt: part.alt })
      const description = part.alt ? { description: part.alt } : {}
      components.push({ type: ComponentType.MediaGallery, items: [{ media: { url: `attachment://${name}` }, ...description }] })
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

/** The same name is the same picture. */
const nameOf = ({ bytes, type }: Bytes): string =>
  `picture-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.${type.replace('image/', '')}`

/** Without the files that stand in the message already. */
export function withoutStanding({ body, files }: Ready, standing: Standing): Ready {
  const there = new Map(standing.map(({ id, filename }) => [filename, id]))
  const fresh = files.filter(({ name }) => !there.has(name))
  const attachments = body.attachments.map((each) => ({
    ...each,
    id: there.get(each.filename) ?? fresh.findIndex(({ name }) => name === each.filename),
  }))
  return { body: { ...body, attachments }, files: fresh }
}
