import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endsOf, whisker } from './whisker.ts';

const drawn = (changes: Partial<Parameters<typeof whisker>[0]> = {}): string =>
  whisker({ from: 0, to: 1, value: 0.5, interval: { low: 0.25, high: 0.75 }, ...changes })?.markup ?? '';

describe('whisker', () => {
  it('puts the value and its interval where they lie between the ends', () => {
    expect(drawn()).toContain('<path class="span" d="M30 6h60.0v4h-60.0z"/><circle cx="60" cy="8" r="3"/>');
    expect(drawn({ interval: null })).not.toContain('span');
    expect(drawn({ wide: true })).toContain('<circle cx="110"');
  });

  it('turns round where the larger number is at the left', () => {
    const turned = drawn({ from: 1, to: 0, value: 0.9, interval: { low: 0.75, high: 1 } });
    expect(turned).toContain('d="M0 6h30.0');
    expect(turned).toContain('<circle cx="12"');
  });

  it('draws what it is held against as a line, what is beside it as a diamond, and an interval of nothing so that it is seen', () => {
    expect(drawn({ line: 0.5 })).toContain('<path class="line" d="M60 0v16"/>');
    expect(drawn({ line: null, beside: 0.25 })).toMatch(/<path class="beside" d="M30 /);
    expect(drawn({ line: null, beside: null })).not.toMatch(/class="(line|beside)"/);
    expect(drawn({ interval: { low: 0.5, high: 0.5 } })).toContain('h0.5v4');
  });

  it('draws nothing where the ends leave no room, and never leaves its track', () => {
    expect(whisker({ from: 1, to: 1, value: 1, interval: null })).toBeUndefined();
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(any, any, any, any, any, (from, to, value, low, high) => {
        const markup = whisker({ from, to, value, interval: { low, high }, line: low, beside: high })?.markup ?? '';
        expect(markup).not.toMatch(/NaN|Infinity/);
        for (const [, x] of markup.matchAll(/(?:cx="|class="(?:line|beside|span)" d="M)(-?[\d.e+-]+)/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(120);
        }
      }),
    );
  });

  it('leaves a little room at both ends', () => {
    expect(endsOf([1, 3, 2])).toEqual({ from: 0.88, to: 3.12 });
  });
});
