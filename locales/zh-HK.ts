import type { Texts } from './index.ts'
import { about } from './zh-HK/about.ts'
import { balance } from './zh-HK/balance.ts'
import { common } from './zh-HK/common.ts'
import { desk } from './zh-HK/desk.ts'
import { discord } from './zh-HK/discord.ts'
import { errors } from './zh-HK/errors.ts'
import { formats } from './zh-HK/formats.ts'
import { help } from './zh-HK/help.ts'
import { link } from './zh-HK/link.ts'
import { missing } from './zh-HK/missing.ts'
import { problems } from './zh-HK/problems.ts'
import { questions } from './zh-HK/questions.ts'
import { recharge } from './zh-HK/recharge.ts'
import { records } from './zh-HK/records.ts'
import { remedy } from './zh-HK/remedy.ts'
import { settings } from './zh-HK/settings.ts'
import { slack } from './zh-HK/slack.ts'
import { staff } from './zh-HK/staff.ts'
import { telegram } from './zh-HK/telegram.ts'
import { ticket } from './zh-HK/ticket.ts'
import { web } from './zh-HK/web.ts'
import { withdrawal } from './zh-HK/withdrawal.ts'

/** Written for its readers, not translated; typed by English. One file per area in zh-HK/. */
export const zhHK: Texts = {
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
