import type { Texts } from '../../locales/index.ts'
import { id, said, type Text } from '../../locales/text.ts'
import type { Customer, Identity } from '../db.ts'
import { call, type Reply, reply, text, title } from '../reply.ts'

/** What people call a platform; one without a name of its own is called as it is. */
export function platformOf(t: Texts, { platform }: Pick<Identity, 'platform'>): string {
  const platforms: Readonly<Record<string, string>> = t.link.platforms
  return platforms[platform] ?? platform
}

/** "Browser · 张三": what a chat is called where several are listed. */
export const chatName = (t: Texts, chat: Pick<Identity, 'platform' | 'name' | 'userId'>): Text =>
  t.link.chat(platformOf(t, chat), said(chat.name || chat.userId))

/** To a chat that is linked now, whoever let it in. */
export const linkedReply = (t: Texts, customer: Customer): Reply =>
  reply(
    [title(t.link.linked(id(customer.number)), 'good'), text(t.link.linkedText)],
    [
      call(t.common.commands.balance, 'balance', {}, 'primary'),
      call(t.common.commands.recharge, 'recharge'),
      call(t.common.commands.costs, 'costs'),
      call(t.common.commands.help, 'help'),
    ],
  )
