import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { getAlert, type StoredAlert } from '../../state/alert-table.ts';
import type { Reader } from '../../state/state.ts';
import { noAlert } from '../engine/signal.ts';

/**
 * An alert is named by its id, and what one may do to it is decided by its subject: whoever asks looks that up, and it is
 * held against what is there when it is done.
 */
export const alertShape = {
  alert: z.string().min(1).max(200).describe('Its id'),
  subject: z.string().min(1).max(1_000).describe('What it is about'),
} as const;

export interface NamedAlert {
  readonly alert: string;
  readonly subject: string;
}

export async function requireAlert(db: Reader, { alert, subject }: NamedAlert): Promise<StoredAlert> {
  const found = await getAlert(db, alert);
  if (found?.subject === subject) return found;
  throw noAlert();
}

/** What is over, or was never told, is not acknowledged, resolved or snoozed. */
export function requireOpen(alert: StoredAlert, ...states: readonly StoredAlert['state'][]): void {
  if (states.includes(alert.state)) return;
  const { id, state, resolvedAt } = alert;
  const since = state === 'resolved' && resolvedAt !== null ? ` since ${new Date(resolvedAt).toISOString()}` : '';
  throw new PitwallError({
    code: 'alert.state',
    problem: `expected an alert that is ${states.join(' or ')}, but ${visible(id)} is ${state}${since}`,
    fix: fixes[state],
  });
}

const fixes: Readonly<Record<StoredAlert['state'], string>> = {
  pending: 'Wait until it fires: nobody was told of it yet',
  firing: 'Acknowledge it first',
  acknowledged: 'Give it back first',
  resolved: 'Nothing is to be done; it fires again by itself where the condition comes back',
};
