import { locales } from '../locales/index.ts'
import type { Text } from '../locales/text.ts'
import type { Config } from './config.ts'
import type { AppError } from './errors.ts'
import type { Viewer } from './format.ts'
import { link, notice, type Reply, reply } from './reply.ts'

/** What a refused person reads: why, and what to do now. It never replaces a shared card. */
export function refusal(error: AppError, viewer: Viewer, config: Config): Reply {
  const t = locales[viewer.locale]
  const actions = error.code === 'internal' && config.supportUrl ? [link(t.common.support, config.supportUrl)] : []
  return { ...reply([notice(textOf(error, viewer))], actions), aside: true }
}

/** The error's text in the reader's language. */
export function textOf(error: AppError, _viewer: Viewer): Text {
  return [error.code]
}
