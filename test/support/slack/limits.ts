/** What Slack refuses, as it says it; undefined for what it takes. Sources: docs.slack.dev/reference/block-kit. */
export interface Refusal {
  readonly error: string
  readonly detail: string
}

/** JSON of a block, an element or a view. */
export type Json = Readonly<Record<string, unknown>>

/** Where blocks shall stand. */
export type Surface = 'message' | 'ephemeral' | 'modal' | 'home'

/** What of the workspace the blocks refer to. */
export interface Known {
  /** The app's own files that are ready to be shown. */
  readonly shows: (file: string) => boolean
  /** Some workspaces refuse tables. */
  readonly tables: boolean
}

const MOST = { message: 50, ephemeral: 50, modal: 100, home: 100 } as const

/** Checks the blocks of one message or view. */
export function checkBlocks(blocks: unknown, surface: Surface, known: Known): Refusal | undefined {
  const problems: string[] = []
  const list = asList(blocks)
  if (list.length > MOST[surface]) problems.push(`no more than ${MOST[surface]} items allowed [json-pointer:/blocks]`)
  const tables = list.filter((block) => block.type === 'table')
  if (tables.length > 1) return { error: 'invalid_attachments', detail: 'only_one_table_allowed' }
  if (tables.length > 0 && (!known.tables || surface === 'modal')) problems.push('table blocks are not supported here')
  const ids = list.flatMap((block) => (typeof block.block_id === 'string' ? [block.block_id] : []))
  if (new Set(ids).size !== ids.length) problems.push('block_id must be unique')
  for (const [index, block] of list.entries())
    for (const problem of blockProblems(block, surface, known)) problems.push(`${problem} [json-pointer:/blocks/${index}]`)
  if (problems.length > 0) return { error: 'invalid_blocks', detail: problems.join('; ') }
  if ((surface === 'message' || surface === 'ephemeral') && JSON.stringify(list).length > 13_200)
    return { error: 'msg_blocks_too_long', detail: 'blocks are too long' }
  return undefined
}

/** Checks a modal or a Home tab. */
export function checkView(view: Json, known: Known): Refusal | undefined {
  const surface = view.type === 'home' ? 'home' : 'modal'
  const problems: string[] = []
  if (surface === 'modal') {
    if (!fits(view.title, 24, 'plain_text')) problems.push('title: 1 to 24 characters of plain text')
    for (const name of ['submit', 'close'] as const)
      if (view[name] !== undefined && !fits(view[name], 24, 'plain_text')) problems.push(`${name}: 1 to 24 characters of plain text`)
    if (asList(view.blocks).some((block) => block.type === 'input') && view.submit === undefined)
      problems.push('submit is needed with input blocks')
  }
  if (String(view.private_metadata ?? '').length > 3_000) problems.push('private_metadata: must be less than 3001 characters')
  if (String(view.callback_id ?? '').length > 255) problems.push('callback_id: must be less than 256 characters')
  if (problems.length > 0) return { error: 'invalid_arguments', detail: problems.join('; ') }
  const refused = checkBlocks(view.blocks, surface, known)
  return refused && { error: 'invalid_arguments', detail: refused.detail }
}

function blockProblems(block: Json, surface: Surface, known: Known): string[] {
  const problems: string[] = []
  const must = (right: boolean, problem: string) => void (right || problems.push(problem))
  must(String(block.block_id ?? '').length <= 255, 'block_id: must be less than 256 characters')
  switch (block.type) {
    case 'header':
      must(fits(block.text, 150, 'plain_text'), 'header: 1 to 150 characters of plain text')
      break
    case 'section':
      must(block.text !== undefined || block.fields !== undefined, 'section: text or fields needed')
      if (block.text !== undefined) must(fits(block.text, 3_000), 'section: 1 to 3000 characters')
      if (block.fields !== undefined) {
        must(asList(block.fields).length >= 1 && asList(block.fields).length <= 10, 'section: 1 to 10 fields')
        for (const field of asList(block.fields)) must(fits(field, 2_000), 'field: 1 to 2000 characters')
      }
      break
    case 'context':
      must(asList(block.elements).length >= 1 && asList(block.elements).length <= 10, 'context: 1 to 10 elements')
      for (const element of asList(block.elements))
        must(element.type === 'image' || fits(element, 3_000), 'context: text too long or empty')
      break
    case 'actions':
      must(asList(block.elements).length >= 1 && asList(block.elements).length <= 25, 'actions: 1 to 25 elements')
      for (const element of asList(block.elements)) problems.push(...buttonProblems(element))
      must(
        new Set(asList(block.elements).map(({ action_id }) => action_id)).size === asList(block.elements).length,
        'action_id must be unique',
      )
      break
    case 'rich_text':
      must(asList(block.elements).length > 0, 'rich_text: elements needed')
      for (const words of richWords(block)) must(words.length > 0, 'rich_text: text must be more than 0 characters')
      break
    case 'image':
      problems.push(...imageProblems(block, surface, known))
      break
    case 'table':
      problems.push(...tableProblems(block))
      break
    case 'input':
      must(surface === 'modal' || surface === 'home', 'input blocks belong in views')
      must(fits(block.label, 2_000, 'plain_text'), 'input: label needed')
      if (block.hint !== undefined) must(fits(block.hint, 2_000, 'plain_text'), 'hint: 1 to 2000 characters')
      problems.push(...inputProblems(asJson(block.element)))
      break
    default:
      problems.push(`unsupported block type: ${String(block.type)}`)
  }
  return problems
}

