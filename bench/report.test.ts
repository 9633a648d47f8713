import { describe, expect, it } from 'vitest';
import {
  type Cost,
  formatBounds,
  formatBytes,
  formatRatio,
  formatReport,
  formatSeconds,
  formatTable,
  spreadOf,
} from './report.ts';

const cost = (cpu: number): Cost => ({ wall: cpu * 2, cpu, peak: 50e6 });

describe('spreadOf', () => {
  it('takes the middle of an odd number of values, whatever their order', () => {
    expect(spreadOf([10, 2, 9])).toEqual({ median: 9, min: 2, max: 10 });
  });

  it('takes the mean of the two in the middle of an even number', () => {
    expect(spreadOf([4, 1, 2, 100])).toEqual({ median: 3, min: 1, max: 100 });
  });

  it('leaves the values as they are', () => {
    const values = [3, 1, 2];
    spreadOf(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('invents nothing where nothing was measured', () => {
    expect(spreadOf([])).toEqual({ median: Number.NaN, min: Number.NaN, max: Number.NaN });
  });
});

describe('formatting', () => {
  it.each([
    [0.0864, '86 ms'],
    [0.9994, '999 ms'],
    [1.234, '1.23 s'],
    [37.84, '37.8 s'],
  ])('writes %s seconds as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it('writes bytes as decimal megabytes', () => {
    expect(formatBytes(499_600_000)).toBe('500 MB');
  });
});

describe('formatBounds', () => {
  const bounds = [{ figure: 'cpu', below: 1 }] as const;

  it('holds the median against the bound, in a sign and a word', () => {
    expect(formatBounds({ what: 'a', costs: [cost(0.5), cost(0.9), cost(3)], bounds })).toBe('✓ held: CPU < 1.00 s');
    expect(formatBounds({ what: 'a', costs: [cost(0.5), cost(1.1), cost(3)], bounds })).toBe('✗ missed: CPU < 1.00 s');
  });

  it('does not hold where the bound is just reached', () => {
    expect(formatBounds({ what: 'a', costs: [cost(1)], bounds })).toContain('missed');
  });

  it('holds the ratio against a bound from either side', () => {
    const against = { what: 'b', costs: [cost(1)] };
    const below = { what: 'a', costs: [cost(3)], against, bounds: [{ ratio: 'below', times: 2 }] } as const;
    const above = { what: 'a', costs: [cost(3)], against, bounds: [{ ratio: 'above', times: 2 }] } as const;
    expect(formatBounds(below)).toBe('✗ missed: ratio < 2');
    expect(formatBounds(above)).toBe('✓ held: ratio > 2');
  });

  it('names every bound, whether held or missed', () => {
    const both = [...bounds, { figure: 'peak', below: 60e6 }] as const;
    expect(formatBounds({ what: 'a', costs: [cost(2)], bounds: both })).toBe(
      '✗ missed: CPU < 1.00 s; ✓ held: peak < 60 MB',
    );
  });

  it('misses a ratio that nothing was measured for', () => {
    expect(formatBounds({ what: 'a', costs: [cost(1)], bounds: [{ ratio: 'below', times: 2 }] })).toContain('missed');
  });

  it('is empty without a bound', () => {
    expect(formatBounds({ what: 'a', costs: [cost(1)] })).toBe('');
  });
});

describe('formatRatio', () => {
  it('compares runs that stood next to each other, so that one busy minute does not decide', () => {
    const against = { what: 'bare scan', costs: [cost(1), cost(10), cost(1)] };
    expect(formatRatio({ what: 'check', costs: [cost(2), cost(20), cost(3)], against })).toBe('2.00 × bare scan');
  });

  it('is empty where there is nothing to compare with', () => {
    expect(formatRatio({ what: 'check', costs: [cost(1)] })).toBe('');
  });
});

describe('the report', () => {
  it('has a line for each thing that was measured, with as many cells as the header', () => {
    const [header, rule, ...lines] = formatTable([
      { what: 'one run', costs: [cost(1)] },
      { what: 'three runs', rows: 1_000_000, costs: [cost(1), cost(2), cost(3)] },
    ]).split('\n');
    const cells = (line = ''): number => line.split('|').length;
    expect(lines).toHaveLength(2);
    expect([rule, ...lines].map(cells)).toEqual([header, header, header].map(cells));
    expect(lines[0]).toContain('| 1.00 s ');
    expect(lines[1]).toMatch(/\| 1,000,000 +\| 3 +\| 2\.00 s \(1\.00 s – 3\.00 s\)/);
  });

  it('says what was not measured and why', () => {
    const circumstances = { machine: 'm', system: 's', commit: 'c', date: 'd', load: '0.1 0.2 0.3' };
    const report = formatReport(circumstances, [
      { title: 'Python', measured: [], skipped: ['there is no Python here'] },
    ]);
    expect(report).toContain('## Python\n\nNot measured: there is no Python here.\n');
    expect(report).toContain('- load average before: 0.1 0.2 0.3');
  });
});
