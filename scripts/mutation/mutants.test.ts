import { describe, expect, it } from 'vitest';
import { applyMutant, mutantsOf } from './mutants.ts';

const mutated = (text: string): string[] => mutantsOf(text).map((mutant) => applyMutant(text, mutant));

describe('mutants', () => {
  it('move a boundary, turn a comparison round', () => {
    expect(mutated('if (a < b) f();')).toEqual(['if (a <= b) f();']);
    expect(mutated('return a !== b;')).toEqual(['return a === b;']);
  });

  it('swap operators, and, or, the least and the largest', () => {
    expect(mutated('x = a * b;')).toEqual(['x = a / b;']);
    expect(mutated('x += b;')).toEqual(['x -= b;']);
    expect(mutated('a && b')).toEqual(['a || b']);
    expect(mutated('Math.max(a, b)')).toEqual(['Math.min(a, b)']);
  });

  it('change a number and a truth, and take a denial away', () => {
    expect(mutated('f(0.5, 1_000)')).toEqual(['f(1.5, 1_000)', 'f(0.5, 1001)']);
    expect(mutated('const a = !b;')).toEqual(['const a = b;']);
    expect(mutated('return true;')).toEqual(['return false;']);
  });

  it('leave alone what does not run: comments, texts, imports and types', () => {
    const quiet = [
      "import { a } from './1.ts';",
      '/** a < b + 1 */',
      '// 1 + 1',
      "const text = 'a < b';",
      'const name = `first < 2`;',
      'interface Shape {\n  readonly version: 1;\n}',
      'type Two = 1 | 2;',
      'const f = (a: Map<string, number>): void => g(a);',
      'const x1 = y2;',
    ].join('\n');
    expect(mutantsOf(quiet)).toEqual([]);
  });

  it('know their line', () => {
    expect(mutantsOf('a;\nb;\nc < d;').map(({ line }) => line)).toEqual([3]);
  });
});
