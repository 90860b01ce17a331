import { createHash } from 'node:crypto'
import { type APIComponentInContainer, ComponentType, MessageFlags, type RawFile } from 'discord.js'
import type { Asker, Pictures } from '../../src/pictures/types.ts'
import { short } from '../cut.ts'
import { container, type Page, type Picture } from './render.ts'
import { escaped } from './words.ts'

/** What every message is sent with. Nobody is mentioned by it, whatever stands in it, but who is named here. */
export interface Body {
  readonly flags: number
  readonly allowed_mentions: { readonly parse: readonly never[]; readonly users?: readonly string[] }
  readonly components: readonly unknown[]
  /** Files that stay: those that are sent along. What stood there before goes. */
  readonly attachments: readonly { readonly id: number; readonly filename: string; readonly description: string }[]
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
      const name = nameOf(part, found.type)
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

const nameOf = ({ source }: Picture, type: string): string =>
  `picture-${createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 8)}.${type.replace('image/', '')}`
