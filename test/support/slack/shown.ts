import { asJson, asList, type Json, richWords } from './limits.ts'

/** What a person reads of blocks, as Slack's clients draw them: markup in mrkdwn is read, plain and rich text are literal. */
export const wordsOf = (blocks: readonly Json[]): string => blocks.map(blockWords).filter(Boolean).join('\n')

function blockWords(block: Json): string {
  switch (block.type) {
    case 'header':
      return objectWords(block.text)
    case 'section':
      return [block.text, ...asList(block.fields)].filter(Boolean).map(objectWords).join('\n')
    case 'context':
      return asList(block.elements).map(objectWords).join('\n')
    case 'rich_text':
      return richWords(block).join('')
    case 'table':
      return (Array.isArray(block.rows) ? block.rows : [])
        .map((row) =>
          asList(row)
            .map((cell) => (cell.type === 'rich_text' ? richWords(cell).join('') : String(cell.text)))
            .join('\n'),
        )
        .join('\n')
    case 'image':
      return String(block.alt_text)
    case 'input':
      return objectWords(block.label)
    default:
      return ''
  }
}

function objectWords(object: unknown): string {
  const { type, text } = asJson(object)
  return type === 'mrkdwn' ? drawn(String(text)) : String(text ?? '')
}

/** A ping stands out: `<!channel>` becomes "[PING channel]". */
const drawn = (text: string): string =>
  text
    .replace(/<([!@#])([^>]*)>/g, '[PING $2]')
    .replace(/([*_~`])([^\n]+?)\1/g, '$2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** The labels of buttons that call, and the addresses of those that open a page. */
export function buttonsOf(blocks: readonly Json[]): { readonly calls: readonly string[]; readonly links: readonly string[] } {
  const buttons = blocks.filter(({ type }) => type === 'actions').flatMap(({ elements }) => asList(elements))
  return {
    calls: buttons.flatMap(({ url, text }) => (url === undefined ? [String(asJson(text).text)] : [])),
    links: buttons.flatMap(({ url }) => (url === undefined ? [] : [String(url)])),
  }
}

/** The app's files that blocks show. */
export const picturesOf = (blocks: readonly Json[]): readonly string[] =>
  blocks.flatMap(({ type, slack_file }) => (type === 'image' ? [String(asJson(slack_file).id)] : []))
