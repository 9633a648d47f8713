import { severities } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Happening, Life, LifeSettings, Signal } from './life.ts';
import { nextAt, step } from './step.ts';
import { type Seen, tellSlowly } from './testing/reference.ts';

const settingsOf: fc.Arbitrary<LifeSettings> = fc.record({
  openAfter: fc.integer({ min: 1, max: 4 }),
  closeAfter: fc.integer({ min: 1, max: 4 }),
  for: fc.integer({ min: 0, max: 20 }),
  acknowledgedFor: fc.option(fc.integer({ min: 1, max: 20 })),
  staleAfter: fc.option(fc.integer({ min: 1, max: 20 })),
  flap: fc.option(fc.record({ high: fc.double({ min: 0.1, max: 1 }), low: fc.double({ min: 0, max: 1 }) }), {
    freq: 2,
  }),
});

const kinds = [
  'bad',
  'bad',
  'bad',
  'good',
  'good',
  'good',
  'unknown',
  'time',
  'acknowledge',
  'unacknowledge',
  'resolve',
];

function historyOf(steps: fc.Arbitrary<number>, maxLength = 60): fc.Arbitrary<readonly Signal[]> {
  const one = fc.tuple(
    fc.constantFrom(...kinds),
    steps,
    fc.constantFrom(...severities),
    fc.option(fc.integer({ min: -3, max: 20 })),
  );
  return fc.array(one, { maxLength, size: 'max' }).map((all) => {
    let at = 1_000;
    return all.map(([kind, later, severity, until]) => {
      at += later;
      return signalOf(kind, at, severity, until === null ? null : at + until);
    });
  });
}

function signalOf(kind: string, at: number, severity: (typeof severities)[number], until: number | null): Signal {
  switch (kind) {
    case 'bad':
      return { kind, at, severity };
    case 'acknowledge':
      return { kind, at, by: 'anna', until, comment: null };
    case 'unacknowledge':
    case 'resolve':
      return { kind, at, by: 'anna' };
    default:
      return { kind: kind as 'good' | 'unknown' | 'time', at };
  }
}

const forward = historyOf(fc.integer({ min: 0, max: 8 }));
const anyClock = historyOf(fc.oneof(fc.integer({ min: -8, max: 8 }), fc.constantFrom(-3e10, 3e10)));

function seen(life: Life | undefined, happened: readonly Happening[]): Seen {
  return {
    state: life?.state ?? 'none',
    severity: life?.severity ?? null,
    episode: life?.episode ?? 0,
    count: life === undefined ? 0 : life.count,
    stale: life?.stale ?? false,
    flapping: life?.flapping ?? false,
    happened,
  };
}

function tell(signals: readonly Signal[], settings: LifeSettings): readonly Seen[] {
  let life: Life | undefined;
  return signals.map((signal) => {
    const after = step(life, signal, settings);
    life = after.life;
    return seen(life, after.happened);
  });
}

describe('the life of an alert, told in two ways', () => {
  it('is the same for every history of five signals of eight kinds', () => {
    const letters = ['bad', 'worse', 'good', 'unknown', 'time', 'acknowledge', 'unacknowledge', 'resolve'];
    const all: readonly LifeSettings[] = [
      { openAfter: 1, closeAfter: 1, for: 0, acknowledgedFor: null, staleAfter: null, flap: null },
      { openAfter: 2, closeAfter: 2, for: 0, acknowledgedFor: 2, staleAfter: 2, flap: null },
      { openAfter: 1, closeAfter: 1, for: 2, acknowledgedFor: 1, staleAfter: 3, flap: { high: 0.1, low: 0.05 } },
    ];
    let histories = 0;
    for (const settings of all) {
      const walk = (history: readonly Signal[]): void => {
        if (history.length < 5) {
          for (const letter of letters) {
            const severity = letter === 'worse' ? 'critical' : 'medium';
            walk([...history, signalOf(letter === 'worse' ? 'bad' : letter, history.length, severity, null)]);
          }
          return;
        }
        histories++;
        const quick = JSON.stringify(tell(history, settings));
        if (quick !== JSON.stringify(tellSlowly(history, settings))) {
          expect(tell(history, settings), JSON.stringify(history)).toEqual(tellSlowly(history, settings));
        }
      };
      walk([]);
    }
    expect(histories).toBe(3 * 8 ** 5);
  });

  it('is the same for long histories of any kind', () => {
    fc.assert(
      fc.property(forward, settingsOf, (signals, settings) => {
        expect(tell(signals, settings)).toEqual(tellSlowly(signals, settings));
      }),
      { numRuns: 300 },
    );
  });
});

