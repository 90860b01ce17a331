import { asJson, asList, checkNumber, checkShape, checkText, invalid, type Json } from './limits.ts'
import { COMPONENTS } from './spec.ts'

/** Components by number, as Discord counts their kinds. */
export const KIND = {
  row: 1,
  button: 2,
  select: 3,
  input: 4,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  upload: 19,
  radios: 21,
  checkboxes: 22,
  checkbox: 23,
} as const

/** What may stand in what. */
const WITHIN: Readonly<Record<string, readonly number[]>> = {
  legacy: [KIND.row],
  message: [KIND.row, KIND.section, KIND.text, KIND.gallery, KIND.file, KIND.separator, KIND.container],
  [KIND.container]: [KIND.row, KIND.section, KIND.text, KIND.gallery, KIND.file, KIND.separator],
  [KIND.row]: [KIND.button, KIND.select],
  [KIND.section]: [KIND.text],
  accessory: [KIND.button, KIND.thumbnail],
  modal: [KIND.label, KIND.text],
  [KIND.label]: [KIND.select, KIND.input, KIND.upload, KIND.radios, KIND.checkboxes, KIND.checkbox],
}

interface Walk {
  readonly files: ReadonlySet<string>
  readonly ids: Set<string>
  readonly modal: boolean
  count: number
  letters: number
}

