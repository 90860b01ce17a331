import { id, line, type Money, said, type Text, when } from '../text.ts'

/** Why something was refused, one text per code of src/errors.ts: what happened, what it means for the money, what to do now. */
export const errors = {
  not_linked: (): Text => [
    'This chat isn’t linked to an account yet. Get a link code from support or the website, then press “Link account”.',
  ],
  not_staff: (): Text => ['This is for our staff. Send “help” to see what you can do here.'],
  not_allowed: (): Text => ['Your role doesn’t include this. Nothing was changed. Please ask a lead.'],
  unknown_command: (): Text => ['There is no such command. Send “help” to see what you can do here.'],
  outdated_button: (): Text => ['This button is out of date and nothing was changed. Send “help” to start again from here.'],
  not_found: (): Text => ['We can’t find that. Please check the number, or open it from its list.'],
  customer_closed: (): Text => [
    'This account is closed, so nothing was changed. Its balance and records can still be read. Please contact support.',
  ],
  customer_frozen: (): Text => ['This account is on hold, so nothing was changed. The balance stays where it is. Please contact support.'],
  too_many: ({ retryAt }: { retryAt: Date }): Text => line`Too many tries. Nothing was changed. You can try again from ${when(retryAt)}.`,
  unavailable: (): Text => [
    'We can’t reach our records right now. Nothing was changed; please try again in a minute. If you have paid, your payment isn’t lost.',
  ],
  busy: (): Text => ['We are still working on your last message. Please wait a moment before you try again.'],
  internal: ({ reference }: { reference: string }): Text =>
    line`Something went wrong on our side and this was not completed. Please try again in a minute. If you have already paid, don’t pay again: give support the number ${id(reference)}.`,
  chat_closed: (): Text => ['This person takes no messages from us in that chat.'],
  message_gone: (): Text => ['That message was deleted.'],
  invalid_input: (): Text => ['Something in this needs correcting. It wasn’t submitted.'],
  insufficient_funds: ({ available, needed }: { available: Money; needed: Money }): Text =>
    line`The balance is too low: ${available} available, ${needed} needed. Nothing was taken.`,
  key_conflict: ({ key }: { key: string }): Text =>
    line`The key ${id(key)} was used before for something else. Nothing was posted. Use a new key for a new posting.`,
  already_reversed: ({ transfer }: { transfer: string }): Text =>
    line`Record ${id(transfer)} has been reversed before. No change was made.`,
  already_credited: ({ reference, ticket }: { reference: string; ticket?: string }): Text =>
    ticket
      ? line`Order number ${id(reference)} has already been credited, by claim ${id(ticket)}. Nothing was credited this time.`
      : line`Order number ${id(reference)} has already been credited. Nothing was credited this time.`,
  currency_mismatch: ({ expected, given }: { expected: string; given: string }): Text =>
    line`This account is kept in ${expected}, and the amount is in ${given}. Nothing was posted, and nothing was converted.`,
  unknown_account: ({ account }: { account: string }): Text => line`There is no account ${id(account)}. Nothing was posted.`,
  invalid_transfer: ({ why }: { why: string }): Text => line`This can’t be posted: ${said(why)}. Nothing was changed.`,
  method_unavailable: (): Text => ['This payment method isn’t available right now. Please don’t pay by it; choose another one.'],
  no_methods: (): Text => ['Topping up isn’t possible here right now. Nothing was started; please contact support.'],
  file_too_large: ({ limitMegabytes }: { limitMegabytes: number }): Text =>
    line`This file is larger than ${limitMegabytes} MB, so it wasn’t kept. A screenshot taken on your phone is usually small enough.`,
  file_unfetched: (): Text => ['We couldn’t fetch your picture just now, so nothing was submitted. Please send it again in a moment.'],
  file_not_image: (): Text => [
    'This file isn’t a picture we can read, so it wasn’t kept. Please send a screenshot as PNG, JPEG, WebP or HEIC.',
  ],
  image_too_large: ({ limitMegapixels }: { limitMegapixels: number }): Text =>
    line`This picture has more than ${limitMegapixels} megapixels, so it wasn’t kept. Please send a plain screenshot.`,
  image_damaged: (): Text => ['This picture can’t be opened, so it wasn’t kept. Please take the screenshot again and send that.'],
  too_many_pictures: ({ most }: { most: number }): Text =>
    line`At most ${most} ${most === 1 ? 'picture' : 'pictures'} at once. Please send the ones that show the payment.`,
  no_room: (): Text => [
    'We can’t take pictures at the moment. Nothing you entered is lost, and neither is your payment; please send the picture again later.',
  ],
  ticket_changed: ({ ticket }: { ticket: string }): Text =>
    line`Claim ${id(ticket)} was changed after this was shown to you. Nothing was done. Please look at it as it is now, then decide.`,
  ticket_decided: ({ ticket, kind, state, by, at }: { ticket: string; kind: string; state: string; by: string; at: Date }): Text => {
    const what = kind === 'withdrawal' ? 'Withdrawal request' : 'Claim'
    const done = (kind === 'withdrawal' ? withdrawals[state] : states[state]) ?? 'decided'
    return by
      ? line`${what} ${id(ticket)} was already ${done} by ${said(by)}, ${when(at)}. No change was made.`
      : line`${what} ${id(ticket)} was already ${done}, ${when(at)}. No change was made.`
  },
  ticket_limit: ({ most }: { most: number }): Text =>
    line`You have ${most} claims being checked, which is the most at one time. This one wasn’t sent; your payment isn’t lost. Withdraw one, or send it when one is decided.`,
  ticket_twice: ({ ticket }: { ticket: string }): Text =>
    line`A payment with this order number is already being checked in claim ${id(ticket)}. This one wasn’t sent; there is no need to send it twice.`,
  no_manual_method: (): Text => ['None of our payment methods needs a screenshot: they are credited automatically. Nothing was sent.'],
  over_limit: ({ limit }: { limit: Money }): Text =>
    line`This is above your limit of ${limit}. Nothing was done. Please leave it to a lead.`,
  own_ticket: (): Text => ['This claim is for an account you are linked to. Nothing was changed. Somebody else has to decide it.'],
  ticket_claimed: ({ ticket, by, at }: { ticket: string; staff: string; by: string; at: Date }): Text =>
    line`${said(by)} has been working on claim ${id(ticket)} since ${when(at)}. Nothing was changed. Take it over if they know of it.`,
  ticket_told: ({ ticket, at }: { ticket: string; at: Date }): Text =>
    line`The customer was told about claim ${id(ticket)}, ${when(at)}, so it can’t be undone any more. A lead can correct it.`,
  not_yours: ({ ticket, by }: { ticket: string; by: string }): Text =>
    line`${said(by)} decided claim ${id(ticket)}, so only they can undo it. A lead can correct it.`,
  already_spent: ({ available, needed }: { available: Money; needed: Money }): Text =>
    line`The customer has already spent some of it: ${available} of ${needed} is left. Nothing was undone. A lead can correct it.`,
  not_decided: ({ ticket }: { ticket: string }): Text =>
    line`Claim ${id(ticket)} has not been decided, so there is nothing to correct. Credit or reject it.`,
  own_account: (): Text => ['This is an account you are linked to. Nothing was changed. Somebody else has to do it.'],
  account_closed: ({ number }: { number: string }): Text =>
    line`UID ${id(number)} is closed. Nothing was changed. Whoever runs Purser has to reopen it first: “purser customer reopen ${id(number)}”.`,
  owner_changed: ({ until }: { until: Date }): Text =>
    line`Our staff changed who owns this account, or merged another into it, a short while ago. To keep its money safe, a withdrawal can be asked for from ${when(until)} on. Your balance is unchanged.`,
  owner_only: (): Text => ['Only the owner of this account may do this. Nothing was changed. “Linked chats” shows which chat that is.'],
  last_chat: (): Text => [
    'This is the only chat of your account, so it stays linked: without one nobody could see the balance or hear about payments. Link another chat first, or ask support: once they have checked who you are, they unlink it.',
  ],
  same_person: (): Text => [
    'You asked for this yourself, or share an account with whoever did, now or in the past. Nothing was changed. Another lead has to approve it.',
  ],
  asker_unfit: ({ by }: { by: string }): Text =>
    line`${said(by)} asked for this and may not any more: their role changed, or they are linked to the account now. Nothing was changed. Decline it; somebody else can ask again.`,
  remedy_closed: ({ state, by, at }: { state: string; by: string; at: Date }): Text =>
    by
      ? line`This request was already ${remedies[state] ?? 'decided'} by ${said(by)}, ${when(at)}. No change was made.`
      : line`This request ${state === 'expired' ? 'has expired' : `was already ${remedies[state] ?? 'decided'}`}, ${when(at)}. No change was made.`,
  request_waits: ({ by, at, amount, until }: { by: string; at: Date; amount: Money; until: Date }): Text =>
    line`${said(by)} already asked for ${amount} here, ${when(at)}: another lead approves or declines it by ${when(until)}. Until then there is no second request. No change was made.`,
  adjusted_before: ({ reference, by, at }: { reference: string; by: string; at: Date }): Text =>
    line`Reference ${id(reference)} was used for this account before: by ${said(by)}, ${when(at)}. One reference adjusts an account once. No change was made.`,
  not_taken: ({ left }: { left: Money }): Text =>
    line`No more can be given back by this way than the bank took: ${left} is left of that. Nothing was changed. For anything else choose another reason.`,
  not_mergeable: ({ why, number }: { why: string; number: string }): Text => unmergeable[why]?.(number) ?? ['These two cannot be merged.'],
  reference_needed: (): Text => [
    'The order number from the merchant’s statement is needed before this can be credited. Nothing was credited yet.',
  ],
  nothing_to_return: (): Text => [
    'There is nothing that could go back: the balance is empty, or it was paid in by a method that takes no refunds. Nothing was changed. If you have questions, contact support.',
  ],
  withdrawal_limit: ({ most }: { most: number }): Text =>
    line`You have ${most} withdrawal requests with our staff, which is the most at one time. This one wasn’t sent and nothing left your balance. Take one back, or ask again when one is decided.`,
  withdrawal_left: ({ left }: { left: Money }): Text =>
    line`Only ${left} can go back this way now. Nothing was sent and nothing left your balance. Please ask again for at most that.`,
  withdrawal_shrunk: ({ left }: { left: Money }): Text =>
    line`Only ${left} of it still came this way: a credit was taken back after the request. Nothing was settled. Reject it, and the customer can ask again; if it was sent already, a lead then corrects the rejection.`,
  settled_before: ({ reference, ticket }: { reference: string; ticket: string }): Text =>
    line`Refund number ${id(reference)} has settled withdrawal ${id(ticket)} already. Nothing was settled this time: please check the number.`,
  not_in_hand: ({ ticket }: { ticket: string }): Text =>
    line`Nobody has withdrawal ${id(ticket)} in hand, so its customer can still take it back. Nothing was settled. Take it first, then say that it was sent.`,
  settlement_waits: ({ ticket, reference, by }: { ticket: string; reference: string; by: string; remedy?: string }): Text =>
    line`${said(by)} stated that withdrawal ${id(ticket)} was sent, under refund number ${id(reference)}, and a second lead has to confirm it. No change was made; don’t send it again. If the number is wrong, who stated it takes that back first, or a lead declines it.`,
  withdrawal_sent: (): Text => [
    'Our staff report this withdrawal as sent, and a second one is checking it, so it can’t be taken back now. Nothing was changed. We tell you here when it is settled.',
  ],
  withdrawal_in_hand: (): Text => [
    'Our staff are working on this withdrawal and may be sending it at this moment, so it can’t be taken back now. Nothing was changed. If you don’t want it any more, tell support.',
  ],
  bad_code: (): Text => ['This code can’t be used: it may be mistyped, used or expired. Please get a new one from support or the website.'],
  bad_invite: (): Text => [
    'This code can’t be used: it may be mistyped, used, or more than 24 hours old. Please ask whoever invited you for a new one.',
  ],
  already_staff: (): Text => [
    'You are staff already. Nothing was changed. For another role, whoever runs Purser ends this one and invites you again: “purser staff remove”, “purser staff invite”.',
  ],
  already_linked: ({ account }: { account: string }): Text =>
    line`This chat is already linked to account ${id(account)}. Nothing was changed. To link another one, unlink this one first.`,
  request_closed: ({ state, at }: { state: string; at: Date }): Text =>
    state === 'linked'
      ? ['That chat has been linked to an account in the meantime. Nothing was changed.']
      : line`This request ${asked[state] ?? 'was decided'}, ${when(at)}. No change was made.`,
}

