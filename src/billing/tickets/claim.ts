import { z } from 'zod'
import type { Text } from '../../../locales/text.ts'
import type { Context } from '../../command.ts'
import type { Ticket } from '../../db.ts'
import { AppError } from '../../errors.ts'
import { questions } from '../../form.ts'
import { normalReference } from '../../ledger/index.ts'
import { type Money, money, toMajor } from '../../money.ts'
import { readAmount } from '../../words/amount.ts'
import { readTime } from '../../words/time.ts'

export const PICTURES_MOST = 3

/** Characters that are written at once; and that a claim holds in all, of which half are for what staff ask. */
export const NOTE_MOST = 1_000
export const NOTES_MOST = 3_000

/** The fields of a claim as a person enters them: fresh schemas each time, since a question is registered on an object. */
export const claimFields = () => ({
  method: z.string().max(32).register(questions, { control: 'choice', ask: 'method' }),
  amount: z.string().max(40).register(questions, { control: 'amount', ask: 'payeeAmount' }),
  paid: z.string().max(40).optional().register(questions, { control: 'amount', ask: 'paidAmount' }),
  at: z.string().max(60).register(questions, { control: 'time', ask: 'paidAt' }),
  tail: z.string().max(20).optional().register(questions, { control: 'digits', ask: 'cardTail' }),
  reference: z.string().max(64).optional().register(questions, { control: 'text', ask: 'reference' }),
  pictures: z.string().max(200).register(questions, { control: 'pictures', ask: 'pictures', most: PICTURES_MOST }),
  note: z.string().max(NOTE_MOST).optional().register(questions, { control: 'note', ask: 'note' }),
})

export type ClaimInput = z.output<z.ZodObject<ReturnType<typeof claimFields>>>

/** A claim, understood. */
export interface Claim {
  readonly method: string
  readonly amount: Money
  readonly paidAmount?: Money
  readonly paidAt: Date
  readonly cardTail?: string
  readonly reference?: string
  readonly pictures: readonly bigint[]
  readonly note?: string
}

/** Reads every field; throws invalid_input with all that is wrong at once. */
export function readClaim(ctx: Context, input: ClaimInput): Claim {
  const problems: Record<string, Text> = {}
  const amount = amountOf(ctx, input.amount, 'amount', problems)
  const paidAmount = input.paid === undefined ? undefined : amountOf(ctx, input.paid, 'paid', problems)
  const paidAt = readTime(input.at, { now: ctx.now, zone: ctx.viewer.zone })
  if (!paidAt) problems.at = ctx.t.problems.time
  const cardTail = input.tail?.normalize('NFKC').replace(/\D/g, '')
  if (cardTail !== undefined && cardTail.length !== 4) problems.tail = ctx.t.problems.cardTail
  const reference = input.reference === undefined ? undefined : normalReference(input.reference)
  if (reference !== undefined && !isReference(reference)) problems.reference = ctx.t.problems.reference
  const pictures = input.pictures
    .split(',')
    .filter((id) => /^\d{1,18}$/.test(id))
    .map(BigInt)
  if (pictures.length === 0) problems.pictures = ctx.t.problems.picture
  if (pictures.length > PICTURES_MOST) problems.pictures = ctx.t.errors.too_many_pictures({ most: PICTURES_MOST })
  const method = ctx.methods.find((m) => m.kind === 'manual' && m.id === input.method)
  if (!method) problems.method = ctx.t.problems.choose
  if (Object.keys(problems).length > 0 || !amount || !paidAt || !method) throw new AppError('invalid_input', { problems })
  return {
    method: method.id,
    amount,
    ...(paidAmount && paidAmount.minor !== amount.minor ? { paidAmount } : {}),
    paidAt,
    ...(cardTail ? { cardTail } : {}),
    ...(reference ? { reference } : {}),
    pictures,
    ...(input.note ? { note: input.note.trim() } : {}),
  }
}

/** What payment providers write, normalised. */
export const isReference = (text: string): boolean => /^[A-Z0-9]{6,64}$/.test(text)

/** The columns of a ticket that a claim fills. */
export const claimColumns = (claim: Claim) => ({
  method: claim.method,
  currency: claim.amount.currency,
  amount: claim.amount.minor,
  paidAmount: claim.paidAmount?.minor ?? null,
  paidAt: claim.paidAt,
  cardTail: claim.cardTail ?? null,
  reference: claim.reference ?? null,
  note: claim.note ?? null,
})

/** A ticket's claim as it would be typed, to start a form from. Pictures apart. */
export function enteredOf(ticket: Ticket, zoned: (at: Date) => string): Record<string, string> {
  return {
    method: ticket.method,
    amount: toMajor(money(ticket.amount, ticket.currency)),
    ...(ticket.paidAmount === null ? {} : { paid: toMajor(money(ticket.paidAmount, ticket.currency)) }),
    at: zoned(ticket.paidAt),
    ...(ticket.cardTail ? { tail: ticket.cardTail } : {}),
    ...(ticket.reference ? { reference: ticket.reference } : {}),
    ...(ticket.note ? { note: ticket.note } : {}),
  }
}

function amountOf(ctx: Context, text: string, field: string, problems: Record<string, Text>): Money | undefined {
  const read = readAmount(text, ctx.config.currency)
  if (read.ok) return read.amount
  problems[field] = ctx.t.problems.amount(read, ctx.config.currency)
  return undefined
}
