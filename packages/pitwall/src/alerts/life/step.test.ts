import { describe, expect, it } from 'vitest';
import type { Happening, Life, LifeSettings, Signal } from './life.ts';
import { acknowledgedUntil, step } from './step.ts';
import { acknowledge, bad, good, live, plain, resolve, time, unacknowledge, unknown } from './testing/signals.ts';

interface Row {
  readonly says: string;
  readonly settings?: Partial<LifeSettings>;
  readonly signals: readonly Signal[];
  readonly happened: readonly Happening[];
  readonly state: Life['state'] | 'none';
}

const table: readonly Row[] = [
  { says: 'a bad measurement fires at once', signals: [bad(1)], happened: ['fired'], state: 'firing' },
  { says: 'what was never bad is no alert', signals: [good(1), unknown(2), time(3)], happened: [], state: 'none' },
  {
    says: 'nobody can acknowledge what is not there',
    signals: [acknowledge(1), unacknowledge(2), resolve(3)],
    happened: [],
    state: 'none',
  },
  {
    says: 'three in a row are waited for',
    settings: { openAfter: 3 },
    signals: [bad(1), bad(2), bad(3)],
    happened: ['pending', 'fired'],
    state: 'firing',
  },
  {
    says: 'a fine one among them drops it untold',
    settings: { openAfter: 3 },
    signals: [bad(1), bad(2), good(3), bad(4), bad(5)],
    happened: ['pending', 'dropped', 'pending'],
    state: 'pending',
  },
  {
    says: 'an unknown one does not break the row',
    settings: { openAfter: 2 },
    signals: [bad(1), unknown(2), bad(3)],
    happened: ['pending', 'fired'],
    state: 'firing',
  },
  {
    says: 'it has to be bad for so long',
    settings: { for: 10 },
    signals: [bad(1), bad(5), bad(10), bad(11)],
    happened: ['pending', 'fired'],
    state: 'firing',
  },
  {
    says: 'time alone ends that wait',
    settings: { for: 10 },
    signals: [bad(1), time(10), time(11)],
    happened: ['pending', 'fired'],
    state: 'firing',
  },
  {
    says: 'time alone is not enough where more measurements are asked for',
    settings: { openAfter: 2, for: 10 },
    signals: [bad(1), time(20)],
    happened: ['pending'],
    state: 'pending',
  },
  {
    says: 'fine after the wait was over unseen is not told afterwards',
    settings: { for: 10 },
    signals: [bad(1), good(50)],
    happened: ['pending', 'dropped'],
    state: 'none',
  },
  { says: 'a fine one resolves it', signals: [bad(1), good(2)], happened: ['fired', 'resolved'], state: 'resolved' },
  {
    says: 'two fine ones are waited for, and a bad one starts that anew',
    settings: { closeAfter: 2 },
    signals: [bad(1), good(2), bad(3), good(4), good(5)],
    happened: ['fired', 'resolved'],
    state: 'resolved',
  },
  {
    says: 'unknown does not close',
    settings: { closeAfter: 2 },
    signals: [bad(1), good(2), unknown(3), unknown(4)],
    happened: ['fired'],
    state: 'firing',
  },
  {
    says: 'worse and less bad are told',
    signals: [bad(1, 'medium'), bad(2, 'critical'), bad(3, 'critical'), bad(4, 'low')],
    happened: ['fired', 'raised', 'lowered'],
    state: 'firing',
  },
  {
    says: 'worse than acknowledged takes the acknowledgement away',
    signals: [bad(1), acknowledge(2), bad(3, 'critical')],
    happened: ['fired', 'acknowledged', 'raised', 'unacknowledged'],
    state: 'firing',
  },
  {
    says: 'as bad as when it was acknowledged does not, also after it was better',
    signals: [bad(1), acknowledge(2), bad(3, 'low'), bad(4, 'high')],
    happened: ['fired', 'acknowledged', 'lowered', 'raised'],
    state: 'acknowledged',
  },
  {
    says: 'an acknowledgement has an end of its own',
    settings: { acknowledgedFor: 100 },
    signals: [bad(1), acknowledge(2, 10), time(9), time(10)],
    happened: ['fired', 'acknowledged', 'acknowledgement_expired'],
    state: 'firing',
  },
  {
    says: 'or that of the settings',
    settings: { acknowledgedFor: 100 },
    signals: [bad(1), acknowledge(2), time(101), bad(102)],
    happened: ['fired', 'acknowledged', 'acknowledgement_expired'],
    state: 'firing',
  },
  {
    says: 'or none',
    signals: [bad(1), acknowledge(2), time(1e12)],
    happened: ['fired', 'acknowledged'],
    state: 'acknowledged',
  },
  {
    says: 'an acknowledgement that is over already is none',
    signals: [bad(1), acknowledge(5, 5)],
    happened: ['fired'],
    state: 'firing',
  },
  {
    says: 'a later acknowledgement takes the place of the one before',
    signals: [bad(1), acknowledge(2, 10), acknowledge(3, 20), time(15)],
    happened: ['fired', 'acknowledged', 'acknowledged'],
    state: 'acknowledged',
  },
  {
    says: 'it can be taken back',
    signals: [bad(1), acknowledge(2), unacknowledge(3), unacknowledge(4)],
    happened: ['fired', 'acknowledged', 'unacknowledged'],
    state: 'firing',
  },
  {
    says: 'fine resolves what was acknowledged',
    signals: [bad(1), acknowledge(2, 3), good(9)],
    happened: ['fired', 'acknowledged', 'resolved'],
    state: 'resolved',
  },
  {
    says: 'resolved by hand fires again when it is still bad',
    signals: [bad(1), resolve(2), bad(3)],
    happened: ['fired', 'resolved', 'fired'],
    state: 'firing',
  },
  {
    says: 'a pending one resolved by hand is dropped',
    settings: { openAfter: 2 },
    signals: [bad(1), resolve(2)],
    happened: ['pending', 'dropped'],
    state: 'none',
  },
  {
    says: 'what is resolved cannot be acknowledged, and is not resolved twice',
    signals: [bad(1), good(2), acknowledge(3), unacknowledge(4), resolve(5), good(6), unknown(7)],
    happened: ['fired', 'resolved'],
    state: 'resolved',
  },
  {
    says: 'nothing measured for so long is told once, and measured again is told',
    settings: { staleAfter: 10 },
    signals: [bad(1), time(10), time(11), time(30), bad(31)],
    happened: ['fired', 'stale', 'fresh'],
    state: 'firing',
  },
  {
    says: 'unknown for so long is the same as not measured',
    settings: { staleAfter: 10 },
    signals: [bad(1), unknown(5), unknown(11), unknown(12), good(13)],
    happened: ['fired', 'stale', 'fresh', 'resolved'],
    state: 'resolved',
  },
  {
    says: 'what is resolved does not go stale',
    settings: { staleAfter: 10 },
    signals: [bad(1), good(2), time(1e9)],
    happened: ['fired', 'resolved'],
    state: 'resolved',
  },
];

