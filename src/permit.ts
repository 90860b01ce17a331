import { type Command, RANKS, type Role } from './command.ts'
import { fail } from './errors.ts'
import type { Person } from './people.ts'

/** Throws when this person may not run this command. */
export function permit({ role, effect, accounts = effect === 'read' ? 'any' : 'active' }: Command, { customer, staff }: Person): void {
  if (role === 'anyone') return
  if (role === 'customer') {
    if (!customer) fail('not_linked', {})
    else if (!STATES[accounts].some((state) => state === customer.status))
      fail(customer.status === 'closed' ? 'customer_closed' : 'customer_frozen', {})
  } else if (!staff) fail('not_staff', {})
  else if (rank(staff.role) < rank(role)) fail('not_allowed', {})
}

const rank = (role: string): number => (RANKS as readonly string[]).indexOf(role)

/** Whether a command is for staff. */
export const isStaff = (role: Role): boolean => rank(role) >= 0

/** The accounts that a command is for, by their state. */
const STATES = { active: ['active'], held: ['active', 'frozen'], any: ['active', 'frozen', 'closed'] } as const
