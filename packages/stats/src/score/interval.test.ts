import { describe, expect, it } from 'vitest';
import {
  meanOfShares,
  skewedMean,
  studentT,
  studentTFromZero,
  wilson,
  wilsonOfFew,
  wilsonOfFewSigned,
  wilsonSigned,
} from './interval.ts';
import { skewnessOf } from './skewness.ts';

describe('the interval of Wilson', () => {
  it('is that of the textbook for a share', () => {
    const found = wilson({ value: 0.5, variance: 0.0025, effective: 100, rows: 100 }, 0.95);
    expect(found).toMatchObject({ low: expect.closeTo(0.4038315, 7), high: expect.closeTo(0.5961685, 7) });
  });

  it('rests on the effective rows where the variance is 0', () => {
    const found = wilson({ value: 1, variance: 0, effective: 10, rows: 10 }, 0.95);
    expect(found).toMatchObject({ low: expect.closeTo(0.7224672, 7), high: 1 });
  });

  it('does not take what rounding left of a variance for certainty', () => {
    const exact = wilson({ value: 0.5, variance: 0, effective: 10, rows: 10 }, 0.95);
    expect(wilson({ value: 0.5, variance: 1e-33, effective: 10, rows: 10 }, 0.95)).toEqual(exact);
    const near = wilsonSigned({ value: 1 - 2 ** -52, variance: 1e-32, effective: 10, rows: 10 }, 0.95);
    expect(near).toMatchObject({ low: expect.closeTo(2 * 0.7224672 - 1, 6) });
  });

  it('ends at 0 and 1 where the share is that, not beside it', () => {
    for (let rows = 1; rows < 200; rows += 1) {
      const of = { variance: null, effective: rows, rows };
      expect(wilson({ value: 0, ...of }, 0.95)).toMatchObject({ low: 0 });
      expect(wilson({ value: 1, ...of }, 0.95)).toMatchObject({ high: 1 });
    }
  });

  it('is missing without rows', () => {
    expect(wilson({ value: 0.5, variance: null, effective: 0, rows: 0 }, 0.95)).toBe('no row to rest on');
  });
});

describe('the interval of Student', () => {
  const estimate = { value: 3, variance: 0.25, effective: 10, rows: 10 };

  it('is that of the textbook for a mean', () => {
    expect(studentT(estimate, 0.95)).toMatchObject({
      low: expect.closeTo(3 - 2.2621572 * 0.5, 6),
      high: expect.closeTo(3 + 2.2621572 * 0.5, 6),
    });
  });

  it('stops at 0 where nothing can be below', () => {
    expect(studentTFromZero({ ...estimate, value: 0.1 }, 0.95)).toMatchObject({ low: 0 });
  });

  it('is missing for one row', () => {
    expect(studentT({ ...estimate, effective: 1 }, 0.95)).toBe('expected two rows or more');
    expect(studentT({ ...estimate, effective: 1.5 }, 0.95)).toMatchObject({ method: 'student_t' });
    expect(skewedMean()({ ...estimate, effective: 1.5 }, 0.95)).toMatchObject({ method: 'student_t_skewed' });
    expect(wilsonOfFew({ ...estimate, value: 0.5, effective: 1.5 }, 0.95)).toMatchObject({ method: 'wilson' });
  });
});

