import type { Text } from '../../locales/text.ts'
import type { Command } from '../../src/command.ts'
import { formatText, piecesOf, type Viewer } from '../../src/format.ts'
import type { Action, Block, FileSource, Form, ImageSource, Question, Reply } from '../../src/reply.ts'
import { encodeCall } from '../../src/wire.ts'
import type { ActionView, BlockView, FormView, QuestionView, ReplyView, Words } from './page/view.ts'

/** A reply as the page draws it, and the pictures it may ask for, by slot. */
export interface Rendered {
  readonly view: ReplyView
  readonly pictures: readonly ImageSource[]
  /** The same of files. Messages of long ago have none. */
  readonly files?: readonly FileSource[]
  /** Of a reply with a form: which command its answer calls, and what goes along unseen. The page has no say in either. */
  readonly form?: Pick<Form, 'command' | 'hidden'>
}

/** Reply -> JSON, every value formatted for the reader. Pictures and files are left out: the page asks for them by message and slot. */
export function render(reply: Reply, viewer: Viewer, commands: ReadonlyMap<string, Command>): Rendered {
  const pictures: ImageSource[] = []
  const files: FileSource[] = []
  const slot = (source: ImageSource): number => pictures.push(source) - 1
  const blocks = reply.blocks.map((block) => blockView(block, viewer, slot, (source) => files.push(source) - 1))
  const actions = reply.actions.map((action) => actionView(action, viewer, commands))
  if (!reply.form) return { view: { lang: viewer.locale, blocks, actions }, pictures, files }
  const { command, hidden } = reply.form
  const form = formView(reply.form, viewer, slot)
  return { view: { lang: viewer.locale, blocks, actions, form }, pictures, files, form: { command, hidden } }
}

type Slot = (source: ImageSource) => number

function blockView(block: Block, viewer: Viewer, slot: Slot, fileSlot: (source: FileSource) => number): BlockView {
  switch (block.type) {
    case 'title':
    case 'text':
    case 'notice':
      return { type: block.type, words: words(block.text, viewer), tone: block.tone ?? 'plain' }
    case 'list':
      return { type: 'list', ordered: block.ordered, items: block.items.map((item) => words(item, viewer)) }
    case 'facts':
      return { type: 'facts', facts: block.facts.map(({ label, value }) => ({ label, value: words(value, viewer) })) }
    case 'table':
      return {
        type: 'table',
        caption: words(block.caption, viewer),
        columns: block.columns,
        rows: block.rows.map((row) => row.map((cell) => words(cell, viewer))),
      }
    case 'image':
      return { type: 'image', slot: slot(block.source), alt: formatText(block.alt, viewer) }
    case 'file':
      return { type: 'file', slot: fileSlot(block.source), label: formatText(block.label, viewer) }
  }
}

function actionView(action: Action, viewer: Viewer, commands: ReadonlyMap<string, Command>): ActionView {
  const label = formatText(action.label, viewer)
  switch (action.type) {
    case 'call':
      return { type: 'call', label, wire: encodeCall(action, commands), style: action.style ?? 'plain' }
    case 'link':
      return { type: 'link', label, url: safeUrl(action.url), style: action.style ?? 'plain' }
  }
}

/** Links come from the operator's configuration: whatever could run in the page is refused, a payment app's own scheme is not. */
function safeUrl(url: string): string {
  const scheme = URL.canParse(url) ? new URL(url).protocol : ''
  return /^(javascript|data|vbscript|blob|file|about|filesystem|view-source|):?$/i.test(scheme) ? 'about:blank' : url
}

function formView(form: Form, viewer: Viewer, slot: Slot): FormView {
  return {
    title: formatText(form.title, viewer),
    questions: form.questions.map((question) => questionView(question, viewer, slot)),
    submit: formatText(form.submit, viewer),
  }
}

function questionView(question: Question, viewer: Viewer, slot: Slot): QuestionView {
  const { name, label, hint, required, value = '', problem } = question
  const said = problem ? formatText(problem, viewer) : ''
  const asked = { name, label, required, value, ...(hint ? { hint } : {}), ...(said ? { problem: said } : {}) }
  switch (question.control) {
    case 'amount':
    case 'text':
    case 'note':
    case 'digits':
      return { ...asked, control: question.control }
    case 'time':
    case 'choice':
      return { ...asked, control: question.control, options: question.options ?? [] }
    case 'pictures': {
      const kept = (question.kept ?? []).map((id) => ({ id, slot: slot({ from: 'attachment', id }) }))
      return { ...asked, control: 'pictures', most: question.most ?? 1, kept }
    }
  }
}

const words = (text: Text, viewer: Viewer): Words => piecesOf(text, viewer).map(({ words, is }) => (is ? { is, text: words } : words))
