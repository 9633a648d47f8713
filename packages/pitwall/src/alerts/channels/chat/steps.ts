import type { MessageKind } from '../../message/message.ts';

/** What is done with a message of a thread whose first message is still there. */
export interface Step {
  /** The first message says from now on how it stands. */
  readonly changesFirst: boolean;
  /** People are told again: who changes a message calls nobody. */
  readonly tells: boolean;
}

/** That somebody has it needs no second message, and what is only told again changes nothing in the first. */
export function laterStep(kind: MessageKind): Step {
  if (kind === 'acknowledged') return { changesFirst: true, tells: false };
  return { changesFirst: kind === 'firing' || kind === 'flapping' || kind === 'resolved', tells: true };
}
