import { describe, expect, it } from 'vitest';
import { nextAt, step } from './step.ts';
import { acknowledge, bad, good, live, plain, resolve, time, unknown } from './testing/signals.ts';

describe('an alert that comes and goes', () => {
  const flapping = { ...plain, flap: { high: 0.5, low: 0.25 } };
  const changing = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? bad(index) : good(index)));

  it('is told until it is clear that it flaps, then once, and then not until it is steady', () => {
    const { happened, life } = live(changing, flapping);
    expect(happened.filter((what) => what === 'fired')).toHaveLength(6);
    expect(happened.filter((what) => what === 'flapping')).toHaveLength(1);
    // ten changes of twenty are half
    expect(happened.filter((what) => what === 'resolved')).toHaveLength(5);
    expect(happened.at(-1)).toBe('flapping');
    expect(life).toMatchObject({ state: 'firing', flapping: true });
  });

  it('ends as it is: resolved where it stayed fine', () => {
    const calm = Array.from({ length: 21 }, (_, index) => good(100 + index));
    const { happened, life } = live([...changing, ...calm], flapping);
    expect(happened.slice(-3)).toEqual(['flapping', 'steady', 'resolved']);
    expect(life).toMatchObject({ state: 'resolved', flapping: false });
  });

  it('is steady as soon as so few of the last 21 changed', () => {
    const calm = Array.from({ length: 15 }, (_, index) => good(100 + index));
    expect(live([...changing, ...calm.slice(1)], flapping).happened.at(-1)).toBe('flapping');
    expect(live([...changing, ...calm], flapping).happened.slice(-2)).toEqual(['steady', 'resolved']);
  });

  it('and open where it stayed bad', () => {
    const worse = Array.from({ length: 21 }, (_, index) => bad(100 + index));
    const { happened, life } = live([...changing, ...worse], flapping);
    expect(happened.slice(-2)).toEqual(['flapping', 'steady']);
    expect(life).toMatchObject({ state: 'firing', flapping: false });
  });

  it('is worse than ever at most once for each severity while it flaps', () => {
    const { happened } = live(
      [...changing, ...changing.map((_, index) => bad(100 + index, index % 2 === 0 ? 'critical' : 'low'))],
      { ...flapping, flap: { high: 0.5, low: -1 } },
    );
    expect(happened.filter((what) => what === 'raised' || what === 'lowered')).toEqual(['raised']);
  });

  it('is steady at once where flapping is no longer looked for', () => {
    const { life } = live(changing, flapping);
    expect(step(life, good(100), plain).happened).toEqual(['steady', 'resolved']);
  });

  it('starts anew when it was resolved by hand', () => {
    const { happened, life } = live([...changing, resolve(100), bad(101), good(102)], flapping);
    expect(happened.slice(-4)).toEqual(['flapping', 'resolved', 'fired', 'resolved']);
    expect(life?.flapping).toBe(false);
  });
});

describe('clocks that jump', () => {
  const year = 366 * 86_400_000;

  it('a year forward and back does not keep what waits for its time quiet for a year', () => {
    const settings = { ...plain, for: 10 };
    const { life, happened } = live([bad(year), bad(100), bad(105), bad(110)], settings);
    expect(happened).toEqual(['pending', 'fired']);
    expect(life).toMatchObject({ since: 100, firedAt: 110, seenAt: 110 });
  });

  it('a year forward and back does not keep silence from being noticed', () => {
    const settings = { ...plain, staleAfter: 10 };
    const { life } = live([bad(year), good(year), bad(year), bad(100)], settings);
    expect(nextAt(life, settings)).toBe(110);
  });

  it('a year forward and back does not make an acknowledgement of an hour one of a year', () => {
    const { life } = live([bad(year), acknowledge(year, year + 60), time(100)]);
    expect(nextAt(life, plain)).toBe(160);
    expect(step(life, time(160), plain).happened).toEqual(['acknowledgement_expired']);
  });

  it('a year forward alone ends what ends by time, and nothing else', () => {
    const settings = { ...plain, staleAfter: 10, acknowledgedFor: 10 };
    const { happened } = live([bad(1), acknowledge(2), time(year)], settings);
    expect(happened).toEqual(['fired', 'acknowledged', 'acknowledgement_expired', 'stale']);
  });

  it('time that went back brings nothing back', () => {
    const { life, happened } = live([bad(100), good(200), time(50), unknown(40), acknowledge(30)]);
    expect(happened).toEqual(['fired', 'resolved']);
    expect(life?.state).toBe('resolved');
  });
});
