import type { Texts } from './index.ts'
import { about } from './zh-CN/about.ts'
import { balance } from './zh-CN/balance.ts'
import { common } from './zh-CN/common.ts'
import { desk } from './zh-CN/desk.ts'
import { discord } from './zh-CN/discord.ts'
import { errors } from './zh-CN/errors.ts'
import { formats } from './zh-CN/formats.ts'
import { help } from './zh-CN/help.ts'
import { link } from './zh-CN/link.ts'
import { missing } from './zh-CN/missing.ts'
import { problems } from './zh-CN/problems.ts'
import { questions } from './zh-CN/questions.ts'
import { recharge } from './zh-CN/recharge.ts'
import { records } from './zh-CN/records.ts'
import { remedy } from './zh-CN/remedy.ts'
import { settings } from './zh-CN/settings.ts'
import { slack } from './zh-CN/slack.ts'
import { staff } from './zh-CN/staff.ts'
import { telegram } from './zh-CN/telegram.ts'
import { ticket } from './zh-CN/ticket.ts'
import { web } from './zh-CN/web.ts'
import { withdrawal } from './zh-CN/withdrawal.ts'

/** Written for its readers, not translated; typed by English. One file per area in zh-CN/. */
export const zhCN: Texts = {
  formats,
  common,
  errors,
  missing,
  problems,
  questions,
  about,
  balance,
  help,
  link,
  recharge,
  records,
  settings,
  web,
  slack,
  discord,
  desk,
  remedy,
  staff,
  telegram,
  ticket,
  withdrawal,
}
