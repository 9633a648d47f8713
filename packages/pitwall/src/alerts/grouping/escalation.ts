import type { Severity } from '@pitwall/sdk';
import type { EscalationStep } from '../routing/tree.ts';

/** How far an incident has been escalated. Plain data: it is kept as JSON. */
export interface Escalation {
  /** When the incident began. */
  readonly openedAt: number;
  /** Steps of the route that were taken, by their place in it. */
  readonly taken: readonly number[];
  /** Since when nothing is escalated because somebody has it; null where nobody has. */
  readonly heldSince: number | null;
  /** So long it was held before. */
  readonly heldFor: number;
}

export const startEscalation = (openedAt: number): Escalation => ({
  openedAt,
  taken: [],
  heldSince: null,
  heldFor: 0,
});

export interface EscalationQuestion {
  readonly steps: readonly EscalationStep[];
  /** The worst of what fires and is not acknowledged. */
  readonly severity: Severity;
  /** Whether all that fires is. */
  readonly acknowledged: boolean;
  readonly now: number;
}

export interface EscalationAnswer {
  readonly escalation: Escalation;
  /** What is to be done now, in order. */
  readonly due: readonly EscalationStep[];
  readonly nextAt: number | null;
}

/**
 * The steps whose time has come. Asked whenever something changes: the time in which somebody has the incident does not
 * count, so that an acknowledgement that ends goes on where it stopped. A step of other severities waits until the
 * incident is of one of them.
 */
export function escalate(
  before: Escalation,
  { steps, severity, acknowledged, now }: EscalationQuestion,
): EscalationAnswer {
  if (acknowledged) {
    return { escalation: { ...before, heldSince: before.heldSince ?? now }, due: [], nextAt: null };
  }
  const heldFor = before.heldFor + (before.heldSince === null ? 0 : Math.max(0, now - before.heldSince));
  const taken = new Set(before.taken);
  const due: EscalationStep[] = [];
  let nextAt: number | null = null;
  for (const [index, step] of steps.entries()) {
    if (taken.has(index) || (step.severities !== undefined && !step.severities.includes(severity))) continue;
    const at = before.openedAt + heldFor + step.after;
    if (at <= now) {
      due.push(step);
      taken.add(index);
    } else {
      nextAt = Math.min(nextAt ?? at, at);
    }
  }
  const escalation: Escalation = { openedAt: before.openedAt, taken: [...taken], heldSince: null, heldFor };
  return { escalation, due, nextAt };
}
