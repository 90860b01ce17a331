import type { InlineKeyboardButton } from 'grammy/types'
import { locales } from '../../locales/index.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Block, Option, Question } from '../../src/reply.ts'
import { type Filling, hasAnswer } from './form-state.ts'
import { inRows } from './keyboard.ts'
import { factSpans } from './lists.ts'
import type { Page } from './render.ts'
import { joined, spansOfBlock, TEXT } from './render.ts'
import { bold, lengthOf, lines, paged, plain, type Span, short, spansOf } from './spans.ts'

/** What the buttons of a form do. They carry the count of the form's changes, so that one of an earlier step is known. */
export type Deed =
  | { readonly do: 'choose'; readonly question: number; readonly option: number }
  | { readonly do: 'keep' | 'empty' | 'edit'; readonly question: number }
  | { readonly do: 'send' | 'cancel' }

/** `f:<version>:<deed>:<question>:<option>` */
export function encodeDeed(version: number, deed: Deed): string {
  const rest = 'question' in deed ? `:${deed.question}` : ''
  return `f:${version.toString(36)}:${deed.do}${rest}${deed.do === 'choose' ? `:${deed.option}` : ''}`
}

export function decodeDeed(data: string): { readonly version: number; readonly deed: Deed } | undefined {
  const [, version = '', kind, question, option] =
    /^f:([0-9a-z]{1,8}):(choose|keep|empty|edit|send|cancel)(?::(\d{1,2}))?(?::(\d{1,3}))?$/.exec(data) ?? []
  const count = Number.parseInt(version, 36)
  switch (kind) {
    case 'choose':
      return { version: count, deed: { do: kind, question: Number(question), option: Number(option) } }
    case 'keep':
    case 'empty':
    case 'edit':
      return { version: count, deed: { do: kind, question: Number(question) } }
    case 'send':
    case 'cancel':
      return { version: count, deed: { do: kind } }
    default:
      return undefined
  }
}

/** The question that is asked, or everything to be confirmed. `above`: what the core shows over its form. */
export function formPage({ filling, version }: { filling: Filling; version: number }, viewer: Viewer, above: readonly Block[] = []): Page {
  const t = locales[viewer.locale]
  const { questions, asking } = filling
  const at = questions.findIndex(({ name }) => name === asking)
  const question = questions[at]
  const entered = questions.filter((each) => hasAnswer(each) && each !== question)
  const head: Span[][] = [
    ...above.map((block) => spansOfBlock(block, viewer)),
    spansOf(filling.title, viewer, 'b'),
    factSpans(
      entered.map((each) => ({ label: each.label, value: [{ is: 'said' as const, text: shown(each, viewer) }] })),
      viewer,
    ),
  ]
  const body = question ? questionSpans(question, filling, viewer) : spansOf(t.telegram.review, viewer)
  const data = (deed: Deed): string => encodeDeed(version, deed)
  const buttons = question ? questionButtons(question, at, filling, viewer, data) : reviewButtons(filling, viewer, data)
  const cancel: InlineKeyboardButton = { text: t.common.cancel, callback_data: data({ do: 'cancel' }) }
  const whole = joined([...head, body])
  // What a person entered may be long: the question is what must be read.
  const spans = lengthOf(whole) <= TEXT ? whole : joined([paged(joined(head), TEXT - lengthOf(body) - 10)[0] ?? [], body])
  return { spans, keyboard: { inline_keyboard: [...buttons, [cancel]] } }
}

function questionSpans(question: Question, filling: Filling, viewer: Viewer): Span[] {
  const { telegram } = locales[viewer.locale]
  const { label, hint, problem, control, most = 1, kept = [] } = question
  const option = question.options?.find(({ value }) => value === filling.day)
  const asks = option ? spansOf(telegram.clock(option.label), viewer, 'b') : [bold(label)]
  const room = kept.length > 0 ? telegram.room(most - kept.length) : telegram.send
  return lines([
    problem ? [plain('⚠️ '), ...spansOf(problem, viewer)] : [],
    asks,
    hint && !option ? [{ text: hint, style: 'i' as const }] : [],
    control === 'pictures' && most > kept.length ? spansOf(room, viewer, 'i') : [],
  ])
}

type Data = (deed: Deed) => string

function questionButtons(question: Question, at: number, filling: Filling, viewer: Viewer, data: Data): InlineKeyboardButton[][] {
  const { telegram } = locales[viewer.locale]
  const buttons = (filling.day ? [] : (question.options ?? []).slice(0, 90)).map(
    (option, index): InlineKeyboardButton => ({
      text: short(option.label, 60),
      callback_data: data({ do: 'choose', question: at, option: index }),
    }),
  )
  const has = hasAnswer(question)
  const keepable = has && !question.problem && question.control !== 'choice'
  const keep = question.control === 'pictures' ? telegram.more : short(telegram.keep(shown(question, viewer)), 60)
  const rest: InlineKeyboardButton[] = [
    ...(keepable ? [{ text: keep, callback_data: data({ do: 'keep', question: at }), style: 'primary' as const }] : []),
    ...(question.required ? [] : [{ text: has ? telegram.empty : telegram.skip, callback_data: data({ do: 'empty', question: at }) }]),
  ]
  return [...inRows(buttons), ...inRows(rest)]
}

function reviewButtons(filling: Filling, viewer: Viewer, data: Data): InlineKeyboardButton[][] {
  const edits = filling.questions.map(
    ({ label }, index): InlineKeyboardButton => ({ text: short(label, 60), callback_data: data({ do: 'edit', question: index }) }),
  )
  const send = { text: short(formatText(filling.submit, viewer), 60), callback_data: data({ do: 'send' }), style: 'primary' as const }
  return [[send], ...inRows(edits)]
}

/** An answer as the person knows it: the words of a choice, the number of pictures. */
function shown(question: Question, viewer: Viewer): string {
  if (question.control === 'pictures') return locales[viewer.locale].telegram.pictures(question.kept?.length ?? 0)
  return optionOf(question, question.value ?? '')?.label ?? question.value ?? ''
}

/** The option that is meant by its value, or by the words on its button. */
export const optionOf = ({ options = [] }: Question, typed: string): Option | undefined => {
  const plain = typed.trim().toLowerCase()
  return (
    options.find(({ value }) => value === typed) ??
    options.find(({ value, label }) => [value, label].some((each) => each.toLowerCase() === plain))
  )
}
