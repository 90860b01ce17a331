import { z } from 'zod'
import { line } from '../../locales/text.ts'
import { isLead } from '../billing/staff.ts'
import { type Command, type Context, defineCommand } from '../command.ts'
import { call, fact, facts, link, reply, text, title } from '../reply.ts'

/** Who this is, what it can do for this person, and how to link. Lists the commands of the menu, so it is given their list. */
export const help = (commands: () => readonly Command[]): Command =>
  defineCommand({
    name: 'help',
    role: 'anyone',
    effect: 'read',
    menu: true,
    input: z.object({}),
    run: async (ctx) => {
      const { t, config } = ctx
      const labels: Readonly<Record<string, string>> = t.common.commands
      const about: Readonly<Record<string, string>> = t.help.about
      const forStaff = ctx.staff !== undefined && !ctx.customer
      const listed = commands().filter((command) => command.menu && command.name !== 'help' && forThem(ctx, command))
      const shown = forStaff ? [...listed.filter(ofStaff), ...listed.filter((command) => !ofStaff(command))] : listed
      return reply(
        [
          title(t.help.title(config.brand)),
          text(forStaff ? t.help.introStaff : t.help.intro),
          ...(ctx.customer || ctx.staff ? [] : [text(config.openAccounts ? t.help.opensItself : t.help.notLinked)]),
          facts(shown.map(({ name }) => fact(labels[name] ?? name, line`${about[name] ?? ''}`))),
          ...(forStaff ? [] : [text(t.help.safety, 'quiet')]),
          ...(ctx.private ? [] : [text(t.help.shared, 'quiet')]),
        ],
        [
          ...shown
            .filter(({ name }) => !QUIET.has(name))
            .map(({ name }) => call(labels[name] ?? name, name, {}, name === 'link' && !forStaff ? 'primary' : undefined)),
          ...(config.supportUrl ? [link(t.common.support, config.supportUrl)] : []),
        ],
      )
    },
  })

/** Explained above the buttons, and typed or found in the platform's menu: a dozen buttons hide the ones that people want. */
const QUIET: ReadonlySet<string> = new Set(['refunds', 'recharges', 'unlink'])

const ofStaff = ({ role }: Command): boolean => role !== 'anyone' && role !== 'customer'

/** What a person may do, less what they have done: one who is linked need not link. */
function forThem(ctx: Context, { name, role }: Command): boolean {
  if (name === 'link' || name === 'unlink') return (name === 'unlink') === (ctx.customer !== undefined)
  if (role === 'anyone') return true
  if (role !== 'customer') return ctx.staff !== undefined && (role !== 'lead' || isLead(ctx.staff))
  return ctx.customer !== undefined || (ctx.config.openAccounts && !ctx.staff)
}
