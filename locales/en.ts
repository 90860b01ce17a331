import { common } from './en/common.ts'
import { errors } from './en/errors.ts'
import { formats } from './en/formats.ts'
import { problems } from './en/problems.ts'
import { questions } from './en/questions.ts'

/** English: the source of truth for keys and parameters. One file per area in en/. */
export const en = {
  formats,
  common,
  errors,
  problems,
  questions,
}
