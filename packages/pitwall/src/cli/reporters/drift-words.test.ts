import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftColumn, sampleDrift } from './drift-report.suite.ts';
import { effectNumber, evidenceWords, missingWords, restWords, sharePercent, sortDrift } from './drift-words.ts';

const evidence = (adjusted: number) => ({ method: 'chi-squared', statistic: 1, p: adjusted, adjusted });

describe('sortDrift', () => {
  it('puts each column into one group, the worst of those that moved first', () => {
    const { moved, unknown, steady, unjudged } = sortDrift(sampleDrift());
    expect(moved.map(({ status, severity }) => [status, severity])).toEqual([
      ['alert', 'high'],
      ['alert', null],
      ['warning', 'medium'],
      ['warning', 'low'],
    ]);
    expect([unknown, steady, unjudged].map((group) => group.map(({ name }) => name))).toEqual([
      ['spread_open'],
      ['season', 'played_on', 'neutral_site', 'pace'],
      ['game_id'],
    ]);
  });

  it('counts a column as moved that is not fine for another reason than its distribution', () => {
    const column = driftColumn({ name: 'team', status: 'warning', drifted: false });
    expect(sortDrift({ columns: [column] }).moved).toEqual([column]);
  });
});

describe('restWords', () => {
  it('counts who is left', () => {
    const words = (names: readonly string[]): string =>
      restWords(sortDrift({ columns: sampleDrift().columns.filter(({ name }) => names.includes(name)) }));
    expect(words(['season', 'pace'])).toBe('all 2 columns are as they were');
    expect(words(['pace'])).toBe('1 column is as it was');
    expect(words(['pace', 'tipoff'])).toBe('1 other column is as it was');
    expect(words(['tipoff'])).toBe('');
    expect(words(['pace', 'game_id'])).toBe('1 column is as it was, 1 is not judged');
  });
});

describe('figures of drift', () => {
  it('never show a threshold that was not reached', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e5, noNaN: true }), (value) => {
        expect(Number(effectNumber(value))).toBeLessThanOrEqual(value + 1e-9);
      }),
    );
    expect([0.6124, 0.249_99, 0.29, 0, 0.000_01, -0.031, 2e7].map(effectNumber)).toEqual([
      '0.612',
      '0.249',
      '0.29',
      '0',
      '<0.001',
      '-0.031',
      '2.0e+7',
    ]);
  });

  it('never call an unlikely thing impossible or a likely one certain', () => {
    expect([5e-324, 0.0009, 0.004, 0.0532, 0.81, 0.999].map((p) => evidenceWords(evidence(p)))).toEqual([
      'p < 0.001',
      'p < 0.001',
      'p = 0.004',
      'p = 0.053',
      'p = 0.81',
      'p > 0.99',
    ]);
    expect([0, 0.000_01, 0.0312, 0.9999, 1].map(sharePercent)).toEqual(['0%', '<0.1%', '3.1%', '>99.9%', '100%']);
  });

  it('tell of missing values only where their share moved', () => {
    const column = driftColumn({ name: 'pace', missing: { reference: 184, current: 360 } });
    expect(missingWords(column)).toBe('missing 1% → 30%');
    expect(missingWords({ ...column, missing: { reference: 184, current: 13 } })).toBe('');
    expect(missingWords({ ...column, rows: { reference: 184, current: 0 } })).toBe('');
  });
});
