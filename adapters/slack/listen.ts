import type { App } from '@slack/bolt'
import { locales } from '../../locales/index.ts'
import type { Bot } from '../../src/bot.ts'
import type { Viewer } from '../../src/format.ts'
import { notice, reply } from '../../src/reply.ts'
import type { Sender } from '../../src/update.ts'
import { othersMessage } from '../others.ts'
import { createTurns } from '../turns.ts'
import { createUnanswered } from '../unanswered.ts'
import type { Work } from '../work.ts'
import { type AnswerDeps, type Asked, answer, placeOf, show } from './answer.ts'
import { showHome } from './home.ts'
import type { Fetch } from './parse.ts'
import { formAct, metaOf, openerOf, pressAct, slashAct, textAct } from './parse.ts'
import { actionBody, commandBody, fileBody, homeBody, messageBody, shortcutBody, viewBody } from './payload.ts'
import { NOWHERE, type People } from './people.ts'
import { shared } from './shared.ts'
import { createReceipt, submit } from './submit.ts'

export interface ListenDeps extends AnswerDeps {
  readonly people: People
  readonly fetch: Fetch
  readonly staffChannel: string | undefined
  /** Answers that nothing was done, and that it can be tried again. */
  readonly closed: Bot
}

/** What became of a delivery: it was done, it is being done or was (seen), or the person sends too much (full). */
type InTurn = (id: string, user: string, deed: (deps: ListenDeps) => Promise<void>) => Promise<'done' | 'seen' | 'full'>

/**
 * Connects what Slack tells with the core. Everything is acknowledged as it comes, except a sent form, which is told what is wrong; what one
 * person does is done in the order in which it came.
 */
export function listen(app: App, deps: ListenDeps, work: Work): void {
  // What comes while we stop is left to others. Bolt acknowledges events before it asks anybody, so it does not even hear of them.
  const process = app.processEvent.bind(app)
  app.processEvent = async (event) => {
    if (work.open()) await process(event)
  }
  const inTurn = createInTurn(deps, work)
  listenToDeeds(app, deps, inTurn)
  listenToWords(app, inTurn)
  app.event('file_shared', async ({ body }) => {
    const read = fileBody.safeParse(body)
    if (read.success) await work.once(read.data.event_id, () => shared(deps, read.data))
  })
}

function createInTurn(deps: ListenDeps, work: Work): InTurn {
  const turns = createTurns()
  const unanswered = createUnanswered()
  // What waits while we stop was acknowledged, and Slack tells it to nobody else: its sender hears that nothing was done.
  const closing: ListenDeps = { ...deps, bot: deps.closed }
  return async (id, user, deed) => {
    if (turns.full(user)) {
      deps.log.warn({ update: id }, 'somebody sends faster than they can be answered: what goes beyond that is not taken')
      unanswered.add(user)
      return 'full'
    }
    const done = async (): Promise<void> => {
      await deed(work.open() ? deps : closing)
      if (!turns.last(user) || !unanswered.take(user)) return
      const viewer = await readerOf(deps, await deps.people(user, { team: NOWHERE }))
      const owned = { ...reply([notice(locales[viewer.locale].common.unanswered)]), aside: true }
      await show(deps, { in: 'direct', user }, owned, viewer)
    }
    const failed = (error: unknown): never => {
      unanswered.add(user)
      throw error
    }
    return work.once(id, () => turns.take(user, () => done().catch(failed)))
  }
}

const readerOf = (deps: ListenDeps, from: Sender): Promise<Viewer> => deps.reader(from).catch(() => deps.stranger(from))

/** Commands, buttons, windows and shortcuts. */
function listenToDeeds(app: App, deps: ListenDeps, inTurn: InTurn): void {
  app.command(/^\/.*/, async ({ ack, body }) => {
    const acknowledged = ack()
    const sent = commandBody.parse(body)
    const done = inTurn(sent.trigger_id, sent.user_id, async (deps) => {
      const from = await deps.people(sent.user_id, { team: sent.team_id, name: sent.user_name })
      const place = await placeOf(deps, sent.user_id, sent.channel_id, { url: sent.response_url })
      await answer(deps, { id: sent.trigger_id, from, act: slashAct(sent.text, deps.commands), place, trigger: sent.trigger_id })
    })
    await Promise.all([acknowledged, done])
  })

  app.action(/^(call|form|link):/, async ({ ack, body }) => {
    const acknowledged = ack()
    const sent = actionBody.parse(body)
    const pressed = sent.actions[0]
    if (!pressed || pressed.action_id.startsWith('link:')) return acknowledged
    const done = inTurn(sent.trigger_id, sent.user.id, (deps) => press(deps, sent, pressed))
    await Promise.all([acknowledged, done])
  })

  app.view('form', async ({ ack, body }) => {
    const sent = viewBody.parse(body)
    const meta = metaOf(sent.view.private_metadata)
    if (!meta) return ack()
    const asking = deps.people(sent.user.id, { team: sent.user.team_id ?? sent.team?.id ?? '', name: sent.user.name })
    const hint = deps.stranger({ workspace: NOWHERE, userId: sent.user.id, name: '', chat: sent.user.id })
    const receipt = createReceipt(
      (response) => ack(response as never),
      hint,
      () => asking.then(deps.stranger),
    )
    const done = await inTurn(sent.trigger_id, sent.user.id, async (deps) => {
      const from = await asking
      const asked = { id: sent.trigger_id, from, act: formAct(meta, sent, deps.fetch), place: { ...meta.p, user: sent.user.id } }
      await submit(deps, asked, sent.view, receipt)
    })
    if (done === 'seen') await receipt.give()
    // Without a receipt it stays open, with everything entered.
    if (done === 'full') receipt.withhold()
  })

  app.shortcut(/^(ticket_open|submit_proof)$/, async ({ ack, body, shortcut }) => {
    const acknowledged = ack()
    const sent = shortcutBody.parse(body)
    const done = inTurn(sent.trigger_id, sent.user.id, (deps) => short(deps, sent, shortcut.callback_id))
    await Promise.all([acknowledged, done])
  })
}

