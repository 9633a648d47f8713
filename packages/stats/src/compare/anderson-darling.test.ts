import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { andersonDarlingOfCounts } from './anderson-darling.ts';
import { isUnknown } from './outcome.ts';

interface Tied {
  readonly name: string;
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly statistic: number;
  readonly p: number;
}

/** Made by scripts/golden/tied-anderson-darling.py, which interpolates nothing. */
const cases = readFileSync(new URL('fixtures/tied.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Tied => JSON.parse(line));

describe('Anderson–Darling of many values with ties', () => {
  it.each(cases)('comes within a twentieth of the exact p: $name, $p', ({ reference, current, statistic, p }) => {
    const result = andersonDarlingOfCounts({ reference, current });
    if (isUnknown(result)) throw new Error(`expected a result, got unknown: ${result.unknown}`);
    expect(result.statistic / statistic).toBeCloseTo(1, 9);
    expect(Math.abs(result.p / p - 1)).toBeLessThan(0.05);
  });
});
