import type { Severity } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRoutes } from '../routing/tree.ts';
import { decide, type Told } from './decide.ts';
import { nextFlush, type Waiting } from './timers.ts';

const route = compileRoutes({ receivers: {} }, ['slack']).root.route;
const interval = route.groupInterval;

const firing = (severity: Severity, changedAt: number, more: Partial<Waiting> = {}): Waiting => ({
  ...{ severity, changedAt, firing: true, told: undefined, since: changedAt },
  ...more,
});
const told = (severity: Severity) => ({ told: { firing: true, severity } });
const at = (flushedAt: number | null, alerts: readonly Waiting[], nextRepeatAt: number | null = null) =>
  nextFlush({ flushedAt, alerts, nextRepeatAt }, route);

describe('when a group is told', () => {
  it('is after the wait of the worst, the first time', () => {
    expect(at(null, [firing('low', 1_000)])).toBe(31_000);
    expect(at(null, [firing('low', 1_000), firing('high', 2_000)])).toBe(7_000);
    expect(at(null, [firing('low', 1_000), firing('critical', 2_000)])).toBe(2_000);
    expect(at(null, [firing('low', 1_000), firing('medium', 20_000)])).toBe(31_000);
  });

  it('is at once where it began longer ago than the wait', () => {
    expect(at(null, [firing('low', 100_000, { since: 70_000 })])).toBe(100_000);
    expect(at(null, [firing('low', 100_000, { since: 70_001 })])).toBe(130_000);
  });

  it('is an interval after the last time for what is new, and that has waited for its like', () => {
    const known = firing('high', 0, told('high'));
    expect(at(10_000, [known, firing('high', 20_000)])).toBe(10_000 + interval);
    expect(at(10_000, [known, firing('low', interval)])).toBe(interval + 30_000);
    expect(at(10_000, [known])).toBe(null);
  });

  it('is at once for a critical one, yet not for each of many by itself', () => {
    const known = firing('high', 0, told('high'));
    expect(at(10_000, [known, firing('critical', 60_000)])).toBe(60_000);
    expect(at(10_000, [known, firing('critical', 10_001)])).toBe(15_000);
  });

  it('is at once where something became worse', () => {
    expect(at(10_000, [firing('high', 60_000, told('medium'))])).toBe(60_000);
    expect(at(10_000, [firing('low', 60_000, told('medium'))])).toBe(null);
  });

  it('is at once when all is over, and with the next news when some is', () => {
    const over = firing('high', 60_000, { ...told('high'), firing: false });
    const later = { ...over, changedAt: 70_000 };
    expect(at(10_000, [over, later])).toBe(70_000);
    expect(at(10_000, [over, firing('high', 0, told('high'))])).toBe(10_000 + interval);
  });

  it('is never where it was over before anybody was told', () => {
    expect(at(null, [firing('low', 1_000, { firing: false })])).toBe(null);
    expect(at(null, [])).toBe(null);
  });

  it('is when it is to be repeated, where nothing comes before', () => {
    const known = firing('high', 0, told('high'));
    expect(at(10_000, [known], 500_000)).toBe(500_000);
    expect(at(10_000, [known, firing('high', 20_000)], 500_000)).toBe(10_000 + interval);
  });
});

interface Known {
  readonly severity: Severity;
  firing: boolean;
  changedAt: number;
  told: Waiting['told'];
}

const event = fc.record({
  wait: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 2 * interval })),
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
});
const severityOf: Readonly<Record<string, Severity>> = { a: 'critical', b: 'high', c: 'medium', d: 'low' };

/** A group from the first alert to the last, told when it says so; each event turns an alert on or off. */
function live(events: readonly { readonly wait: number; readonly id: string }[]) {
  const alerts = new Map<string, Known>();
  const flushes: { readonly at: number; readonly content: string; readonly reason: string }[] = [];
  const waits: number[] = [];
  let last: Told | undefined;
  let nextRepeatAt: number | null = null;
  let now = 0;
  const runUntil = (end: number): void => {
    for (;;) {
      const waiting = [...alerts.values()].map((alert) => ({ ...alert, since: alert.changedAt }));
      const due = nextFlush({ flushedAt: last?.at ?? null, alerts: waiting, nextRepeatAt }, route);
      if (due === null || due > end) break;
      now = Math.max(now, due);
      const ids = (is: boolean) => [...alerts].filter(([, alert]) => alert.firing === is).map(([id]) => id);
      const [on, off] = [ids(true), ids(false)];
      const decision = decide({
        ...{ last, now, repeatInterval: route.repeatInterval, sendResolved: true },
        ...{ firing: new Set(on), resolved: new Set(off) },
      });
      if (decision.reason === undefined) throw new Error(`Expected something to tell at ${now}.`);
      flushes.push({ at: now, content: JSON.stringify([on, off]), reason: decision.reason });
      nextRepeatAt = decision.nextRepeatAt;
      last = { firing: on, resolved: off, at: now };
      for (const alert of alerts.values()) {
        if (alert.firing && alert.told?.firing !== true) waits.push(now - alert.changedAt);
        alert.told = { firing: alert.firing, severity: alert.severity };
      }
    }
    now = end;
  };
  for (const { wait, id } of events) {
    runUntil(now + wait);
    const known = alerts.get(id);
    if (known) Object.assign(known, { firing: !known.firing, changedAt: now });
    else alerts.set(id, { severity: severityOf[id] ?? 'low', firing: true, changedAt: now, told: undefined });
  }
  runUntil(now + interval);
  return { flushes, waits, alerts };
}

describe('a group over time', () => {
  it('lets no alert wait longer than the longer of wait and interval, and tells of all that fires', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const { waits, alerts } = live(events);
        for (const wait of waits) expect(wait).toBeLessThanOrEqual(Math.max(30_000, interval));
        for (const alert of alerts.values()) if (alert.firing) expect(alert.told?.firing).toBe(true);
      }),
    );
  });

  it('never says the same twice but to repeat it', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const { flushes } = live(events);
        for (const [index, { content, reason, at: moment }] of flushes.entries()) {
          const before = flushes[index - 1];
          if (before?.content !== content || reason === 'repeat interval elapsed') continue;
          // it was over and fires again, and nobody was told between
          throw new Error(`Said the same at ${before.at} and ${moment}: ${content} (${reason}).`);
        }
      }),
    );
  });

  it('tells of a storm in few messages', () => {
    const storm = Array.from({ length: 10_000 }, (_, index) => firing('critical', index, { since: index }));
    let flushedAt: number | null = null;
    let count = 0;
    for (let waiting = storm; waiting.length > 0; count++) {
      const due = nextFlush({ flushedAt, alerts: waiting, nextRepeatAt: null }, route);
      if (due === null) throw new Error('Expected a moment.');
      waiting = waiting.filter(({ changedAt }) => changedAt > due);
      flushedAt = due;
    }
    expect(count).toBeLessThanOrEqual(3);
  });
});
