import type { Environment, Problem } from './environment.ts'
import { variableList } from './variables.ts'

/** Every variable that looks as if it were meant for Purser and is none, with the name that was probably meant. */
export const unknownVariables = (env: Environment): readonly Problem[] =>
  Object.entries(env)
    .filter(([name, value]) => /^purser_/i.test(name) && !known.has(name) && !isServiceLink(name, value ?? ''))
    .map(([name]) => ({ where: shown(name), what: `no such variable; is ${nearest(name.toUpperCase())} meant?` }))

/** PURSER_CHROMIUM belongs to the tests: scripts/test.js. */
const known: ReadonlySet<string> = new Set([...variableList.map(({ name }) => name), 'PURSER_CHROMIUM'])

/**
 * Kubernetes gives every container the address of every service: of one named "purser" as PURSER_SERVICE_HOST, PURSER_SERVICE_PORT,
 * PURSER_SERVICE_PORT_<NAME>, PURSER_PORT and PURSER_PORT_<number>_TCP..., of one named "purser-web" as PURSER_WEB_SERVICE_HOST and so on.
 */
function isServiceLink(name: string, value: string): boolean {
  if (/^PURSER_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/.test(name)) return true
  // Written by a person it is a number, and PURSER_HTTP_PORT is meant.
  return /^PURSER_(\w+_)?PORT$/.test(name) && /^(tcp|udp|sctp):\/\//.test(value)
}

/** The known name that is nearest; DATABASE_URL is looked for under our prefix too. */
function nearest(name: string): string {
  const candidates = variableList.flatMap(({ name: own }) =>
    [own, ...(own.startsWith('PURSER_') ? [] : [`PURSER_${own}`])].map((as) => ({ own, distance: distance(name, as) })),
  )
  return candidates.reduce((best, next) => (next.distance < best.distance ? next : best)).own
}

/** One when only words are missing (PURSER_PORT for PURSER_HTTP_PORT), else Levenshtein's: signs to add, drop or replace. */
function distance(a: string, b: string): number {
  const words = b.split('_')
  if (a.split('_').every((word) => words.includes(word))) return 1
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, sign] of [...a.slice(0, LONGEST)].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (sign === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

const LONGEST = 60

/** A name may hold anything but "=": a terminal gets only what is plain. */
const shown = (name: string): string => name.slice(0, LONGEST).replace(/[^\w]/g, '?')
