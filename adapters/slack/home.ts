import type { Block, Reply } from '../../src/reply.ts'
import type { Sender } from '../../src/update.ts'
import { type AnswerDeps, ask, ready } from './answer.ts'
import { readWindow } from './form.ts'

/** The Home tab: the balance as it now is, the latest charges, and a button for everything that this person can do. */
export async function showHome(deps: AnswerDeps, id: string, from: Sender): Promise<void> {
  const place = { in: 'direct', user: from.userId } as const
  const call = (command: string) => ask(deps, { id: `${id}:${command}`, from, place, act: { type: 'call', command, input: {}, files: {} } })
  const [balance, costs, help] = await Promise.all([call('balance'), call('costs'), call('help')])
  const { viewer } = balance
  const actions = help.reply.actions.filter((action) => action.type === 'link' || action.command !== 'balance')
  const home = { audience: 'asker' as const, blocks: [...balance.reply.blocks, ...latest(costs.reply)], actions }
  await deps.post.plainly(home, async (tables) => {
    const { blocks } = await ready(deps, readWindow(home, { viewer, commands: deps.commands, tables }, place, 'close'), from.userId)
    await deps.client.views.publish({ user_id: from.userId, view: { type: 'home', blocks } })
  })
}

const SHOWN = 5

/** The first lines of a list of records; nothing where there are none, or nobody is linked. */
function latest({ blocks }: Reply): readonly Block[] {
  const table = blocks.find((block) => block.type === 'table')
  if (!table || table.rows.length === 0) return []
  const heads = blocks.filter(({ type }) => type === 'title')
  return [...heads, { ...table, rows: table.rows.slice(0, SHOWN) }]
}
