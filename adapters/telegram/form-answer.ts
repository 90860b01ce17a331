import { locales } from '../../locales/index.ts'
import type { Text } from '../../locales/text.ts'
import type { Viewer } from '../../src/format.ts'
import type { Question } from '../../src/reply.ts'
import { readAmount } from '../../src/words/amount.ts'
import { readTime } from '../../src/words/time.ts'
import { optionOf } from './form-page.ts'
import { answered, type Filling } from './form-state.ts'

/**
 * The form with an answer as it was typed or chosen. What is no answer at all is said at once, everything else by the core
 * when the form is sent: it alone knows what is right.
 */
export function withAnswer(filling: Filling, question: Question, typed: string, how: { viewer: Viewer; currency: string }): Filling {
  const t = locales[how.viewer.locale]
  const alone = filling.questions.length === 1
  const option = optionOf(question, typed)
  switch (question.control) {
    case 'choice':
      if (option) return answered(filling, question.name, option.value)
      return question.options ? withProblem(filling, question.name, t.problems.choose) : answered(filling, question.name, typed)
    case 'time':
      return withTime(filling, question, option?.value ?? typed, how.viewer)
    case 'amount': {
      const read = readAmount(typed, how.currency)
      const nothing = !alone && !read.ok && read.why === 'not_a_number'
      return nothing ? withProblem(filling, question.name, t.problems.amount(read, how.currency)) : answered(filling, question.name, typed)
    }
    case 'pictures':
      return withProblem(filling, question.name, t.problems.picture)
    case 'text':
    case 'note':
    case 'digits':
      return answered(filling, question.name, typed)
  }
}

/**
 * The form with the words that stood beside a picture: an answer to what was asked (`asking`) where they can be nothing else, otherwise a
 * note, which people read. Every form that takes pictures has one.
 */
export function withWords(filling: Filling, asking: string | null, said: string, how: { viewer: Viewer; currency: string }): Filling {
  const question = filling.questions.find(({ name }) => name === asking)
  if (question && isClear(question, said)) {
    const next = withAnswer(filling, question, said, how)
    if (!next.questions.some(({ name, problem }) => name === asking && problem)) return next
  }
  const note = filling.questions.find(({ control }) => control === 'note')
  if (!note) return filling
  // Pictures that were refused may come again with the same words.
  const known = `\n${note.value ?? ''}\n`.includes(`\n${said}\n`)
  const noted = known ? filling : answered(filling, note.name, [note.value, said].filter(Boolean).join('\n'))
  // Another question stays as it was asked.
  return filling.asking === note.name ? noted : { ...filling, questions: noted.questions, touched: noted.touched }
}

const isClear = ({ control, options }: Question, said: string): boolean =>
  control === 'amount' ||
  control === 'time' ||
  (control === 'choice' && options !== undefined) ||
  (control === 'digits' && /^\S*\d\S*$/.test(said))

/** A day by its button waits for its time; both together are the answer. */
function withTime(filling: Filling, question: Question, typed: string, viewer: Viewer): Filling {
  const both = filling.day === undefined ? typed : `${filling.day} ${typed}`
  const right = [both, typed].find((each) => readTime(each, viewer))
  if (right !== undefined) return answered(filling, question.name, right)
  if (question.options?.some(({ value }) => value === typed))
    return { ...withoutProblem(filling, question.name), day: typed, asking: question.name }
  return withProblem(filling, question.name, locales[viewer.locale].problems.time)
}

/** Asks the same again, with the reason; everything else stays. */
export const withProblem = (filling: Filling, name: string, problem: Text): Filling => ({
  ...filling,
  asking: name,
  questions: filling.questions.map((question) => (question.name === name ? { ...question, problem } : question)),
})

const withoutProblem = (filling: Filling, name: string): Filling => ({
  ...filling,
  questions: filling.questions.map(({ problem, ...question }) =>
    question.name === name || !problem ? question : { ...question, problem },
  ),
})