describe('the life of an alert', () => {
  it.each(table)('$says', ({ settings, signals, happened, state }) => {
    const after = live(signals, { ...plain, ...settings });
    expect(after.happened).toEqual(happened);
    expect(after.life?.state ?? 'none').toBe(state);
  });

  it('counts 21 polls of one fault as one alert', () => {
    const { life, happened } = live(Array.from({ length: 21 }, (_, index) => bad(1000 * (index + 1))));
    expect(happened).toEqual(['fired']);
    expect(life).toMatchObject({ count: 21, episode: 1, since: 1000, firedAt: 1000, seenAt: 21_000 });
  });

  it('fires three times for three incidents, and says when each began and ended', () => {
    const { life, happened } = live([bad(1), good(2), bad(3), bad(4), good(5), bad(6), good(7)]);
    expect(happened).toEqual(['fired', 'resolved', 'fired', 'resolved', 'fired', 'resolved']);
    expect(life).toMatchObject({ episode: 3, count: 1, since: 6, firedAt: 6, resolvedAt: 7 });
  });

  it('begins when it was first bad, and fires when it was bad for long enough', () => {
    const { life } = live([bad(1), bad(2), bad(3)], { ...plain, openAfter: 3 });
    expect(life).toMatchObject({ since: 1, firedAt: 3, count: 3 });
  });

  it('is as over as it was where a later beginning came to nothing', () => {
    const settings = { ...plain, openAfter: 2 };
    const over = live([bad(1, 'critical'), bad(2, 'critical'), good(3)], settings).life;
    const begun = step(over, bad(9, 'low'), settings);
    expect(begun).toMatchObject({ life: { state: 'pending', since: 9, count: 1 }, happened: ['pending'] });
    const { life, happened } = step(begun.life, good(10), settings);
    expect(happened).toEqual(['dropped']);
    expect(life).toEqual({ ...over, seenAt: 10, past: 'bbgbg' });
  });

  it('says until when somebody has it', () => {
    const settings = { ...plain, acknowledgedFor: 100 };
    const { life } = live([bad(1), acknowledge(2)], settings);
    expect(life && acknowledgedUntil(life, settings)).toBe(102);
    expect(life && acknowledgedUntil(life, plain)).toBeNull();
  });
});
