import type { webApi } from '@slack/bolt'

/** Who the app is at Slack, and in which workspace it is at home. */
export interface Self {
  readonly bot: string | undefined
  readonly team: string | undefined
}

/** Asked once; again only where Slack did not say. */
export function createSelf(client: webApi.WebClient): () => Promise<Self> {
  let known: Promise<Self> | undefined
  return () => {
    known ??= client.auth.test().then(
      ({ bot_id: bot, team_id: team }) => ({ bot, team }),
      (error: unknown) => {
        known = undefined
        throw error
      },
    )
    return known
  }
}
