/** What members may do in a place, as Discord numbers it. */
export const MAY = {
  administrate: 1n << 3n,
  view: 1n << 10n,
  write: 1n << 11n,
  manage: 1n << 13n,
  embed: 1n << 14n,
  attach: 1n << 15n,
  readBack: 1n << 16n,
  command: 1n << 31n,
  pin: 1n << 51n,
} as const

/** Of everybody, unless a channel says otherwise. */
export const USUAL = MAY.view | MAY.write | MAY.embed | MAY.attach | MAY.readBack | MAY.command
/** What an invitation link asks for the bot. */
export const INVITED = USUAL | MAY.pin
const ALL = (1n << 53n) - 1n

export interface Role {
  readonly id: string
  readonly name: string
  permissions: bigint
}

export interface Guild {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly locale: string
  /** The one with the guild's own id is everybody's. */
  readonly roles: Map<string, Role>
  /** Members, and the ids of their roles. */
  readonly members: Map<string, Set<string>>
}

/** For a role or a member: what a channel takes and gives. */
export type Overwrites = Map<string, { readonly allow: bigint; readonly deny: bigint }>

/** What somebody may do in a guild's channel; nothing for who is no member. */
export function permissionsIn(guild: Guild, overwrites: Overwrites, user: string): bigint {
  const own = guild.members.get(user)
  if (!own) return 0n
  const roles = [...own].flatMap((id) => guild.roles.get(id) ?? [])
  const base = [guild.roles.get(guild.id), ...roles].reduce((sum, role) => sum | (role?.permissions ?? 0n), 0n)
  if (guild.owner === user || (base & MAY.administrate) !== 0n) return ALL
  const applied = (sum: bigint, ids: readonly string[]): bigint => {
    const found = ids.flatMap((id) => overwrites.get(id) ?? [])
    const deny = found.reduce((bits, each) => bits | each.deny, 0n)
    const allow = found.reduce((bits, each) => bits | each.allow, 0n)
    return (sum & ~deny) | allow
  }
  return [[guild.id], [...own], [user]].reduce(applied, base)
}
