/** One thing a person did on a platform, as an adapter's `parse` understood it. */
export interface Update {
  readonly platform: string
  /** The platform's own event id: the same delivery has the same id. */
  readonly id: string
  readonly from: Sender
  /** False in a shared place (server, group, channel): answers there are private, keywords are not listened to. */
  readonly private: boolean
  readonly act: Act
  /** A button: the message that carries it, in the terms of `Chat`. */
  readonly pressed?: { readonly chat: string; readonly message: string }
}

export interface Sender {
  readonly workspace: string
  readonly userId: string
  /** Display name: untrusted. */
  readonly name: string
  /** The platform's hint at the person's language (BCP 47). */
  readonly locale?: string
  /** Where private messages to this person go, in the platform's terms. */
  readonly chat: string
  /** The shared place where this happened, in the platform's terms: a person who takes no private messages can be told there that some wait. */
  readonly place?: string
  /** The operator lets this person's role or group on the platform see claims and take them in hand, as the platform says now. */
  readonly desk?: true
}

export type Act =
  /** Free text, perhaps with files. */
  | { readonly type: 'text'; readonly text: string; readonly files: readonly IncomingFile[] }
  /** A typed slash command, a pressed button, or a sent form: `input` as entered, files by question name. */
  | {
      readonly type: 'call'
      readonly command: string
      readonly input: Readonly<Record<string, string>>
      readonly files: Readonly<Record<string, readonly IncomingFile[]>>
      /** A form that comes in parts: what was entered so far is kept, and answered with the form; nothing runs yet. */
      readonly part?: true
      /** The button stands on a ticket's card. */
      readonly card?: true
    }

/** A file on its way in. `read` may be called once; it throws AppError('file_too_large') past `limit` bytes. */
export interface IncomingFile {
  readonly name: string
  read(limit: number): Promise<Uint8Array>
}
