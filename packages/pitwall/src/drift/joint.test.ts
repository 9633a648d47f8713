import { describe, expect, it } from 'vitest';
import type { ComparedColumn } from './columns.ts';
import { compareJoint, fitJoint, jointSchema } from './joint.ts';
import { normals } from './testing/numbers.ts';

const number = (name: string): ComparedColumn => ({ name, type: 'number', kind: 'number' });
const names = ['pace', 'points', 'rest'];
const columns = names.map(number);

/** Points follow pace, unless `sign` turns that round; rest follows nothing. */
function sample(seed: number, rows: number, sign = 1) {
  const [pace, noise, rest] = [normals(seed, rows), normals(seed + 1, rows, 0, 0.3), normals(seed + 2, rows)];
  const values = Float64Array.from({ length: rows * 3 }, (_, cell) => {
    const row = Math.floor(cell / 3);
    const follows = sign * (pace[row] ?? 0) + (noise[row] ?? 0);
    return [pace[row], follows, rest[row]][cell % 3] ?? Number.NaN;
  });
  return { rows, columns: 3, values };
}

const fitted = () => {
  const joint = fitJoint(columns, sample(1, 1_500));
  if (!joint) throw new Error('there is enough to look at');
  return joint;
};

describe('columns together', () => {
  it.each([
    ['by their rows, where those are at hand', true, 'separability'],
    ['by their components, from a baseline', false, 'mean_error_shift'],
  ] as const)('go as before or not, told %s', (_, atHand, measure) => {
    const joint = fitted();
    const reference = atHand ? sample(1, 1_500) : undefined;
    const [same, turned] = [
      compareJoint(joint, sample(10, 1_000), reference),
      compareJoint(joint, sample(20, 1_000, -1), reference),
    ];
    expect([same.measure, turned.measure]).toEqual([measure, measure]);
    expect('p' in same.outcome && same.outcome.p).toBeGreaterThan(0.01);
    expect('p' in turned.outcome && turned.outcome.p).toBeLessThan(1e-9);
    expect('effect' in turned.outcome && turned.outcome.effect).toBeGreaterThan(turned.thresholds[0]);
    expect(turned.drivers.slice(0, 2).sort()).toEqual(['pace', 'points']);
  });

  it('are unknown of too few rows, with the reason', () => {
    for (const reference of [undefined, sample(1, 500)]) {
      const { outcome, drivers } = compareJoint(fitted(), sample(2, 5), reference);
      expect(outcome).toMatchObject({ unknown: 'fewer than ten rows' });
      expect(drivers).toEqual([]);
    }
  });

  it('need two numeric columns at least, and two hundred at most', () => {
    const wide = (n: number) => ({ rows: 50, columns: n, values: Float64Array.from(normals(3, 50 * n)) });
    const many = (n: number) => Array.from({ length: n }, (_, at) => number(`c${at}`));
    expect(fitJoint(many(1), wide(1))).toBeNull();
    expect(fitJoint(many(2), wide(2))).not.toBeNull();
    expect(fitJoint(many(201), wide(201))).toBeNull();
    expect(fitJoint([number('a'), { name: 'b', type: 'string', kind: 'category' }], wide(1))).toBeNull();
    expect(fitJoint(many(2), wide(3))).toBeNull();
    expect(fitJoint(columns, { rows: 0, columns: 3, values: new Float64Array(0) })).toBeNull();
  });

  it('do not stop at infinities, gaps and values that do not vary', () => {
    const rows = 200;
    const odd = (seed: number) => {
      const values = sample(seed, rows).values.map((value, cell) => {
        if (cell % 3 === 2) return 7;
        if (cell % 31 === 0) return Number.POSITIVE_INFINITY;
        return cell % 17 === 0 ? Number.NaN : value;
      });
      return { rows, columns: 3, values };
    };
    const joint = fitJoint(columns, odd(1));
    if (!joint) throw new Error('there is enough to look at');
    for (const reference of [undefined, odd(1)]) {
      const { outcome } = compareJoint(joint, odd(5), reference);
      expect('p' in outcome && outcome.p).toBeGreaterThan(0.01);
    }
  });
});

describe('what a baseline keeps of them', () => {
  const stored = (change: object): unknown => {
    const joint = JSON.parse(JSON.stringify(fitted()));
    return { ...joint, reconstruction: { ...joint.reconstruction, ...change } };
  };

  it('comes back from a file', () => {
    expect(jointSchema.parse(stored({}))).toEqual(JSON.parse(JSON.stringify(fitted())));
  });

  it.each([
    [{ version: 2 }],
    [{ columns: 4 }],
    [{ residuals: [1] }],
    [{ components: [[1, 2]] }],
    [{ errors: { kind: 'numeric' } }],
  ])('is refused where it was changed: %j', (change) => {
    expect(jointSchema.safeParse(stored(change)).success).toBe(false);
  });
});
