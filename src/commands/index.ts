import type { Command } from '../command.ts'
import { about } from './about.ts'
import { adjust } from './adjust.ts'
import { amend } from './amend.ts'
import { answer } from './answer.ts'
import { approve } from './approve.ts'
import { ask } from './ask.ts'
import { balance } from './balance.ts'
import { cancel } from './cancel.ts'
import { casePdf, showCase } from './case.ts'
import { claim, release } from './claim.ts'
import { resume } from './continue.ts'
import { correct } from './correct.ts'
import { costs } from './costs.ts'
import { countersign, decline } from './countersign.ts'
import { credit } from './credit.ts'
import { filter } from './filter.ts'
import { help } from './help.ts'
import { joinStaff } from './join.ts'
import { language } from './language.ts'
import { later } from './later.ts'
import { link } from './link.ts'
import { linkConfirm } from './link-confirm.ts'
import { linkAllow, linkDeny } from './link-decide.ts'
import { linkRequest } from './link-request.ts'
import { lowBalance } from './low-balance.ts'
import { makeOwner, ownerConfirm } from './make-owner.ts'
import { merge, mergeConfirm } from './merge.ts'
import { missing, missingSend } from './missing.ts'
import { more } from './more.ts'
import { notPayment } from './not-payment.ts'
import { pay } from './pay.ts'
import { picture } from './picture.ts'
import { queue } from './queue.ts'
import { recharge } from './recharge.ts'
import { recharges } from './recharges.ts'
import { refunds } from './refunds.ts'
import { reject } from './reject.ts'
import { requests } from './requests.ts'
import { said } from './said.ts'
import { scan } from './scan.ts'
import { search } from './search.ts'
import { settings } from './settings.ts'
import { settle } from './settle.ts'
import { number, show } from './show.ts'
import { status } from './status.ts'
import { ticket } from './ticket.ts'
import { ticketDrop, ticketSend } from './ticket-send.ts'
import { tickets } from './tickets.ts'
import { undo } from './undo.ts'
import { unlink } from './unlink.ts'
import { unlinkLost } from './unlink-chat.ts'
import { unlinkConfirm } from './unlink-confirm.ts'
import { withdraw } from './withdraw.ts'
import { withdrawal, withdrawalSend } from './withdrawal.ts'
import { withdrawals } from './withdrawals.ts'
import { zone } from './zone.ts'
import { zones } from './zones.ts'

/** Every command, in the order of help and menus: registration, dispatch, buttons and tests read this list. */
export const commands: readonly Command[] = [
  balance,
  recharge,
  pay,
  scan,
  resume,
  cancel,
  costs,
  refunds,
  recharges,
  withdrawals,
  filter,
  ticket,
  ticketSend,
  ticketDrop,
  tickets,
  status,
  amend,
  answer,
  missing,
  missingSend,
  withdraw,
  withdrawal,
  withdrawalSend,
  picture,
  said,
  link,
  linkConfirm,
  linkRequest,
  linkAllow,
  linkDeny,
  unlink,
  unlinkConfirm,
  makeOwner,
  ownerConfirm,
  settings,
  language,
  zones,
  zone,
  lowBalance,
  queue,
  show,
  number,
  search,
  approve,
  credit,
  reject,
  settle,
  ask,
  notPayment,
  later,
  claim,
  release,
  more,
  showCase,
  casePdf,
  undo,
  correct,
  adjust,
  requests,
  countersign,
  decline,
  merge,
  mergeConfirm,
  unlinkLost,
  joinStaff,
  about,
  help(() => commands),
]
