import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { readAudit, writeAudit } from './audit.ts'
import type { CollectionCode, Method, Methods, WithdrawalTerms } from './billing/methods.ts'
import type { Config } from './config.ts'
import type { Database } from './db.ts'
import { type Money, money, toMajor } from './money.ts'
import type { StaffPlace } from './outbox.ts'

/** What decides who gets money, each choice by its name, as people read it; without secrets. */
export type Choices = Readonly<Record<string, string>>

/** What became of the choices since the last start. */
export interface Changes {
  /** sha256 of all of them, in hex: the same as long as none changes. */
  readonly hash: string
  /** "methods.unionpay.code 1: pays Rain Ltd ... -> pays Wind Ltd ...", one for each that changed. Empty at the very first start. */
  readonly changed: readonly string[]
}

const SUBJECT = 'setting:choices'

/**
 * Compares the choices with those of the last start, and writes a row of the audit where they differ (with what was, and what is). Several
 * processes that start at once write it once.
 */
export const recordChoices = (db: Database, choices: Choices, now: Date): Promise<Changes> =>
  db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext(${SUBJECT}))`
    const hash = hashOf(choices)
    const last = (await readAudit(tx, SUBJECT)).at(-1)?.after as { hash: string; choices: Choices } | undefined
    if (last?.hash === hash) return { hash, changed: [] }
    const names = last ? [...new Set([...Object.keys(last.choices), ...Object.keys(choices)])].sort() : []
    const different = names.filter((name) => last?.choices[name] !== choices[name])
    const changed = different.map((name) => `${name}: ${last?.choices[name] ?? 'nothing'} -> ${choices[name] ?? 'nothing'}`)
    await writeAudit(tx, [
      {
        ...{ at: now, actor: 'system', action: 'setting.change', subject: SUBJECT, after: { hash, choices } },
        ...(last ? { before: { hash: last.hash, changed } } : {}),
      },
    ])
    return { hash, changed }
  })

/** The choices as they are now: methods with their links and codes, limits, staff chats, and who is staff with which rights. */
export async function choicesOf(db: Database, config: Config, methods: Methods, places: readonly StaffPlace[]): Promise<Choices> {
  const staff = await db.staff.findMany({ where: { removedAt: null }, include: { identities: true }, orderBy: { id: 'asc' } })
  const each = await Promise.all(methods.map(ofMethod))
  return Object.fromEntries([
    ['limits.confirm', amount(config.confirmAbove)],
    ['limits.second', amount(config.secondAbove)],
    ['limits.minimum', amount(config.minRecharge)],
    ['limits.undo', `${config.undoSeconds} seconds`],
    ['accounts.open', String(config.openAccounts)],
    ...places.map(({ platform, chat }) => [`place.${platform}`, chat] as const),
    ...staff.map(
      ({ id, role, limit, identities }) =>
        [
          `staff.${id}`,
          `${role}, ${limit === null ? 'no limit of their own' : `up to ${amount(money(limit, config.currency))}`}, chats ${chats(identities)}`,
        ] as const,
    ),
    ...each.flat(),
  ])
}

/** Accounts of the platforms are people's: told by number alone. */
const chats = (identities: readonly { id: bigint }[]): string => identities.map(({ id }) => id).join(' ') || 'none'

async function ofMethod({ id, kind, link, minimum, maximum, withdrawal, codes }: Method): Promise<readonly (readonly [string, string])[]> {
  const bounds = `${minimum ? `from ${amount(minimum)} ` : ''}${maximum ? `up to ${amount(maximum)}` : ''}`.trim()
  return [
    [`methods.${id}`, `${kind}${bounds ? `, ${bounds}` : ''}`],
    // Its query may hold a key: the host is shown, and the rest is told apart by its hash.
    ...(link ? [[`methods.${id}.link`, `${new URL(link).origin}, ${fingerprint(link)}`] as const] : []),
    ...(withdrawal ? [[`methods.${id}.withdrawal`, termsOf(withdrawal)] as const] : []),
    ...(await Promise.all(codes.map(async (code, index) => [`methods.${id}.code ${index + 1}`, await ofCode(code)] as const))),
  ]
}

const termsOf = ({ offered, account }: WithdrawalTerms): string =>
  offered ? `offered${account ? ', to an account that is named' : ''}` : 'not offered'

async function ofCode({ picture, payee, cap, validUntil }: CollectionCode): Promise<string> {
  const bytes = await readFile(picture).catch(() => undefined)
  const limits = `${cap ? `, at most ${amount(cap)}` : ''}${validUntil ? `, until ${validUntil.toISOString()}` : ''}`
  return `pays ${payee}${limits}, picture ${bytes ? fingerprint(bytes) : 'missing'}`
}

const amount = (value: Money): string => `${value.currency} ${toMajor(value)}`

const fingerprint = (content: string | Uint8Array): string => `sha256 ${createHash('sha256').update(content).digest('hex').slice(0, 16)}`

const hashOf = (choices: Choices): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(choices).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
