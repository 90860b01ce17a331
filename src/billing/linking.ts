import { createHash, randomInt } from 'node:crypto'
import type { Context } from '../command.ts'
import type { Customer, Db, Identity, LinkRequest } from '../db.ts'
import { attemptsFullUntil, triesFullUntil } from './attempts.ts'
import { askToLink, chatsOf, endRequests, ownerOf, waitingRequest } from './link-requests.ts'
import { looksSigned, readSigned } from './signed-link.ts'

/** How long a code can be shown and confirmed. */
const CODE_MINUTES = 10

const MINUTE = 60_000
/** Right codes of one customer that are shown. */
const SHOWN = { most: 20, hours: 1 }

/** Crockford's base32: no I, L, O, U. Eleven signs are 55 bits. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** How many of them a code has. */
export const LENGTH = 11

/** A fresh one-time code for a customer ("7K2M-QX4R-9TB"), kept as a hash alone. It replaces the customer's unused ones. */
export async function createLinkCode(
  db: Db,
  { customerId, createdBy, now }: { customerId: bigint; createdBy: string; now: Date },
): Promise<{ code: string; expiresAt: Date }> {
  const code = freshCode()
  const expiresAt = new Date(now.getTime() + CODE_MINUTES * MINUTE)
  await db.linkCode.updateMany({ where: { customerId, usedAt: null, expiresAt: { gt: now } }, data: { expiresAt: now } })
  await db.linkCode.create({ data: { customerId, hash: hashOf(normalise(code)), createdBy, createdAt: now, expiresAt } })
  return { code, expiresAt }
}

/** Codes for many customers at once, good until then; each replaces that customer's unused ones. In the order given. */
export async function createLinkCodes(
  db: Db,
  customers: readonly bigint[],
  { createdBy, now, expiresAt }: { createdBy: string; now: Date; expiresAt: Date },
): Promise<readonly string[]> {
  const codes = customers.map(freshCode)
  const unused = { customerId: { in: [...customers] }, usedAt: null, expiresAt: { gt: now } }
  await db.linkCode.updateMany({ where: unused, data: { expiresAt: now } })
  const rows = codes.map((code, i) => ({
    ...{ customerId: customers[i] ?? 0n, hash: hashOf(normalise(code)) },
    ...{ createdBy, createdAt: now, expiresAt },
  }))
  await db.linkCode.createMany({ data: rows })
  return codes
}

/** Eleven random signs as people copy them: "7K2M-QX4R-9TB". */
export const freshCode = (): string =>
  Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)])
    .join('')
    .replace(/^(.{4})(.{4})/, '$1-$2-')

/** What came of showing a code. A value, never an error: the try must be remembered although it failed. */
export type Claim =
  | { readonly outcome: 'shown'; readonly codeId: bigint; readonly customer: Customer; readonly owner: Identity | null }
  /** Wrong, expired, used or shown by another chat: nobody is told which. */
  | { readonly outcome: 'refused'; readonly lastTry: boolean }
  | { readonly outcome: 'too-many'; readonly retryAt: Date }

/**
 * Tries a code for a chat and, where it is right, binds it to that chat until it is confirmed. A wrong code costs the
 * same statements as an expired or used one. `secret`: of the links that the company's site signs. Run inside a transaction.
 */
export async function claimCode(db: Db, identity: Identity, typed: string, now: Date, secret?: string): Promise<Claim> {
  await lock(db, identity.id)
  const full = () => triesFullUntil(db, now, { kind: 'link', identityId: identity.id })
  const retryAt = await full()
  if (retryAt) return { outcome: 'too-many', retryAt }
  const attempt = await db.attempt.create({ data: { identityId: identity.id, kind: 'link', at: now } })
  const hash = looksSigned(typed.trim()) ? await signedCode(db, typed.trim(), now, secret) : hashOf(normalise(typed))
  const [code] = await db.linkCode.updateManyAndReturn({
    where: { hash, OR: [{ claimedBy: null }, { claimedBy: identity.id }], ...usable(now) },
    data: { claimedBy: identity.id },
  })
  const refused = { outcome: 'refused', lastTry: (await full()) !== undefined } as const
  if (!code) return refused
  const { customerId } = await db.attempt.update({ where: { id: attempt.id }, data: { customerId: code.customerId } })
  // This one is among them.
  const shared = await attemptsFullUntil(db, { ...SHOWN, most: SHOWN.most + 1 }, now, { kind: 'link', customerId: code.customerId })
  if (shared) return { outcome: 'too-many', retryAt: shared }
  const customer = await openCustomer(db, customerId)
  return customer ? { outcome: 'shown', codeId: code.id, customer, owner: await ownerOf(db, customer.id) } : refused
}

