import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparklines } from './sparkline.ts';

const none = { reference: 0, current: 0 };
const histogram = (reference: number[], current: number[]) => ({
  kind: 'histogram' as const,
  scale: 'number' as const,
  edges: Array.from({ length: reference.length + 1 }, (_, edge) => edge),
  reference,
  current,
  below: none,
  above: none,
});

describe('sparklines', () => {
  it('draws both sides on one scale', () => {
    expect(sparklines(histogram([0.1, 0.2, 0.7], [0, 0.65, 0.35]), 8)).toEqual({ reference: '▂▃█', current: '▁█▅' });
  });

  it('shows whatever is above nothing and gives what lies outside a bar', () => {
    const picture = histogram([1, 0], [0.999, 0]);
    expect(sparklines({ ...picture, above: { reference: 0, current: 0.001 } }, 8)).toEqual({
      reference: '█▁▁',
      current: '█▁▂',
    });
  });

  it('draws categories, and the others where there are any', () => {
    const top = [{ value: 'DUK', reference: 0.5, current: 1 }];
    expect(sparklines({ kind: 'categories', top, other: { reference: 0.5, current: 0 } }, 8).reference).toBe('▅▅');
    expect(sparklines({ kind: 'categories', top, other: none }, 8).current).toBe('█');
  });

  it('has as many bars on both sides and never more than allowed', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 12 }), (reference, limit) => {
        const drawn = sparklines(histogram(reference, reference.toReversed()), limit);
        expect(drawn.reference).toHaveLength(drawn.current.length);
        expect(drawn.current.length).toBeLessThanOrEqual(limit);
        expect(drawn.reference).toMatch(/^[▁-█]+$/);
      }),
    );
  });
});