function buttonProblems(button: Json): string[] {
  const url = button.url === undefined ? '' : String(button.url)
  return [
    ...(button.type === 'button' ? [] : [`unsupported element: ${String(button.type)}`]),
    ...(fits(button.text, 75, 'plain_text') ? [] : ['button: 1 to 75 characters']),
    ...(String(button.value ?? '').length <= 2_000 ? [] : ['button: value must be less than 2001 characters']),
    ...(url === '' || (/^https?:\/\//.test(url) && url.length <= 3_000) ? [] : ['button: invalid url']),
    ...(String(button.action_id ?? '').length <= 255 ? [] : ['action_id: must be less than 256 characters']),
    ...(button.style === undefined || button.style === 'primary' || button.style === 'danger' ? [] : ['button: invalid style']),
  ]
}

/** Slack's own people say that no file can be shared in an ephemeral message. */
function imageProblems(block: Json, surface: Surface, known: Known): string[] {
  const alt = String(block.alt_text ?? '')
  const file = asJson(block.slack_file).id
  if (alt.length < 1 || alt.length > 2_000) return ['image: alt_text of 1 to 2000 characters needed']
  if (file === undefined && block.image_url === undefined) return ['image: image_url or slack_file needed']
  if (file !== undefined && (surface === 'ephemeral' || !known.shows(String(file)))) return ['invalid slack file']
  return []
}

function tableProblems(block: Json): string[] {
  const rows = Array.isArray(block.rows) ? block.rows.map(asList) : []
  const cells = rows.flat()
  const words = cells.map((cell) => (cell.type === 'rich_text' ? richWords(cell).join('') : String(cell.text ?? '')))
  return [
    ...(rows.length >= 1 && rows.length <= 100 ? [] : ['table: 1 to 100 rows']),
    ...(rows.every((row) => row.length >= 1 && row.length <= 20) ? [] : ['table: 1 to 20 cells a row']),
    ...(words.every((each) => each !== '') ? [] : ['table: text must be more than 0 characters']),
    ...(words.join('').length <= 10_000 ? [] : ['table: more than 10000 characters']),
  ]
}

function inputProblems(element: Json): string[] {
  const options = asList(element.options)
  const among = (one: unknown): boolean => options.some((option) => JSON.stringify(option) === JSON.stringify(one))
  const right = (option: Json, most: number): boolean =>
    fits(option.text, 75, 'plain_text') && String(option.value ?? '').length >= 1 && String(option.value).length <= most
  switch (element.type) {
    case 'plain_text_input':
      return String(element.initial_value ?? '').length <= 3_000 &&
        (element.placeholder === undefined || fits(element.placeholder, 150, 'plain_text'))
        ? []
        : ['plain_text_input: too long']
    case 'static_select':
      return options.length >= 1 &&
        options.length <= 100 &&
        options.every((option) => right(option, 150)) &&
        (element.initial_option === undefined || among(element.initial_option))
        ? []
        : ['static_select: invalid options']
    case 'checkboxes':
      return options.length >= 1 &&
        options.length <= 10 &&
        options.every((option) => right(option, 150)) &&
        asList(element.initial_options).every(among)
        ? []
        : ['checkboxes: invalid options']
    case 'file_input':
      return Number(element.max_files ?? 10) >= 1 && Number(element.max_files ?? 10) <= 10 ? [] : ['file_input: max_files 1 to 10']
    default:
      return [`unsupported element: ${String(element.type)}`]
  }
}

/** The texts of a rich text, in order. */
export const richWords = (block: Json): string[] =>
  asList(block.elements).flatMap((element) => (element.elements === undefined ? [String(element.text ?? '')] : richWords(element)))

const fits = (text: unknown, most: number, type?: string): boolean => {
  const { text: words, type: kind } = asJson(text)
  return typeof words === 'string' && words.length >= 1 && words.length <= most && (type === undefined || kind === type)
}

export const asJson = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
export const asList = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(asJson) : [])
