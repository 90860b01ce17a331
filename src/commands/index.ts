import type { Command } from '../command.ts'

/** Every command, in the order of help and menus: registration, dispatch, buttons and tests read this list. */
export const commands: readonly Command[] = []
