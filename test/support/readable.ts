import { formatText, type Viewer } from '../../src/format.ts'
import type { Action, Block, Form, Question, Reply } from '../../src/reply.ts'

/** A reply as Markdown that a person can proof-read: every word, with what it is, in the order in which it is shown. */
export function readable(reply: Reply, viewer: Viewer): string {
  const lines = [
    ...reply.blocks.flatMap((block) => blockLines(block, viewer)),
    ...(reply.form ? formLines(reply.form, viewer) : []),
    ...(reply.actions.length > 0 ? ['', reply.actions.map((action) => button(action, viewer)).join(' ')] : []),
  ]
  return lines.map((line) => (line ? `> ${line}` : '>').trimEnd()).join('\n')
}

function blockLines(block: Block, viewer: Viewer): readonly string[] {
  const words = (text: Parameters<typeof formatText>[0]): string => formatText(text, viewer)
  switch (block.type) {
    case 'title':
      return [`**${words(block.text)}**${block.tone ? ` (${block.tone})` : ''}`, '']
    case 'text':
      return [block.tone === 'quiet' ? `_${words(block.text)}_` : words(block.text), '']
    case 'notice':
      return [`[${block.tone}] ${words(block.text)}`, '']
    case 'list':
      return [...block.items.map((item, n) => `${block.ordered ? `${n + 1}.` : '-'} ${words(item)}`), '']
    case 'facts':
      return [...block.facts.map(({ label, value }) => `- ${label} · · · ${words(value)}`), '']
    case 'table':
      return [
        ...(block.caption.length > 0 ? [`caption: ${words(block.caption)}`, ''] : []),
        `| ${block.columns.map(({ label }) => label).join(' | ')} |`,
        `|${block.columns.map(({ align }) => (align === 'end' ? ' --: |' : ' --- |')).join('')}`,
        ...block.rows.map((row) => `| ${row.map(words).join(' | ')} |`),
        '',
      ]
    case 'image':
      return [`picture: ${words(block.alt)}`, '']
    case 'file':
      return [`file: ${words(block.label)}`, '']
  }
}

function formLines(form: Form, viewer: Viewer): readonly string[] {
  return [
    `form: **${formatText(form.title, viewer)}**`,
    '',
    ...form.questions.flatMap((question) => questionLines(question, viewer)),
    '',
  ].concat(`[[ ${formatText(form.submit, viewer)} ]]`)
}

function questionLines(question: Question, viewer: Viewer): readonly string[] {
  const { label, required, hint, value, problem, options, kept } = question
  const rest = [
    ...(hint ? [`  - hint: ${hint}`] : []),
    ...(options ? [`  - choices: ${options.map((option) => option.label).join(' / ')}`] : []),
    ...(value === undefined ? [] : [`  - entered: ${value}`]),
    ...(kept && kept.length > 0 ? [`  - pictures kept: ${kept.length}`] : []),
    ...(problem ? [`  - **problem:** ${formatText(problem, viewer)}`] : []),
  ]
  return [`- ${label}${required ? ' *' : ''}`, ...rest]
}

const button = (action: Action, viewer: Viewer): string => {
  const style = action.style && action.style !== 'plain' ? ` · ${action.style}` : ''
  return `\`[${formatText(action.label, viewer)}${action.type === 'link' ? ' ↗' : ''}${style}]\``
}
