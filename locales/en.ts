import { about } from './en/about.ts'
import { balance } from './en/balance.ts'
import { common } from './en/common.ts'
import { desk } from './en/desk.ts'
import { discord } from './en/discord.ts'
import { errors } from './en/errors.ts'
import { formats } from './en/formats.ts'
import { help } from './en/help.ts'
import { link } from './en/link.ts'
import { missing } from './en/missing.ts'
import { problems } from './en/problems.ts'
import { questions } from './en/questions.ts'
import { recharge } from './en/recharge.ts'
import { records } from './en/records.ts'
import { remedy } from './en/remedy.ts'
import { settings } from './en/settings.ts'
import { slack } from './en/slack.ts'
import { staff } from './en/staff.ts'
import { telegram } from './en/telegram.ts'
import { ticket } from './en/ticket.ts'
import { web } from './en/web.ts'
import { withdrawal } from './en/withdrawal.ts'

/** English: the source of truth for keys and parameters. One file per area in en/. */
export const en = {
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
