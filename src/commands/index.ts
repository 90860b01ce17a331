import type { Command } from '../command.ts'
import { amend } from './amend.ts'
import { answer } from './answer.ts'
import { approve } from './approve.ts'
import { ask } from './ask.ts'
import { credit } from './credit.ts'
import { picture } from './picture.ts'
import { queue } from './queue.ts'
import { reject } from './reject.ts'
import { show } from './show.ts'
import { status } from './status.ts'
import { ticket } from './ticket.ts'
import { ticketDrop, ticketSend } from './ticket-send.ts'
import { tickets } from './tickets.ts'
import { withdraw } from './withdraw.ts'

/** Every command, in the order of help and menus: registration, dispatch, buttons and tests read this list. */
export const commands: readonly Command[] = [
  ticket,
  ticketSend,
  ticketDrop,
  tickets,
  status,
  amend,
  answer,
  withdraw,
  picture,
  queue,
  show,
  approve,
  credit,
  reject,
  ask,
]
