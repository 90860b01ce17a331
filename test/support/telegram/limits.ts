/** JSON as it comes over the wire. */
export type Json = Readonly<Record<string, unknown>>

/** A refusal as Telegram puts it, to be thrown. */
export const says = (code: number, description: string, parameters?: Json): Error & { readonly refusal: Json } =>
  Object.assign(new Error(description), {
    refusal: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
  })

const bad = (why: string): Error => says(400, `Bad Request: ${why}`)

/** What people read of Telegram's HTML. Refuses what Telegram cannot read. */
export function readHtml(html: string): string {
  const open: string[] = []
  let text = ''
  for (let at = 0; at < html.length; ) {
    if (html[at] === '<') {
      const [whole, end, name = ''] = /^<(\/?)([a-zA-Z-]+)(?: [^<>]*)?>/.exec(html.slice(at)) ?? []
      if (whole === undefined) throw bad(`can't parse entities: Unsupported start tag "" at byte offset ${at}`)
      if (!TAGS.has(name)) throw bad(`can't parse entities: Unsupported start tag "${name}" at byte offset ${at}`)
      if (end === '/' && open.pop() !== name) throw bad(`can't parse entities: Unexpected end tag at byte offset ${at}`)
      if (end === '') open.push(name)
      at += whole.length
    } else if (html[at] === '&') {
      const [whole, entity = ''] = /^&(#\d+|[a-z]+);/.exec(html.slice(at)) ?? []
      const sign = ENTITIES[entity]
      text += sign ?? '&'
      at += sign === undefined || whole === undefined ? 1 : whole.length
    } else {
      text += html[at]
      at += 1
    }
  }
  const [left] = open
  if (left) throw bad(`can't parse entities: Can't find end tag corresponding to start tag "${left}"`)
  return text
}

const TAGS = new Set(['b', 'strong', 'i', 'em', 'u', 's', 'code', 'pre', 'a', 'blockquote', 'tg-spoiler'])
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

/** Text as it is shown; refuses what is empty or too long. */
export function checkText(args: Json): string {
  const text = shown(args.text, args.parse_mode)
  if (text.trim() === '') throw bad('message text is empty')
  if (text.length > 4096) throw bad('message is too long')
  return text
}

export function checkCaption(args: Json): string {
  const text = shown(args.caption ?? '', args.parse_mode)
  if (text.length > 1024) throw bad('message caption is too long')
  return text
}

const shown = (text: unknown, mode: unknown): string => (mode === 'HTML' ? readHtml(String(text)) : String(text))

/** A keyboard below a message: rows of buttons, each of one kind. Undefined: there is none. */
export function checkMarkup(given: unknown): Json | undefined {
  if (given === undefined) return undefined
  const markup = asJson(given)
  if (Array.isArray(markup.keyboard)) {
    for (const key of asList(markup.keyboard).flatMap(asList))
      if (String(key.text ?? '') === '') throw bad('keyboard button text must be non-empty')
    const placeholder = String(markup.input_field_placeholder ?? '')
    if (placeholder.length > 64) throw bad('input field placeholder is too long')
    return markup
  }
  if (!Array.isArray(markup.inline_keyboard)) throw bad('object expected as reply markup')
  const buttons = markup.inline_keyboard.flatMap((row) => asList(row))
  if (buttons.length > 100) throw bad('reply markup is too long')
  for (const button of buttons) checkButton(button)
  return buttons.length > 0 ? markup : undefined
}

const KINDS = ['callback_data', 'url', 'copy_text', 'disabled', 'web_app', 'login_url', 'switch_inline_query'] as const

function checkButton(button: Json): void {
  if (String(button.text ?? '') === '') throw bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
  const kinds = KINDS.filter((kind) => button[kind] !== undefined)
  if (kinds.length !== 1) throw bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
  if (button.style !== undefined && !['danger', 'success', 'primary'].includes(String(button.style))) throw bad('BUTTON_STYLE_INVALID')
  const data = Buffer.byteLength(String(button.callback_data ?? 'x'))
  if (data < 1 || data > 64) throw bad('BUTTON_DATA_INVALID')
  if (button.url !== undefined && !/^(https?|tg):\/\/[^\s]+$/.test(String(button.url))) throw bad('BUTTON_URL_INVALID')
  const copied = String(asJson(button.copy_text ?? { text: 'x' }).text)
  if (copied.length < 1 || copied.length > 256) throw bad('BUTTON_COPY_TEXT_INVALID')
}

export function checkCommands(list: unknown): void {
  const commands = asList(list)
  if (commands.length > 100) throw bad('BOT_COMMANDS_TOO_MUCH')
  for (const { command, description } of commands) {
    if (!/^[a-z0-9_]{1,32}$/.test(String(command))) throw bad('BOT_COMMAND_INVALID')
    if (String(description).length < 1 || String(description).length > 256) throw bad('BOT_COMMAND_DESCRIPTION_INVALID')
  }
}

export const asJson = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
export const asList = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.map((each) => (Array.isArray(each) ? (each as unknown as Json) : asJson(each))) : []
