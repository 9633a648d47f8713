import { createHash } from 'node:crypto';

const second = 1_000;

/** Between two attempts at the most. */
const longest = { critical: 300 * second, other: 3_600 * second } as const;

/**
 * How long to wait after an attempt, the first of which is 1: twice as long each time, and less by up to a half that
 * differs from message to message and from attempt to attempt, so that they do not come back all at once.
 */
export function backoff({
  id,
  attempt,
  severity,
}: {
  readonly id: string;
  readonly attempt: number;
  readonly severity: string;
}): number {
  const most = severity === 'critical' ? longest.critical : longest.other;
  const whole = Math.min(most, second * 2 ** Math.max(0, attempt - 1));
  return Math.round(whole * (0.5 + 0.5 * share(`${id} ${attempt}`)));
}

/** From 0 to below 1, always the same for the same text. */
const share = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
