import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classicDrift } from './classic.ts';
import { current, reference } from './testing/columns.ts';
import { figureOf } from './testing/samples.ts';

interface Golden {
  readonly columns: Readonly<Record<string, { psi: number; ks: number; kl: number; drift: boolean; severity: string }>>;
}

describe.each([1000, 10_000])('the classic rule on %d rows of twenty columns', (n) => {
  const golden = JSON.parse(readFileSync(new URL(`./testing/classic-${n}.json`, import.meta.url), 'utf8')) as Golden;
  const now = current(n);

  it.each([...reference(n)])('gives column %s what the original gave', (name, before) => {
    const expected = golden.columns[name];
    if (!expected) throw new Error(`expected a golden value for ${name}`);
    const found = classicDrift(before, now.get(name) ?? []);
    for (const measure of ['psi', 'ks', 'kl'] as const) {
      expect(Math.abs(figureOf(found[measure]) - expected[measure]), measure).toBeLessThanOrEqual(1e-9);
    }
    expect([found.drift, found.severity]).toEqual([expected.drift, expected.severity]);
  });
});

describe('where the original gave NaN or an exception, the classic rule', () => {
  it('calls a total shift high, with a finite figure', () => {
    const found = classicDrift([1, 2, 3, 4, 5], [101, 102, 103]);
    expect(figureOf(found.psi)).toBeGreaterThan(20);
    expect(figureOf(found.psi)).toBeLessThan(30);
    expect(found).toMatchObject({ drift: true, severity: 'high' });
  });

  it('calls two equal constants equal and two different ones drifted', () => {
    expect(classicDrift([7, 7, 7], [7, 7])).toMatchObject({ drift: false, severity: 'none' });
    expect(classicDrift([7, 7, 7], [8, 8])).toMatchObject({ drift: true, severity: 'high' });
  });

  it('says that there is nothing to measure', () => {
    expect(classicDrift([], [1])).toMatchObject({
      drift: null,
      severity: null,
      psi: { value: null, reason: 'empty_reference' },
    });
    expect(classicDrift(['a', 'b'], ['a'])).toMatchObject({ drift: null, ks: { value: null, reason: 'not_numeric' } });
  });

  it('leaves infinities out', () => {
    const found = classicDrift([1, 2, 3, Number.POSITIVE_INFINITY], [1, 2, 3, Number.NEGATIVE_INFINITY]);
    expect(found).toMatchObject({ drift: false, psi: { value: 0 }, ks: { value: 0 }, kl: { value: 0 } });
  });
});