describe('whatever comes', () => {
  const eachStep = (
    history: fc.Arbitrary<readonly Signal[]>,
    look: (before: Life | undefined, signal: Signal, after: ReturnType<typeof step>, settings: LifeSettings) => void,
  ): void =>
    fc.assert(
      fc.property(history, settingsOf, (signals, settings) => {
        let life: Life | undefined;
        for (const signal of signals) {
          const after = step(life, signal, settings);
          look(life, signal, after, settings);
          life = after.life;
        }
      }),
      { numRuns: 150 },
    );

  it('nothing that is remembered is later than the newest signal, and no span is negative', () => {
    eachStep(anyClock, (_, { at }, { life }) => {
      if (life === undefined) return;
      const { since, firedAt, resolvedAt, seenAt, acknowledgement } = life;
      for (const moment of [since, firedAt, resolvedAt, seenAt, acknowledgement?.at]) {
        expect(moment ?? at).toBeLessThanOrEqual(at);
      }
      expect(seenAt).toBeGreaterThanOrEqual(since);
      if (life.state === 'resolved') expect(resolvedAt).toBeGreaterThanOrEqual(since);
      if (life.state === 'firing' || life.state === 'acknowledged') expect(firedAt).toBeGreaterThanOrEqual(since);
    });
  });

  it('each episode fires once, and what fired is resolved at most once', () => {
    eachStep(anyClock, (before, _, { life, happened }) => {
      const fired = happened.filter((what) => what === 'fired').length;
      expect((life?.episode ?? 0) - (before?.episode ?? 0)).toBe(fired);
      const wasOpen = before?.state === 'firing' || before?.state === 'acknowledged';
      if (happened.includes('resolved')) expect(wasOpen).toBe(true);
      if (fired > 0) expect(wasOpen).toBe(false);
    });
  });

  it('only a bad measurement or the end of a wait opens, and only a fine one or a hand closes', () => {
    eachStep(anyClock, (before, signal, { happened }) => {
      if (happened.includes('pending')) expect(signal.kind).toBe('bad');
      if (happened.includes('fired')) {
        expect(signal.kind === 'bad' || (signal.kind === 'time' && before?.state === 'pending')).toBe(true);
      }
      if (happened.includes('resolved')) expect(['good', 'resolve']).toContain(signal.kind);
      if (happened.includes('dropped')) expect(before?.state).toBe('pending');
    });
  });

  it('who is told to have it is there as long as it is acknowledged, and no longer', () => {
    eachStep(anyClock, (_, __, { life }) => {
      if (life) expect(life.acknowledgement !== null).toBe(life.state === 'acknowledged');
    });
  });

  it('nothing is told of an alert that flaps but what is asked for or worse than ever', () => {
    eachStep(anyClock, (before, _, { life, happened }) => {
      if (!(before?.flapping && life?.flapping)) return;
      for (const what of ['fired', 'resolved', 'lowered', 'flapping', 'pending'] as const) {
        expect(happened).not.toContain(what);
      }
    });
  });

  it('the past is bounded, and all of it can be kept as JSON', () => {
    eachStep(anyClock, (_, __, { life }) => {
      if (life === undefined) return;
      expect(life.past.length).toBeLessThanOrEqual(21);
      expect(JSON.parse(JSON.stringify(life))).toEqual(life);
    });
  });

  it('time changes nothing before the moment that was said, and something at it', () => {
    eachStep(forward, (_, { at }, { life }, settings) => {
      const next = nextAt(life, settings);
      const time = (moment: number): Signal => ({ kind: 'time', at: moment });
      if (next === null) {
        expect(step(life, time(at + 1e12), settings)).toEqual({ life, happened: [] });
        return;
      }
      if (next - 1 >= at) expect(step(life, time(next - 1), settings)).toEqual({ life, happened: [] });
      const after = step(life, time(Math.max(next, at)), settings);
      expect(after.happened).not.toEqual([]);
      expect(nextAt(after.life, settings) ?? Infinity).toBeGreaterThan(Math.max(next, at));
    });
  });
});
