import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLines, sizeOf } from './lines.ts';

describe('lines that wait', () => {
  it('are taken in their order, each once, within the bounds, whatever is pushed between', () => {
    const step = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((push) => ({ push })),
      fc.record({ most: fc.integer({ min: 1, max: 5 }), bytes: fc.integer({ min: 1, max: 40 }) }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const lines = createLines();
        const expected: string[] = [];
        for (const one of steps) {
          if ('push' in one) {
            lines.push(one.push);
            expected.push(one.push);
          } else {
            const taken = lines.take(one.most, one.bytes);
            expect(taken).toEqual(expected.splice(0, taken.length));
            expect(taken.length).toBeLessThanOrEqual(one.most);
            expect(taken.length > 0 || expected.length === 0).toBe(true);
            const size = taken.reduce((sum, line) => sum + sizeOf(line), 0);
            expect(taken.length === 1 || size <= one.bytes).toBe(true);
          }
          expect(lines.length).toBe(expected.length);
          expect(lines.bytes).toBe(expected.reduce((sum, line) => sum + sizeOf(line), 0));
        }
      }),
    );
  });

  it('are measured as an engine keeps them', () => {
    expect(sizeOf('caf\u00e9')).toBe(4);
    expect(sizeOf('模型')).toBe(4);
  });
});
