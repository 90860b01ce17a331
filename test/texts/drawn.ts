import { ComponentType } from 'discord-api-types/v10'
import { formPages, windowOf } from '../../adapters/discord/form.ts'
import type { Filling } from '../../adapters/discord/form-state.ts'
import * as discord from '../../adapters/discord/render.ts'
import { formWindow } from '../../adapters/slack/form.ts'
import * as slack from '../../adapters/slack/render.ts'
import { formPage } from '../../adapters/telegram/form-page.ts'
import { begun } from '../../adapters/telegram/form-state.ts'
import * as telegram from '../../adapters/telegram/render.ts'
import { html } from '../../adapters/telegram/spans.ts'
import { commands } from '../../src/commands/index.ts'
import type { Viewer } from '../../src/format.ts'
import type { Reply } from '../../src/reply.ts'
import { asJson, asList, type Json } from '../support/slack/limits.ts'
import { wordsOf } from '../support/slack/shown.ts'

/** What one platform's messages and windows look like, in Markdown: each message a quote, buttons in rows. */
export type Draw = (reply: Reply, viewer: Viewer) => string

/** Every platform whose rendering is written down. */
export const PLATFORMS: Readonly<Record<string, Draw>> = { discord: onDiscord, slack: onSlack, telegram: onTelegram }

const all = new Map(commands.map((command) => [command.name, command]))

const quoted = (lines: readonly string[]): string =>
  lines
    .flatMap((line) => line.split('\n'))
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')

const messages = (pages: readonly (readonly string[])[]): string => pages.map(quoted).join('\n\n')

const row = (labels: readonly string[]): string => `\n${labels.map((label) => `\`[${label}]\``).join(' ')}`

/** Discord's Markdown as it is sent. */
function onDiscord(reply: Reply, viewer: Viewer): string {
  const drawing = { viewer, commands: all }
  const filling: Filling | undefined = reply.form && { form: reply.form, blocks: reply.blocks, sent: false }
  const pages = filling ? formPages('1', filling, reply, drawing) : discord.render(reply, drawing)
  const window = filling && windowOf('1', 0, filling, viewer)
  return [messages(pages.map(({ parts }) => parts.flatMap(discordLines))), ...(window ? [discordWindow(window)] : [])].join('\n\n')
}

function discordLines(part: discord.Drawn): string[] {
  if (part.type === 'picture') return [`🖼 ${part.alt}`]
  if (part.type === ComponentType.TextDisplay) return [part.content]
  if (part.type === ComponentType.ActionRow) return [row(part.components.map((one) => ('label' in one ? (one.label ?? '') : '')))]
  return []
}

function discordWindow({ title, components }: ReturnType<typeof windowOf>): string {
  const lines = components.flatMap((component) => {
    if (component.type === ComponentType.TextDisplay) return [component.content]
    if (component.type !== ComponentType.Label) return []
    const { label, description, component: asked } = component
    const value = 'value' in asked && asked.value ? ` = ${asked.value}` : ''
    return [`- ${label}${value}${description ? ` (${description})` : ''}`]
  })
  return quoted([`[[ ${title} ]]`, ...lines])
}

/** Slack's blocks as its clients draw them. */
function onSlack(reply: Reply, viewer: Viewer): string {
  const drawing = { viewer, commands: all, tables: true }
  const pages = slack.render(reply, drawing).map(({ blocks }) => blocks.flatMap((block) => slackLines(block as unknown as Json)))
  if (!reply.form) return messages(pages)
  const window = formWindow(reply, reply.form, drawing, { in: 'direct', user: 'U0' })
  const blocks = window.blocks as unknown as readonly Json[]
  return `${messages(pages)}\n\n${quoted([`[[ ${window.title.text} ]]`, ...blocks.flatMap(slackLines), `[[ ${window.submit?.text} ]]`])}`
}

function slackLines(block: Json): string[] {
  switch (block.type) {
    case 'picture':
      return [`🖼 ${block.alt}`]
    case 'header':
      return [`**${asJson(block.text).text}**`]
    case 'actions':
      return [row(asList(block.elements).map((one) => String(asJson(one.text).text)))]
    case 'table':
      return (Array.isArray(block.rows) ? block.rows : []).map((cells) =>
        asList(cells)
          .map(({ text }) => text)
          .join(' | '),
      )
    case 'input': {
      const value = asJson(block.element).initial_value
      const hint = block.hint ? ` (${asJson(block.hint).text})` : ''
      return [`- ${asJson(block.label).text}${value ? ` = ${value}` : ''}${hint}`]
    }
    default:
      return [wordsOf([block])]
  }
}

/** Telegram's HTML as it is sent; a form by its first question. */
function onTelegram(reply: Reply, viewer: Viewer): string {
  const pages = reply.form
    ? [formPage({ filling: begun(reply.form, []), version: 0 }, viewer, reply.blocks)]
    : telegram.render(reply, { viewer, commands: all })
  return messages(
    pages.map(({ spans, photo, keyboard }) => [
      ...(photo ? ['🖼'] : []),
      html(spans),
      ...(keyboard?.inline_keyboard ?? []).map((keys) => row(keys.map(({ text }) => text))),
    ]),
  )
}
