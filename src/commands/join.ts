import { z } from 'zod'
import { join } from '../billing/invites.ts'
import { type Command, defineCommand } from '../command.ts'
import { AppError, fail } from '../errors.ts'
import { askFor, questions } from '../form.ts'
import { refusal, textOf } from '../refusal.ts'
import { call, notice, reply, text } from '../reply.ts'

/** Makes the person of this chat staff, by a one-time code that an operator printed; the leads hear of it. */
export const joinStaff: Command = defineCommand({
  name: 'join',
  role: 'anyone',
  effect: 'write',
  input: z.object({ code: z.string().min(1).max(100).register(questions, { control: 'text', ask: 'inviteCode' }) }),
  form: { title: (t) => [t.desk.joinTitle], submit: (t) => [t.common.submit] },
  run: async (ctx, { code }) => {
    if (ctx.staff && ctx.staff.role !== 'desk') fail('already_staff', {})
    const joining = await join(ctx, code)
    if (joining.outcome === 'too-many') return refusal(new AppError('too_many', { retryAt: joining.retryAt }), ctx.viewer, ctx.config)
    if (joining.outcome === 'refused') return askFor(joinStaff, ctx, {}, { code: textOf(new AppError('bad_invite', {}), ctx.t) })
    const { staff } = joining
    const role = staff.role as 'agent' | 'lead' | 'admin'
    const chat = `${ctx.identity.platform} ${ctx.identity.userId}`
    ctx.notify({ staff: 'leads', except: staff.id }, (t) => reply([notice(t.desk.joinedNotice(staff.name, t.desk.roles[role], chat))]))
    return reply(
      [notice(ctx.t.desk.joined(staff.name, ctx.t.desk.roles[role]), 'good'), text(ctx.t.help.introStaff)],
      [call(ctx.t.common.commands.queue, 'queue', {}, 'primary'), call(ctx.t.common.commands.help, 'help')],
    )
  },
})