/** Refuses components that Discord refuses in a message. `files`: names of what is attached to it. */
export function checkComponents(given: unknown, v2: boolean, files: ReadonlySet<string>): readonly Json[] {
  const walk: Walk = { files, ids: new Set(), modal: false, count: 0, letters: 0 }
  const list = asList(given)
  if (!v2 && list.length > 5) throw invalid('components', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.')
  each(list, v2 ? 'message' : 'legacy', 'components', walk)
  if (walk.count > 40) throw invalid('components', 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', 'The maximum number of components is 40')
  if (walk.letters > 4_000)
    throw invalid('components', 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', 'The size of all displayable text exceeds 4000')
  return list
}

/** Refuses a window that Discord refuses. */
export function checkModal(data: Json): void {
  checkText(data.custom_id, 1, 100, 'custom_id')
  checkText(data.title, 1, 45, 'title')
  const list = asList(data.components)
  if (list.length < 1 || list.length > 5) throw invalid('components', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.')
  each(list, 'modal', 'components', { files: new Set(), ids: new Set(), modal: true, count: 0, letters: 0 })
}

function each(list: readonly Json[], place: string, where: string, walk: Walk): void {
  for (const [index, component] of list.entries()) check(component, place, `${where}.${index}`, walk)
}

function check(component: Json, place: string, where: string, walk: Walk): void {
  const type = Number(component.type)
  const shape = COMPONENTS[type]
  if (!shape || !WITHIN[place]?.includes(type))
    throw invalid(`${where}.type`, 'BASE_TYPE_CHOICES', `Value must be one of ${WITHIN[place]}.`)
  checkShape(component, shape, where)
  walk.count += 1
  if (component.custom_id !== undefined && component.custom_id !== null) {
    const id = checkText(component.custom_id, 1, 100, `${where}.custom_id`)
    if (walk.ids.has(id)) throw invalid(`${where}.custom_id`, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated')
    walk.ids.add(id)
  }
  CHECKS[type]?.(component, where, walk)
}

const CHECKS: Readonly<Record<number, (component: Json, where: string, walk: Walk) => void>> = {
  [KIND.row]: ({ components }, where, walk) => {
    const inside = asList(components)
    const most = inside.some(({ type }) => type === KIND.select) ? 1 : 5
    if (inside.length < 1 || inside.length > most)
      throw invalid(`${where}.components`, 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${most} in length.`)
    each(inside, String(KIND.row), `${where}.components`, walk)
  },
  [KIND.button]: checkButton,
  [KIND.select]: (component, where, walk) => {
    if (walk.modal && component.disabled === true)
      throw invalid(`${where}.disabled`, 'COMPONENT_INVALID', 'A select cannot be disabled here')
    checkOptions(component, 1, 25, where)
    const options = asList(component.options).length
    const most = checkNumber(component.max_values, 1, 25, `${where}.max_values`, 1)
    const least = checkNumber(component.min_values, 0, 25, `${where}.min_values`, 1)
    if (most > options) throw invalid(`${where}.max_values`, 'BASE_TYPE_BAD_LENGTH', 'Must not exceed the number of options')
    if (walk.modal && component.required !== false && least < 1)
      throw invalid(`${where}.min_values`, 'NUMBER_TYPE_MIN', 'Must be at least 1 when required')
    checkText(component.placeholder, 0, 150, `${where}.placeholder`)
  },
  [KIND.input]: (component, where) => {
    checkNumber(component.style, 1, 2, `${where}.style`, 0)
    checkText(component.placeholder, 0, 100, `${where}.placeholder`)
    const least = checkNumber(component.min_length, 0, 4_000, `${where}.min_length`, 0)
    const most = checkNumber(component.max_length, 1, 4_000, `${where}.max_length`, 4_000)
    if (component.value !== undefined && component.value !== null && component.value !== '')
      checkText(component.value, least, most, `${where}.value`)
  },
  [KIND.section]: ({ components, accessory }, where, walk) => {
    const inside = asList(components)
    if (inside.length < 1 || inside.length > 3)
      throw invalid(`${where}.components`, 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 3 in length.')
    each(inside, String(KIND.section), `${where}.components`, walk)
    check(asJson(accessory), 'accessory', `${where}.accessory`, walk)
  },
  [KIND.text]: ({ content }, where, walk) => {
    walk.letters += checkText(content, 1, 4_000, `${where}.content`).length
    // Whether Discord takes one that shows nothing is not documented.
    if (String(content).trim() === '') throw invalid(`${where}.content`, 'BASE_TYPE_REQUIRED', 'This field is required')
  },
  [KIND.thumbnail]: (component, where, walk) => checkMedia(asJson(component.media), `${where}.media`, walk),
  [KIND.gallery]: ({ items }, where, walk) => {
    const list = asList(items)
    if (list.length < 1 || list.length > 10) throw invalid(`${where}.items`, 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 10 in length.')
    for (const [index, item] of list.entries()) {
      checkText(item.description ?? 'x', 1, 1_024, `${where}.items.${index}.description`)
      checkMedia(asJson(item.media), `${where}.items.${index}.media`, walk)
    }
  },
  [KIND.file]: ({ file }, where, walk) => {
    if (!String(asJson(file).url).startsWith('attachment://'))
      throw invalid(`${where}.file.url`, 'UNFURLED_MEDIA_ITEM_ATTACHMENT_REQUIRED', 'Only attachment:// is supported')
    checkMedia(asJson(file), `${where}.file`, walk)
  },
  [KIND.container]: ({ components, accent_color }, where, walk) => {
    checkNumber(accent_color, 0, 0xffffff, `${where}.accent_color`, 0)
    const inside = asList(components)
    if (inside.length < 1) throw invalid(`${where}.components`, 'BASE_TYPE_REQUIRED', 'This field is required')
    each(inside, String(KIND.container), `${where}.components`, walk)
  },
  [KIND.label]: ({ label, description, component }, where, walk) => {
    checkText(label, 1, 45, `${where}.label`)
    checkText(description ?? 'x', 1, 100, `${where}.description`)
    check(asJson(component), String(KIND.label), `${where}.component`, walk)
  },
  [KIND.upload]: (component, where) => {
    const least = checkNumber(component.min_values, 0, 10, `${where}.min_values`, 1)
    const most = checkNumber(component.max_values, 1, 10, `${where}.max_values`, 1)
    if (least > most) throw invalid(`${where}.min_values`, 'NUMBER_TYPE_MAX', 'min_values must not exceed max_values')
    if (component.required === false || least > 0) return
    throw invalid(`${where}.min_values`, 'NUMBER_TYPE_MIN', 'Must be at least 1 when required')
  },
  [KIND.radios]: (component, where) => checkOptions(component, 2, 10, where),
  [KIND.checkboxes]: (component, where) => checkOptions(component, 1, 10, where),
}

function checkButton(button: Json, where: string): void {
  const style = checkNumber(button.style, 1, 6, `${where}.style`, 0)
  checkText(button.label, button.emoji ? 0 : 1, 80, `${where}.label`)
  if (style !== 5) {
    if (button.url !== undefined) throw invalid(where, 'BUTTON_COMPONENT_INVALID_URL', 'A url cannot be used here')
    return void checkText(button.custom_id, 1, 100, `${where}.custom_id`)
  }
  if (button.custom_id !== undefined) throw invalid(where, 'BUTTON_COMPONENT_CUSTOM_ID', 'A custom id and url cannot both be specified')
  if (!/^(https?|discord):\/\/\S+$/.test(checkText(button.url, 1, 512, `${where}.url`)))
    throw invalid(`${where}.url`, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.')
}

function checkOptions({ options }: Json, least: number, most: number, where: string): void {
  const list = asList(options)
  if (list.length < least || list.length > most)
    throw invalid(`${where}.options`, 'BASE_TYPE_BAD_LENGTH', `Must be between ${least} and ${most} in length.`)
  for (const [index, { label, value, description }] of list.entries()) {
    checkText(label, 1, 100, `${where}.options.${index}.label`)
    checkText(value, 1, 100, `${where}.options.${index}.value`)
    checkText(description, 0, 100, `${where}.options.${index}.description`)
  }
  if (new Set(list.map(({ value }) => value)).size !== list.length)
    throw invalid(`${where}.options`, 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used')
}

function checkMedia({ url }: Json, where: string, { files }: Walk): void {
  const [, name] = /^attachment:\/\/(.+)$/.exec(checkText(url, 1, 2_048, `${where}.url`)) ?? []
  if (name === undefined && !/^https?:\/\//.test(String(url)))
    throw invalid(`${where}.url`, 'URL_TYPE_INVALID_SCHEME', 'Scheme must be one of http, https.')
  if (name !== undefined && !files.has(name))
    throw invalid(`${where}.url`, 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', `There is no attachment ${name}`)
}