/** Why two accounts cannot become one, and what to do first. */
const unmergeable: Readonly<Record<string, (number: string) => Text>> = {
  same: () => ['That is one and the same account. Nothing was changed.'],
  frozen: (number) =>
    line`UID ${id(number)} is on hold. Nothing was changed. Find out why; before merging, whoever runs Purser has to reopen it: “purser customer reopen ${id(number)}”.`,
  closed: (number) =>
    line`UID ${id(number)} is closed. Nothing was changed. Before merging, whoever runs Purser has to reopen it: “purser customer reopen ${id(number)}”.`,
  requests: (number) => line`A request about UID ${id(number)} waits for a second lead. Nothing was changed. Approve or decline it first.`,
  withdrawal: (number) =>
    line`A withdrawal of UID ${id(number)} is open, with its money set aside. Nothing was changed. Settle or reject it first.`,
  untold: (number) =>
    line`A claim of UID ${id(number)} was decided a moment ago. Nothing was changed. Try again when its customer has been told.`,
}

/** What became of a request to be linked. */
const asked: Readonly<Record<string, string>> = { allowed: 'was already allowed', denied: 'was already refused', expired: 'expired' }

const states: Readonly<Record<string, string>> = { approved: 'credited', rejected: 'rejected', closed: 'closed', withdrawn: 'withdrawn' }
const withdrawals: Readonly<Record<string, string>> = { approved: 'settled', rejected: 'rejected', withdrawn: 'taken back' }
/** What became of a request for a second signature. */
const remedies: Readonly<Record<string, string>> = {
  done: 'approved',
  'taken-back': 'taken back',
  declined: 'declined',
  expired: 'expired',
}