/** Words in direct messages, changes to them, and the Home tab. */
function listenToWords(app: App, inTurn: InTurn): void {
  app.message(async ({ body }) => {
    const read = messageBody.safeParse(body)
    if (!read.success) return
    const { event, event_id, team_id } = read.data
    const user = event.user ?? event.message?.user ?? ''
    if (event.subtype === 'message_changed') return inTurn(event_id, user, (deps) => changed(deps, read.data)).then(() => undefined)
    // What is joined or said by apps is no word to Purser; what is said in channels is not either.
    const spoken = event.subtype === undefined || SPOKEN.has(event.subtype)
    if (!spoken || event.bot_id !== undefined || !user || event.channel_type !== 'im') return
    await inTurn(event_id, user, async (deps) => {
      const from = await deps.people(user, { team: event.user_team ?? event.team ?? team_id })
      await answer(deps, { id: event_id, from, act: textAct(event.text, event.files, deps.fetch), place: { in: 'direct', user } })
    })
  })

  app.event('app_home_opened', async ({ body }) => {
    const read = homeBody.safeParse(body)
    if (!read.success || read.data.event.tab !== 'home') return
    const { event, event_id, team_id } = read.data
    await inTurn(event_id, event.user, async (deps) => showHome(deps, event_id, await deps.people(event.user, { team: team_id })))
  })
}

/** Words with a file, and an answer to a message that is shown in the conversation too. */
const SPOKEN: ReadonlySet<string> = new Set(['file_share', 'thread_broadcast'])

/** A change to what was said is no new word: who changes words in direct messages is told. */
async function changed(deps: ListenDeps, { event, team_id: team }: ReturnType<typeof messageBody.parse>): Promise<void> {
  const { message: now, previous_message: before } = event
  // Slack itself leaves a gravestone ("tombstone") where a message with answers was deleted.
  if (event.channel_type !== 'im' || !now?.user || now.bot_id !== undefined || now.subtype !== undefined || now.text === before?.text)
    return
  const from = await deps.people(now.user, { team })
  const viewer = await readerOf(deps, from)
  const said = { ...reply([notice(locales[viewer.locale].common.edited, 'plain')]), aside: true }
  await show(deps, { in: 'direct', user: now.user }, said, viewer)
}

async function press(
  deps: ListenDeps,
  sent: ReturnType<typeof actionBody.parse>,
  pressed: { action_id: string; value?: string | undefined },
): Promise<void> {
  const from = await deps.people(sent.user.id, {
    team: sent.user.team_id ?? sent.team?.id ?? '',
    name: sent.user.name ?? sent.user.username,
  })
  const value = pressed.value ?? ''
  const opener = pressed.action_id.startsWith('form:') ? openerOf(value) : undefined
  const window = sent.view?.type === 'modal' ? sent.view : undefined
  const place = window
    ? { ...(metaOf(window.private_metadata)?.p ?? { in: 'direct' }), user: sent.user.id }
    : await placeOf(deps, sent.user.id, sent.channel?.id, {
        ts: sent.container?.message_ts,
        url: sent.response_url,
        own: sent.container?.is_ephemeral === true,
      })
  const asked: Asked = {
    id: sent.trigger_id,
    from,
    act: opener?.act ?? pressAct(value, deps.commands),
    place,
    ...(window ? { window: window.id } : { trigger: sent.trigger_id }),
    ...(opener ? { entered: opener.entered } : {}),
    ...(sent.channel && sent.container?.message_ts && sent.container.is_ephemeral !== true
      ? { pressed: { chat: sent.channel.id, message: sent.container.message_ts } }
      : {}),
  }
  await answer(deps, asked)
}

async function short(deps: ListenDeps, sent: ReturnType<typeof shortcutBody.parse>, name: string): Promise<void> {
  const from = await deps.people(sent.user.id, {
    team: sent.user.team_id ?? sent.team?.id ?? '',
    name: sent.user.name ?? sent.user.username,
  })
  const proof = name === 'submit_proof' && sent.message && sent.message.files.length > 0 ? sent.message : undefined
  const act = proof ? textAct(proof.text, proof.files, deps.fetch) : ({ type: 'call', command: 'ticket', input: {}, files: {} } as const)
  const place = await placeOf(deps, sent.user.id, sent.channel?.id, { url: sent.response_url })
  if (proof && proof.user !== sent.user.id) {
    const viewer = await readerOf(deps, from)
    return show(deps, place, othersMessage(viewer), viewer)
  }
  await answer(deps, { id: sent.trigger_id, from, act, place, trigger: sent.trigger_id })
}