/** Writes a genuine signed link down when it is first shown, so that it is used once like any code; resolves with what it is found by. */
async function signedCode(db: Db, link: string, now: Date, secret: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const hash = hashOf(link)
  const signed = readSigned(link, secret, now)
  const customer = await db.customer.findUnique({ where: { number: signed?.number ?? '' } })
  if (signed && customer) {
    const { expiresAt } = signed
    const data = [{ customerId: customer.id, hash, createdBy: 'site', createdAt: now, expiresAt }]
    await db.linkCode.createMany({ data, skipDuplicates: true })
  }
  return hash
}

/** What came of confirming a code: the chat is linked, or the owner of an account that has chats already is asked. */
export type Confirmed =
  | { readonly outcome: 'linked'; readonly customer: Customer; readonly again: boolean }
  | {
      readonly outcome: 'asked'
      readonly customer: Customer
      readonly owner: Identity
      readonly request: LinkRequest
      readonly again: boolean
    }

/**
 * Uses up a code that this chat has shown: links the chat to an account without chats, and asks the owner of one with some, since a code that
 * is handed on is how accounts are stolen. A second press finds what the first one did (`again`). Undefined when the code is no longer good or
 * the chat is linked to another account. Throws too_many.
 */
export async function confirmCode(ctx: Context, codeId: bigint): Promise<Confirmed | undefined> {
  const { db, identity, now } = ctx
  const shown = await db.linkCode.findFirst({ where: { id: codeId, claimedBy: identity.id } })
  if (!shown) return undefined
  await ctx.lock(chatsOf(shown.customerId))
  // The chat before the code, as in claimCode: the other order could deadlock with it.
  const linkedTo = (await lock(db, identity.id)).customerId
  const customer = await openCustomer(db, shown.customerId)
  if (!customer) return undefined
  if (linkedTo !== null) return linkedTo === customer.id ? { outcome: 'linked', customer, again: true } : undefined
  const used = await db.linkCode.updateMany({ where: { id: codeId, claimedBy: identity.id, ...usable(now) }, data: { usedAt: now } })
  if (used.count === 0 && !(await waitingRequest(db, { identityId: identity.id, customerId: customer.id }, now))) return undefined
  const owner = await ownerOf(db, customer.id)
  if (owner) return { outcome: 'asked', customer, owner, ...(await askToLink(ctx, customer)) }
  if (used.count === 0) return undefined
  await db.identity.update({ where: { id: identity.id }, data: { customerId: customer.id, linkedAt: now } })
  await endRequests(db, { identityId: identity.id, customerId: customer.id }, now)
  return { outcome: 'linked', customer, again: false }
}

/**
 * Takes a chat off a customer; undefined when it is not linked to them (any more). The row stays, so that what counts
 * against a limit stays with the chat; a half-answered form of the customer's goes.
 */
export async function unlinkChat(db: Db, customerId: bigint, identityId: bigint): Promise<Identity | undefined> {
  const [chat] = await db.identity.updateManyAndReturn({
    where: { id: identityId, customerId },
    data: { customerId: null, linkedAt: null },
  })
  if (chat) await db.dialog.deleteMany({ where: { identityId } })
  return chat
}

/** The chats of a customer, the newest link first. */
export const linkedChats = (db: Db, customerId: bigint, most: number): Promise<Identity[]> =>
  db.identity.findMany({ where: { customerId }, orderBy: [{ linkedAt: { sort: 'desc', nulls: 'last' } }, { id: 'desc' }], take: most })

/** A customer's number for somebody who may not be them: "10•••8". Shorter numbers show less. */
export function maskNumber(number: string): string {
  if (number.length >= 5) return `${number.slice(0, 2)}•••${number.slice(-1)}`
  return number.length >= 3 ? `${number.slice(0, 1)}•••` : '•••'
}

/** A name likewise: the first sign of each word ("J••• S•••", "王•••"). */
export function maskName(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean).slice(0, 3)
  return words.map((word) => `${first(word)}•••`).join(' ')
}

function first(word: string): string {
  const [sign] = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(word)
  return sign?.segment ?? ''
}

const usable = (now: Date) => ({ usedAt: null, expiresAt: { gt: now } })

async function openCustomer(db: Db, id: bigint | null): Promise<Customer | undefined> {
  const customer = id === null ? null : await db.customer.findUnique({ where: { id } })
  return customer && customer.status !== 'closed' ? customer : undefined
}

/** One chat's tries are counted one after the other: two at the same moment must not both see nine. */
const lock = (db: Db, identityId: bigint) => db.identity.update({ where: { id: identityId }, data: { id: identityId } })

/** What people type for the same code: lower case, spaces, any dash, full width, and letters that Crockford reads as digits. */
export const normalise = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_.]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')

/** What is kept of a code. */
export const hashOf = (signs: string): Uint8Array<ArrayBuffer> => Uint8Array.from(createHash('sha256').update(signs).digest())
