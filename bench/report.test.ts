import { describe, expect, it } from 'vitest';
import {
  type Cost,
  formatBounds,
  formatBytes,
  formatGauge,
  formatGaugeBound,
  formatGauges,
  formatRatio,
  formatReport,
  formatSeconds,
  formatSection,
  formatTable,
  type Gauged,
  spreadOf,
  withSection,
} from './report.ts';

const circumstances = { machine: 'm', system: 's', commit: 'c', date: 'd', load: '0.1 0.2 0.3' };

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

describe('a figure that is no cost', () => {
  const ingest: Gauged = {
    what: 'ingest',
    unit: 'rows a second',
    values: [40_000, 61_234, 52_000.4],
    bound: { atLeast: 50_000 },
    cores: [
      { server: 1.5, sender: 0.25 },
      { server: 1.7, sender: 0.05 },
      { server: 1.6, sender: 0.1 },
    ],
    note: '4 senders',
  };
  const cellsOf = (table: string): string[] => (table.split('\n')[2] ?? '').split('|').map((cell) => cell.trim());

  it('has its median with the least and the most, how busy both sides were, and under which circumstances', () => {
    expect(cellsOf(formatGauges([ingest])).slice(1, -1)).toEqual([
      'ingest',
      '3',
      '52,000 rows/s (40,000 rows/s – 61,234 rows/s)',
      '✓ held: ≥ 50,000 rows/s',
      '1.60',
      '0.10',
      '4 senders',
    ]);
  });

  it('says nothing of what was not asked', () => {
    expect(cellsOf(formatGauges([{ what: 'start', unit: 'seconds', values: [0.51] }])).slice(1, -1)).toEqual([
      'start',
      '1',
      '510 ms',
      '',
      '',
      '',
      '',
    ]);
  });

  it.each<[Gauged['unit'], number, string]>([
    ['seconds', 0.004_32, '4.3 ms'],
    ['seconds', 1.5, '1.50 s'],
    ['bytes', 150e6, '150 MB'],
    ['bytes an hour', -3e6, '-3 MB/h'],
    ['times', 31.4, '31 ×'],
  ])('is told in %s: %s is %s', (unit, value, text) => {
    expect(cellsOf(formatGauges([{ what: 'it', unit, values: [value] }]))[3]).toBe(text);
  });

  it('holds a bound from below where it is just reached, and one from above only below it', () => {
    const exactly = (bound: NonNullable<Gauged['bound']>): string =>
      formatGaugeBound({ what: 'it', unit: 'seconds', values: [0.1], bound });
    expect(exactly({ atLeast: 0.1 })).toBe('✓ held: ≥ 100 ms');
    expect(exactly({ below: 0.1 })).toBe('✗ missed: < 100 ms');
    expect(exactly({ below: 0.101 })).toBe('✓ held: < 101 ms');
  });

  it('is missed where nothing was measured', () => {
    expect(formatGaugeBound({ ...ingest, values: [] })).toContain('missed');
  });

  it('is told in one line as well', () => {
    expect(formatGauge({ ...ingest, values: [60_000] })).toBe('ingest: 60,000 rows/s; ✓ held: ≥ 50,000 rows/s');
    expect(formatGauge({ what: 'start', unit: 'seconds', values: [0.5] })).toBe('start: 500 ms');
  });

  it('stands in a table of its own, behind how it was measured', () => {
    const section = formatSection({
      title: 'Server',
      circumstances,
      about: 'From loopback.',
      measured: [],
      gauged: [ingest],
      skipped: ['memory: no /proc'],
    });
    expect(section).toMatch(
      /^## Server\n\nOn m; s; commit c; [^\n]*\n\nFrom loopback\.\n\n\| what [\s\S]*\| ingest [\s\S]*\n\nNot measured: memory: no \/proc\.$/,
    );
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

  const python = { title: 'Python', circumstances, measured: [], skipped: ['there is no Python here'] };
  const told = 'On m; s; commit c; d; load average before: 0.1 0.2 0.3.';

  it('says of each section where and of what it was measured, and what was not measured and why', () => {
    expect(formatReport([python])).toContain(`## Python\n\n${told}\n\nNot measured: there is no Python here.\n`);
  });

  it('takes one section anew and leaves the others as they are', () => {
    const [first, last] = [
      { ...python, title: 'First' },
      { ...python, title: 'Last' },
    ];
    const report = formatReport([first, python, last]);
    for (const section of [first, python, last]) {
      const anew = { ...section, skipped: ['it is another day'] };
      expect(withSection(report, anew)).toBe(
        formatReport([first, python, last].map((one) => (one.title === section.title ? anew : one))),
      );
    }
    expect(withSection(formatReport([first]), last)).toBe(formatReport([first, last]));
  });
});
