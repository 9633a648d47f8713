import { describe, expect, it } from 'vitest';
import type { NumericProfile } from '../../profile/numeric.ts';
import { profileNumbers } from '../../profile/numeric.ts';
import { groupEdges, regroup } from './quantile-groups.ts';

/** A baseline with so many rows in each bin, on the edges 1, 2, 3 … */
function counted(...counts: readonly number[]): NumericProfile {
  const values = counts.flatMap((count, bin) => new Array<number>(count).fill(bin + 0.5));
  return profileNumbers(
    values,
    counts.slice(1).map((_, bin) => bin + 1),
  );
}

/** The next double above 1, and above 2. */
const [afterOne, afterTwo] = [1 + 2 ** -52, 2 + 2 ** -51];

describe('edges of groups', () => {
  const cases: readonly (readonly [string, readonly number[], number, readonly number[]])[] = [
    ['are those at equal parts of the mass', [1, 1, 1, 1, 1, 1], 3, [2, 4]],
    ['are all of them where there is a group for each bin', [5, 5, 5], 3, [1, 2]],
    ['are none for one group', [1, 2, 3], 1, []],
    ['are none of an empty baseline', [0, 0, 0], 4, []],
    ['are none where one bin has all', [0, 7, 0], 4, []],
    ['may lie before the last bin', [8, 1, 1], 2, [1]],
    ['may lie before a last bin that is heavy', [1, 1, 8], 2, [2]],
    ['take the nearer of two', [3, 0, 3, 4], 2, [3]],
    ['take the lower of two that are as near', [4, 2, 4], 2, [1]],
    ['pass over bins that are empty', [3, 0, 0, 3, 0, 4], 2, [4]],
    ['come after a heavy bin once, not for each group it fills', [6, 1, 1, 1, 1], 5, [1, 3]],
    ['go on after a heavy bin in the middle', [1, 1, 6, 1, 1], 5, [2, 3]],
    ['leave a heavy bin with what is lighter than half a group before it', [1, 9, 10], 2, [2]],
  ];

  it.each(cases)('%s', (_, counts, groups, edges) => {
    expect(groupEdges(counted(...counts), groups)).toEqual(edges);
  });

  const spiked = (low: number, spike: number, high: number): NumericProfile =>
    profileNumbers(
      [...new Array<number>(low).fill(0), ...new Array<number>(spike).fill(1), ...new Array<number>(high).fill(3)],
      [1, afterOne],
    );

  it('enclose a value that has the mass of a whole group, and no lighter one', () => {
    expect(groupEdges(spiked(2, 10, 8), 2)).toEqual([1, afterOne]);
    expect(groupEdges(spiked(2, 9, 9), 2)).toEqual([afterOne]);
    expect(groupEdges(profileNumbers([1], [1, afterOne]), 10)).toEqual([1, afterOne]);
  });

  it('enclose a value below which there is nothing, or above', () => {
    expect(groupEdges(spiked(0, 5, 5), 2)).toEqual([1, afterOne]);
    expect(groupEdges(spiked(5, 5, 0), 2)).toEqual([1, afterOne]);
  });

  it('do not enclose a heavy bin that holds more than one value', () => {
    const wide = profileNumbers([...new Array<number>(18).fill(1.5), 0, 3], [1, 2]);
    expect(groupEdges(wide, 2)).toEqual([1]);
  });

  it('do not cut what is lighter than a group between two such values', () => {
    const ones = new Array<number>(48).fill(1);
    const twos = new Array<number>(48).fill(2);
    const between = [1.2, 1.4, 1.6, 1.8];
    const baseline = profileNumbers([...ones, ...between, ...twos], [1, afterOne, 1.3, 1.5, 1.7, 2, afterTwo]);
    expect(groupEdges(baseline, 10)).toEqual([1, afterOne, 2, afterTwo]);
  });

  it('cut what is heavier than a group between two such values, by its own mass', () => {
    const ones = new Array<number>(40).fill(1);
    const twos = new Array<number>(40).fill(2);
    const between = [1.2, 1.4, 1.6, 1.8].flatMap((value) => new Array<number>(5).fill(value));
    const baseline = profileNumbers([...ones, ...between, ...twos], [1, afterOne, 1.3, 1.5, 1.7, 2, afterTwo]);
    expect(groupEdges(baseline, 10)).toEqual([1, afterOne, 1.5, 2, afterTwo]);
  });
});

describe('counts on fewer edges', () => {
  const fine = [1, 2, 3, 4];

  it.each([
    ['none', [], [15]],
    ['the first', [1], [1, 14]],
    ['the last', [4], [10, 5]],
    ['one in the middle', [3], [6, 9]],
    ['two', [2, 3], [3, 3, 9]],
    ['all', fine, [1, 2, 3, 4, 5]],
  ])('are sums: %s', (_, coarse, counts) => {
    expect(regroup(fine, [1, 2, 3, 4, 5], coarse)).toEqual(counts);
  });
});
