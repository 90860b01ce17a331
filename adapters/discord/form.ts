import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/v10'
import { locales } from '../../locales/index.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import { type Block, type Call, fact, facts, notice, type Question, type Reply, reply, title } from '../../src/reply.ts'
import { short } from '../cut.ts'
import { type Filling, hasAnswer, isReady, windowsOf } from './form-state.ts'
import { own, render } from './render.ts'

/** Whether what stands above a form fits into a window: words alone, without buttons. */
export const fitsWindow = ({ blocks, actions }: Reply): boolean =>
  actions.length === 0 && blocks.every(({ type }) => type !== 'image' && type !== 'file' && type !== 'table')

/** What a window shows above its questions, in markup; empty for nothing. */
const aboveOf = (blocks: readonly Block[], viewer: Viewer): string =>
  blocks.length === 0
    ? ''
    : render(reply(blocks), { viewer, commands: new Map() })
        .flatMap(({ parts }) => parts)
        .flatMap((part) => (part.type === ComponentType.TextDisplay ? [part.content] : []))
        .join('\n')

/** One window of a form: the last, where there are fewer than there were. */
export function windowOf(id: string, wanted: number, filling: Filling, viewer: Viewer): APIModalInteractionResponseCallbackData {
  const t = locales[viewer.locale]
  const windows = windowsOf(filling.form, filling.blocks.length > 0)
  const page = Math.min(wanted, windows.length - 1)
  const above = page === 0 ? aboveOf(filling.blocks, viewer) : ''
  const head = formatText(filling.form.title, viewer)
  const count = windows.length > 1 ? ` (${page + 1}/${windows.length})` : ''
  return {
    custom_id: `form:${page}:${id}:${page}`,
    title: `${short(head || t.discord.billing, 45 - count.length)}${count}`,
    components: [
      ...(above === '' ? [] : [{ type: ComponentType.TextDisplay as const, content: short(above, 3_900) }]),
      ...(windows[page] ?? []).flatMap((question) => labels(question, viewer)),
    ],
  }
}

/** Questions are named after their field: `q:` what is entered, `k:` the pictures that stay. */
function labels(question: Question, viewer: Viewer): APILabelComponent[] {
  const { discord } = locales[viewer.locale]
  const { name, label, hint, kept = [], problem } = question
  const said = problem ? `⚠️ ${formatText(problem, viewer)}` : hint
  const asked: APILabelComponent = {
    type: ComponentType.Label,
    label: short(label, 45),
    ...(said ? { description: short(said, 100) } : {}),
    component: component(question, viewer),
  }
  if (question.control !== 'pictures' || kept.length === 0) return [asked]
  const options = kept.slice(0, 10).map((value, index) => ({ value, label: discord.picture(index + 1), default: true }))
  const stays: APIComponentInLabel = {
    type: ComponentType.CheckboxGroup,
    custom_id: `k:${name}`,
    options,
    min_values: 0,
    max_values: options.length,
    required: false,
  }
  return [{ type: ComponentType.Label, label: short(discord.kept, 45), component: stays }, asked]
}

/** The most that a text field holds. */
const TYPED = 4_000

function component(question: Question, viewer: Viewer): APIComponentInLabel {
  const { control, required, value, kept = [], most = 1 } = question
  const custom_id = `q:${question.name}`
  const options = question.options ?? []
  if (control === 'pictures')
    return {
      type: ComponentType.FileUpload,
      custom_id,
      required: required && kept.length === 0,
      min_values: required && kept.length === 0 ? 1 : 0,
      max_values: Math.min(10, Math.max(1, most - kept.length)),
      // Telephones' own kind is not among what Discord calls pictures everywhere; what is inside is looked at by the core.
      file_types: ['image', '.heic', '.heif'],
    }
  if (control === 'choice' && options.length > 0 && options.length <= 25)
    return {
      type: ComponentType.StringSelect,
      custom_id,
      required,
      placeholder: short(locales[viewer.locale].web.choose, 150),
      options: options.map((one) => ({
        value: one.value,
        label: short(one.label, 100),
        ...(one.value === value ? { default: true } : {}),
      })),
    }
  const shortcuts = control === 'time' ? options.map(({ label }) => label).join(' / ') : ''
  return {
    type: ComponentType.TextInput,
    custom_id,
    style: control === 'note' ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required,
    max_length: TYPED,
    ...(value ? { value: value.slice(0, TYPED) } : {}),
    ...(shortcuts ? { placeholder: short(shortcuts, 100) } : {}),
  }
}

/** A form as a message: what was entered, what is wrong, and the buttons that open its windows. */
export function formPages(id: string, filling: Filling, { actions }: Pick<Reply, 'actions'>, drawing: Parameters<typeof render>[1]) {
  const { viewer } = drawing
  const { form, blocks } = filling
  const t = locales[viewer.locale]
  const name = formatText(form.title, viewer)
  const windows = windowsOf(form, blocks.length > 0)
  const problems = form.questions.flatMap(({ label, problem }) => (problem ? [notice(t.common.colon(label, problem))] : []))
  const started = form.questions.some(hasAnswer) || problems.length > 0
  const ready = windows.length > 1 && isReady(form)
  const style = (page: number): NonNullable<Call['style']> => (page === next(filling) && !ready ? 'primary' : 'plain')
  const extra = windows.map((questions) => questions.every(({ required, problem }) => !required && !problem))
  const opener = (page: number): string => {
    const label = extra[page] ? t.discord.more : formatText(t.discord.fill(name), viewer)
    const alike = extra.filter((one) => one === extra[page]).length > 1
    return alike ? `${label} (${page + 1}/${windows.length})` : label
  }
  const buttons = [
    ...(ready ? [own(formatText(form.submit, viewer), `send:0:${id}`, 'primary')] : []),
    ...windows.map((_, page) => own(opener(page), `form:${page}:${id}:${page}`, style(page))),
  ]
  const shown = started ? [title(form.title), ...blocks, ...problems, entered(filling, viewer)] : [title(form.title), ...blocks]
  return render({ ...reply(shown), actions }, drawing, buttons)
}

/** The window that is to be filled in next. */
function next({ form, blocks }: Filling): number {
  const windows = windowsOf(form, blocks.length > 0)
  const open = windows.findIndex((questions) => questions.some((one) => one.problem || (one.required && !hasAnswer(one))))
  return open === -1 ? windows.length - 1 : open
}

/** What was entered so far. */
const entered = ({ form }: Filling, viewer: Viewer): Block => {
  const { discord } = locales[viewer.locale]
  return facts(
    form.questions.map(({ label, control, value = '', kept = [], options = [] }) => {
      if (control === 'pictures') return fact(label, kept.length > 0 ? [discord.pictures(kept.length)] : undefined)
      return fact(label, value === '' ? undefined : [{ is: 'said', text: options.find((one) => one.value === value)?.label ?? value }])
    }),
  )
}
