import type { types } from '@slack/bolt'
import { locales } from '../../locales/index.ts'
import type { Text } from '../../locales/text.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Form, Question, Reply } from '../../src/reply.ts'
import { short } from '../cut.ts'
import type { Place } from './place.ts'
import { type Drawing, type Drawn, renderView } from './render.ts'
import { plain, section } from './words.ts'

/** What a window remembers: whose call its answers are, what goes along unseen, and where the answer is shown. */
export interface Meta {
  readonly c: string
  readonly h: Readonly<Record<string, string>>
  readonly p: Place
}

/** A window; its pictures are uploaded before it is opened. */
export type Window = Omit<types.ModalView, 'blocks'> & { readonly blocks: readonly Drawn[] }

/** How windows are told apart when they are sent. */
export const FORM = 'form'
const TITLE = 24

/** A form as a window, with what the core shows above it. */
export function formWindow(reply: Reply, form: Form, drawing: Drawing, place: Place): Window {
  const { viewer } = drawing
  const t = locales[viewer.locale]
  const head = formatText(form.title, viewer)
  const submit = formatText(form.submit, viewer)
  const { form: _form, ...above } = reply
  const meta: Meta = { c: form.command, h: form.hidden, p: place }
  return {
    type: 'modal',
    callback_id: FORM,
    private_metadata: JSON.stringify(meta),
    title: plain(head.length <= TITLE ? head : t.slack.billing),
    submit: plain(submit.length <= TITLE ? submit : t.common.submit),
    close: plain(t.common.cancel),
    blocks: [
      ...(head.length <= TITLE ? [] : [{ type: 'header' as const, text: plain(short(head, 150)) }]),
      ...renderView(above, { ...drawing, tables: false }).slice(0, 60),
      ...form.questions.flatMap((question) => questionBlocks(question, viewer)),
    ],
  }
}

/** A reply without questions as a window to read, or as the Home tab, which alone of the two takes tables. */
export function readWindow(reply: Reply, drawing: Drawing, place: Place, close: 'back' | 'close'): Window {
  const t = locales[drawing.viewer.locale]
  const meta: Meta = { c: '', h: {}, p: place }
  return {
    type: 'modal',
    callback_id: 'read',
    private_metadata: JSON.stringify(meta),
    title: plain(t.slack.billing),
    close: plain(t.slack[close]),
    blocks: renderView(reply, drawing),
  }
}

/** A window that waits for an answer, or tells that it came. */
export function plainWindow(words: Text, viewer: Viewer): types.ModalView {
  const { slack } = locales[viewer.locale]
  return {
    type: 'modal',
    callback_id: 'read',
    private_metadata: '',
    title: plain(slack.billing),
    close: plain(slack.close),
    blocks: [section([{ type: 'text', text: formatText(words, viewer) }])],
  }
}

/** Blocks are named after their question: `q:` what is entered, `k:` the pictures that stay. */
export const blockOf = (name: string): string => `q:${name}`

function questionBlocks(question: Question, viewer: Viewer): types.KnownBlock[] {
  const problem = question.problem ? formatText(question.problem, viewer) : ''
  const warning = problem ? [{ ...section([{ type: 'text', text: `⚠️ ${problem}` }]), block_id: `p:${question.name}` }] : []
  return [...warning, ...keptBlocks(question, viewer), inputBlock(question, viewer)]
}

function inputBlock(question: Question, viewer: Viewer): types.InputBlock {
  const kept = question.kept?.length ?? 0
  return {
    type: 'input',
    block_id: blockOf(question.name),
    optional: !question.required || kept > 0,
    label: plain(short(question.label, 2_000)),
    ...(question.hint ? { hint: plain(short(question.hint, 2_000)) } : {}),
    element: element(question, viewer, kept),
  }
}

function element(question: Question, viewer: Viewer, kept: number): types.InputBlock['element'] {
  const { name, value } = question
  const action_id = name
  switch (question.control) {
    case 'amount':
    case 'text':
    case 'digits':
    case 'note':
    case 'time': {
      const shortcuts = (question.options ?? []).map(({ label }) => label).join(' / ')
      return {
        type: 'plain_text_input',
        action_id,
        multiline: question.control === 'note',
        ...(value ? { initial_value: value.slice(0, 3_000) } : {}),
        ...(shortcuts ? { placeholder: plain(short(shortcuts, 150)) } : {}),
      }
    }
    case 'choice': {
      const options = (question.options ?? [])
        .slice(0, 100)
        .map((option) => ({ text: plain(short(option.label, 75)), value: option.value }))
      const chosen = options.find((option) => option.value === value)
      if (options.length === 0) return { type: 'plain_text_input', action_id, ...(value ? { initial_value: value } : {}) }
      const placeholder = plain(short(locales[viewer.locale].web.choose, 150))
      return { type: 'static_select', action_id, options, placeholder, ...(chosen ? { initial_option: chosen } : {}) }
    }
    case 'pictures':
      return { type: 'file_input', action_id, max_files: Math.min(10, Math.max(1, (question.most ?? 1) - kept)) }
  }
}

/** Pictures that were handed in before stay while they are ticked. */
function keptBlocks({ control, kept = [], name }: Question, viewer: Viewer): types.KnownBlock[] {
  if (control !== 'pictures' || kept.length === 0) return []
  const { slack } = locales[viewer.locale]
  const options = kept.slice(0, 10).map((id, index) => ({ text: plain(slack.picture(index + 1)), value: id }))
  return [
    {
      type: 'input',
      block_id: `k:${name}`,
      optional: true,
      label: plain(slack.kept),
      element: { type: 'checkboxes', action_id: name, options, initial_options: options },
    },
  ]
}