describe('the interval of a figure known from few rows', () => {
  const estimate = { value: 0.8, variance: 0.01, effective: 5, rows: 200 };

  it('is wider than that of Wilson, and the same where the rows are many', () => {
    const [few, plain] = [wilsonOfFew(estimate, 0.95), wilson(estimate, 0.95)];
    if (typeof few === 'string' || typeof plain === 'string') throw new Error('expected intervals');
    // 2.7764451 is Student's t of 4 degrees of freedom.
    const [n, t] = [16, 2.7764451];
    expect(few.low).toBeCloseTo((0.8 + t ** 2 / 32 - t * Math.sqrt(0.16 / n + t ** 2 / 1024)) / (1 + t ** 2 / n), 6);
    expect(few.high - few.low).toBeGreaterThan(plain.high - plain.low);
    const many = { ...estimate, effective: 1e7 };
    expect(wilsonOfFew(many, 0.95)).toMatchObject({ low: expect.closeTo(plain.low, 6) });
  });

  it('takes the cautious variance where there is one', () => {
    const cautious = wilsonOfFew({ ...estimate, variance: 0, cautious: 0.01 }, 0.95);
    expect(cautious).toEqual(wilsonOfFew(estimate, 0.95));
    const signed = wilsonOfFewSigned({ ...estimate, value: 0.6, variance: 0, cautious: 0.04 }, 0.95);
    if (typeof signed === 'string' || typeof cautious === 'string') throw new Error('expected intervals');
    expect(signed.low).toBeCloseTo(2 * cautious.low - 1, 12);
  });

  it('is missing where there is one row of a kind', () => {
    expect(wilsonOfFew({ ...estimate, effective: 1 }, 0.95)).toBe('expected two rows or more of each kind');
  });
});

describe('the interval of a mean of shares', () => {
  const sure = { value: 1, variance: 0, effective: 5, rows: 5 };
  const half = { value: 0.5, variance: 0.0025, effective: 100, rows: 100 };

  it('is that of Wilson for one share', () => {
    const found = meanOfShares(half, 0.95);
    expect(found).toMatchObject({ ...(wilson(half, 0.95) as object), method: 'newcombe' });
  });

  it('does not take a share of 1 of five rows for certain', () => {
    const estimate = { value: 0.75, variance: 0.000625, effective: 5, rows: 105, parts: [sure, half] };
    const found = meanOfShares(estimate, 0.95);
    expect(found).toMatchObject({
      low: expect.closeTo(0.75 - Math.hypot(1 - 0.5655175, 0.0961685) / 2, 6),
      high: expect.closeTo(0.75 + 0.0961685 / 2, 6),
    });
  });
});

describe('the interval of a mean of skewed values', () => {
  const estimate = { value: 1, variance: 0.04, effective: 30, rows: 30 };

  it('is that of Student without skewness', () => {
    const [found, plain] = [skewedMean()(estimate, 0.95), studentT(estimate, 0.95)];
    if (typeof found === 'string' || typeof plain === 'string') throw new Error('expected intervals');
    expect(found.low).toBeCloseTo(plain.low, 12);
    expect(skewedMean()({ ...estimate, skewness: 1e-5 }, 0.95)).toMatchObject({ low: expect.closeTo(plain.low, 4) });
  });

  it('moves both ends towards the long tail', () => {
    const [found, plain] = [skewedMean()({ ...estimate, skewness: 0.3 }, 0.95), studentT(estimate, 0.95)];
    if (typeof found === 'string' || typeof plain === 'string') throw new Error('expected intervals');
    expect(found.low).toBeGreaterThan(plain.low);
    expect(found.high).toBeGreaterThan(plain.high);
    // Hall's function of the end gives back Student's t of 29 degrees of freedom.
    const end = (1 - found.low) / 0.2;
    expect(end + (0.3 * end ** 2) / 3 + (0.09 * end ** 3) / 27 + 0.05).toBeCloseTo(2.0452296, 6);
  });

  it('keeps to the ends of what can be', () => {
    const wide = { ...estimate, variance: 4, skewness: 0.3 };
    expect(skewedMean(0, 2)(wide, 0.95)).toMatchObject({ low: 0, high: 2 });
  });

  it('is missing for one row', () => {
    expect(skewedMean()({ ...estimate, effective: 1 }, 0.95)).toBe('expected two rows or more');
  });
});

describe('skewness', () => {
  it('is that of the sums, and none where they leave the doubles', () => {
    expect(skewnessOf(4, 8)).toBe(1);
    expect(skewnessOf(0, 0)).toBe(0);
    expect(skewnessOf(1e300, Number.POSITIVE_INFINITY)).toBe(0);
  });
});
