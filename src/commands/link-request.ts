import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { when } from '../../locales/text.ts'
import { type Asking, waitingRequests } from '../billing/link-requests.ts'
import { defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { call, fact, facts, type Reply, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { chatName } from './linked.ts'

/** A request of a chat to be linked, as its notice showed it: for who lost the notice. */
export const linkRequest = defineCommand({
  name: 'link-request',
  role: 'customer',
  effect: 'read',
  input: z.object({ request: idField() }),
  wire: ['request'],
  run: async ({ db, customer, identity, now, t }, { request }) => {
    const asking = (await waitingRequests(db, customer.id, now)).find(({ id }) => id === request)
    return requestCard(t, asking ?? fail('outdated_button', {}), identity.owner)
  },
})

/** A chat asks to be linked: the owner may allow it, the account's other chats may refuse it. */
export function requestCard(t: Texts, { id, identity, createdAt, expiresAt }: Asking, decides: boolean): Reply {
  const words = t.link.request
  return reply(
    [
      title(words.title),
      facts([fact(words.who, chatName(t, identity)), fact(words.at, [when(createdAt)]), fact(words.until, [when(expiresAt)])]),
      text(words.text),
      text(decides ? words.check : words.ownerOnly),
    ],
    [
      ...(decides ? [call(words.allow, 'link-allow', { request: id }, 'primary')] : []),
      call(words.deny, 'link-deny', { request: id }, 'danger'),
    ],
  )
}
