import type { Texts } from '../locales/index.ts'
import { call, type Reply, text, title } from './reply.ts'

/** What a shared place shows for good, where people find no commands: pressing a button is answered to who pressed alone. */
export const menu = (t: Texts, brand: string): Reply => ({
  audience: 'asker',
  blocks: [title(t.help.title(brand)), text(t.help.menu), text(t.help.safety, 'quiet')],
  actions: (['balance', 'recharge', 'costs', 'ticket', 'help'] as const).map((name) =>
    call(t.common.commands[name], name, {}, name === 'recharge' ? 'primary' : undefined),
  ),
})
