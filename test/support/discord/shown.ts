import { KIND } from './components.ts'
import { asJson, asList, type Json } from './limits.ts'
import type { Message } from './world.ts'

/** What a person reads of a message, as Discord's clients draw it. */
export const wordsOf = ({ content, components, files, flags }: Pick<Message, 'content' | 'components' | 'files' | 'flags'>): string =>
  [drawn(content), ...components.flatMap(partsOf), ...(flags & V2 ? [] : files.map(({ name }) => name))].filter(Boolean).join('\n')

const V2 = 1 << 15

function partsOf(component: Json): readonly string[] {
  switch (component.type) {
    case KIND.text:
      return [drawn(String(component.content))]
    case KIND.gallery:
      return asList(component.items).flatMap(({ description }) => (description ? [String(description)] : []))
    case KIND.file:
      return [String(asJson(component.file).url).replace('attachment://', '')]
    default:
      return asList(component.components).flatMap(partsOf)
  }
}

/**
 * Discord's Markdown as it is read: marks are gone, escaped signs are themselves, code is as it stands. What pings stands out:
 * `<@1>` becomes "[PING 1]". A link under other words shows where it leads: "[LINK address]words".
 */
export function drawn(text: string): string {
  const kept: string[] = []
  const keep = (what: string): string => `\uE000${kept.push(what) - 1}\uE001`
  const marked = text
    // In one go: a sign that is escaped begins no code, and in code nothing is escaped.
    .replace(/```(?:[a-z]*\n)?([\s\S]*?)```|(`+)([\s\S]*?[^`])\2(?!`)|\\([\\*_~`|>#\-+.[\]()<@:!&{}])/g, (_, block, __, code, sign) =>
      keep(String(block ?? code?.trim() ?? sign)),
    )
    .replace(/<t:(\d+)(?::[a-zA-Z])?>/g, (_, at: string) => keep(new Date(Number(at) * 1000).toISOString()))
    .replace(/<(@[!&]?|#)(\d+)>/g, (_, __, id: string) => keep(`[PING ${id}]`))
    .replace(/@(everyone|here)\b/g, (_, who: string) => keep(`[PING ${who}]`))
    .replace(/\[([^\]\n]+)\]\(<?(https?:\/\/[^)\s>]+)>?\)/g, (_, words: string, to: string) => `${keep(`[LINK ${to}]`)}${words}`)
    .replace(/^(?:#{1,3}|-#|>>>|>|[-*]) /gm, '')
    .replace(/(\*\*\*|\*\*|__|~~|\|\||\*|_)(?=\S)([\s\S]*?\S)\1/g, '$2')
    .replace(/(\*\*\*|\*\*|__|~~|\|\||\*|_)(?=\S)([\s\S]*?\S)\1/g, '$2')
  return unkept(marked, kept)
}

const unkept = (text: string, kept: readonly string[]): string =>
  /\uE000/.test(text)
    ? unkept(
        text.replace(/\uE000(\d+)\uE001/g, (_, index: string) => kept[Number(index)] ?? ''),
        kept,
      )
    : text

/** All components, nested ones too, in the order in which they are seen. */
export const all = (components: readonly Json[]): readonly Json[] =>
  components.flatMap((component) => [
    component,
    ...all(asList(component.components)),
    ...(component.accessory === undefined ? [] : all([asJson(component.accessory)])),
    ...(component.component === undefined ? [] : all([asJson(component.component)])),
  ])

/** The labels of buttons that call, and the addresses of those that open a page. Disabled ones are seen, and cannot be pressed. */
export function buttonsOf(components: readonly Json[]): { readonly calls: readonly string[]; readonly links: readonly string[] } {
  const buttons = all(components).filter(({ type, disabled }) => type === KIND.button && disabled !== true)
  return {
    calls: buttons.flatMap(({ style, label }) => (style === 5 ? [] : [String(label)])),
    links: buttons.flatMap(({ style, url }) => (style === 5 ? [String(url)] : [])),
  }
}

/** The names of attached pictures that are seen: under components of the second version only those that one shows. */
export function picturesOf({ components, files, flags }: Pick<Message, 'components' | 'files' | 'flags'>): readonly string[] {
  const pictures = files.filter(({ name }) => /\.(png|jpe?g|webp|gif)$/i.test(name)).map(({ name }) => name)
  if (!(flags & V2)) return pictures
  const media = all(components).flatMap((component) => {
    if (component.type === KIND.gallery) return asList(component.items).map((item) => asJson(item.media))
    return component.type === KIND.thumbnail ? [asJson(component.media)] : []
  })
  return media.map(({ url }) => String(url).replace('attachment://', '')).filter((name) => pictures.includes(name))
}
