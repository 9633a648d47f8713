import { type AlertState, type Severity, severities } from '@pitwall/sdk';
import type { Happening, LifeSettings, Signal } from '../life.ts';

/** What an alert looks like to people; `none` where there is none. */
export interface Seen {
  readonly state: AlertState | 'none';
  readonly severity: Severity | null;
  readonly episode: number;
  readonly count: number;
  readonly stale: boolean;
  readonly flapping: boolean;
  readonly happened: readonly Happening[];
}

/**
 * The life of an alert told slowly: from a list of what was measured since it began, looked through anew for every
 * question, and with no cleverness. Moments have to go up. It is there to disagree with `step`.
 */
export function tellSlowly(signals: readonly Signal[], settings: LifeSettings): readonly Seen[] {
  let state: Seen['state'] = 'none';
  let severity: Severity | null = null;
  let episode = 0;
  let measurements: { at: number; bad: boolean }[] = [];
  let forFlapping: boolean[] = [];
  let acknowledged: { ends: number; severity: Severity } | undefined;
  let stale = false;
  let flapping = false;
  let over: { severity: Severity | null; measurements: typeof measurements } | undefined;
  const seen: Seen[] = [];

  const rank = (of: Severity | null): number => (of === null ? -1 : severities.indexOf(of));
  const inARow = (isBad: boolean): number => {
    let row = 0;
    for (const { bad } of measurements) row = bad === isBad ? row + 1 : 0;
    return row;
  };
  const isNew = (): boolean => state === 'none' || state === 'resolved';
  const isOpen = (): boolean => state === 'firing' || state === 'acknowledged';
  const share = (): number => {
    const last = forFlapping.slice(-21);
    return last.filter((bad, index) => index > 0 && bad !== last[index - 1]).length / 20;
  };

  for (const signal of signals) {
    const happened: Happening[] = [];
    const { at } = signal;
    const hear = (bad: boolean): void => {
      measurements.push({ at, bad });
      forFlapping.push(bad);
      if (stale) happened.push('fresh');
      stale = false;
    };
    const openIfLongEnough = (): void => {
      const began = measurements.find(({ bad }) => bad)?.at ?? at;
      if (state !== 'pending' || inARow(true) < settings.openAfter || at < began + settings.for) return;
      state = 'firing';
      episode += 1;
      over = undefined;
      happened.push('fired');
    };
    const wakeIfOver = (): void => {
      if (state !== 'acknowledged' || acknowledged === undefined || acknowledged.ends > at) return;
      state = 'firing';
      acknowledged = undefined;
      happened.push('acknowledgement_expired');
    };
    const staleIfSilent = (): void => {
      const last = measurements.at(-1)?.at ?? at;
      if (settings.staleAfter === null || stale || !(isOpen() || state === 'pending')) return;
      if (at < last + settings.staleAfter) return;
      stale = true;
      happened.push('stale');
    };
    const takeSeverity = (next: Severity): void => {
      if (rank(next) > rank(severity)) {
        severity = next;
        happened.push('raised');
        if (acknowledged && rank(next) > rank(acknowledged.severity)) {
          state = 'firing';
          acknowledged = undefined;
          happened.push('unacknowledged');
        }
      } else if (rank(next) < rank(severity) && !flapping) {
        severity = next;
        happened.push('lowered');
      }
    };
    const flap = (): void => {
      const { flap: limits } = settings;
      if (flapping && (limits === null || (share() <= limits.low && share() < limits.high))) {
        flapping = false;
        happened.push('steady');
      } else if (!flapping && limits !== null && share() >= limits.high) {
        flapping = true;
        happened.push('flapping');
      }
    };
    const close = (): void => {
      state = 'resolved';
      acknowledged = undefined;
      stale = false;
      flapping = false;
      happened.push('resolved');
    };
    const giveUp = (): void => {
      happened.push('dropped');
      stale = false;
      if (over) {
        state = 'resolved';
        ({ severity, measurements } = over);
      } else {
        state = 'none';
        forFlapping = [];
      }
    };

    if (signal.kind === 'bad' && isNew()) {
      over = episode > 0 ? { severity, measurements } : undefined;
      measurements = [];
      severity = signal.severity;
      state = 'pending';
      hear(true);
      openIfLongEnough();
      if (state === 'pending') happened.push('pending');
      else flap();
    } else if (signal.kind === 'bad') {
      wakeIfOver();
      hear(true);
      const wasPending = state === 'pending';
      if (wasPending) {
        severity = signal.severity;
        openIfLongEnough();
      } else takeSeverity(signal.severity);
      if (isOpen()) {
        const before = flapping;
        flap();
        if (before && !flapping) takeSeverity(signal.severity);
      }
    } else if (signal.kind === 'good' && state !== 'none') {
      hear(false);
      if (state === 'pending') giveUp();
      else if (isOpen()) {
        flap();
        if (!flapping && inARow(false) >= settings.closeAfter) close();
        else {
          const others = happened.splice(0);
          wakeIfOver();
          happened.push(...others);
        }
      }
    } else if (signal.kind === 'time') {
      openIfLongEnough();
      wakeIfOver();
      staleIfSilent();
    } else if (signal.kind === 'unknown') {
      wakeIfOver();
      staleIfSilent();
    } else if (signal.kind === 'acknowledge' && isOpen() && severity !== null) {
      const ends = signal.until ?? (settings.acknowledgedFor === null ? Infinity : at + settings.acknowledgedFor);
      if (ends > at) {
        state = 'acknowledged';
        acknowledged = { ends, severity };
        happened.push('acknowledged');
      }
    } else if (signal.kind === 'unacknowledge' && state === 'acknowledged') {
      state = 'firing';
      acknowledged = undefined;
      happened.push('unacknowledged');
    } else if (signal.kind === 'resolve' && (isOpen() || state === 'pending')) {
      forFlapping = [];
      if (state === 'pending') giveUp();
      else close();
    }
    seen.push({
      state,
      severity: state === 'none' ? null : severity,
      episode: state === 'none' ? 0 : episode,
      count: state === 'none' ? 0 : measurements.filter(({ bad }) => bad).length,
      stale,
      flapping,
      happened,
    });
  }
  return seen;
}
