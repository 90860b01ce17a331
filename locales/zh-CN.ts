import type { Texts } from './index.ts'
import { common } from './zh-CN/common.ts'
import { errors } from './zh-CN/errors.ts'
import { formats } from './zh-CN/formats.ts'
import { problems } from './zh-CN/problems.ts'
import { questions } from './zh-CN/questions.ts'

/** Written for its readers, not translated; typed by English. One file per area in zh-CN/. */
export const zhCN: Texts = {
  formats,
  common,
  errors,
  problems,
  questions,
}
