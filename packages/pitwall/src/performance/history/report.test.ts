import { describe, expect, it } from 'vitest';
import { run } from './history.suite.ts';
import { reportHistory } from './report.ts';

const now = new Date('2026-01-20T06:00:00Z');
const week = (values: readonly number[]) =>
  values.map((value, index) => run(20 - values.length + 1 + index, { accuracy: value }));

const only = (report: ReturnType<typeof reportHistory>) => {
  const metric = report.models[0]?.metrics[0];
  if (!metric) throw new Error('the report has no metric');
  return metric;
};

describe('a report of a week', () => {
  it('says runs, first, last, mean, lowest, highest and change', () => {
    const report = reportHistory(week([0.6, 0.7, 0.65]), { now });
    expect(report.models).toMatchObject([{ model: 'picks', runs: 3, last_at: '2026-01-20T06:00:00.000Z' }]);
    const metric = only(report);
    expect(metric).toMatchObject({ name: 'accuracy', known: 3, first: 0.6, last: 0.65, minimum: 0.6, maximum: 0.7 });
    expect(metric.mean).toBeCloseTo(0.65, 12);
    expect(metric.change).toBeCloseTo(0.05, 12);
  });

  it('tells a fall that is more than chance, in the unit of a day', () => {
    const metric = only(reportHistory(week([0.7, 0.69, 0.68, 0.66, 0.65, 0.64, 0.62]), { now }));
    expect(metric.trend).toMatchObject({ direction: 'down', means: 'worse', method: 'mann_kendall' });
    expect(metric.trend.slope).toBeCloseTo(-0.0133, 3);
    expect(reportHistory(week([0.7, 0.69, 0.68, 0.66, 0.65, 0.64, 0.62]), { now }).summary).toBe(
      '7 runs of 1 model in the last 7 days; getting worse: accuracy of picks.',
    );
  });

  it('does not call chance a trend', () => {
    const report = reportHistory(week([0.66, 0.64, 0.67, 0.63, 0.66, 0.64, 0.65]), { now });
    expect(only(report).trend).toMatchObject({ direction: 'none', means: null });
    expect(report.summary).toContain('nothing is getting worse beyond chance');
  });

  it('asks for more of a trend where it asks about many metrics', () => {
    const steep = [0.7, 0.69, 0.67, 0.66, 0.64];
    const noise = [0.5, 0.52, 0.49, 0.53, 0.51];
    const alone = reportHistory(week(steep), { now });
    const among = reportHistory(
      steep.map((accuracy, index) =>
        run(16 + index, {
          accuracy,
          ...Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, noise[index] ?? 0])),
        }),
      ),
      { now },
    );
    expect(only(alone).trend.direction).toBe('down');
    expect(only(among).trend).toMatchObject({ direction: 'none', p: only(alone).trend.p });
  });

  it('does not know a trend of two runs, and says why', () => {
    const report = reportHistory(week([0.7, 0.6]), { now });
    expect(only(report)).toMatchObject({
      trend: { direction: 'unknown', slope: null, reason: 'fewer than three values' },
    });
    expect(report.summary).toContain('too few runs to tell a trend');
  });

  it('counts what was not measured, and never takes it for zero', () => {
    const metric = only(
      reportHistory([run(18, { accuracy: 0.7 }), run(19, { accuracy: null }), run(20, { accuracy: 0.6 })], { now }),
    );
    expect(metric).toMatchObject({ known: 2, unknown: 1, minimum: 0.6, last: 0.6 });
    const never = only(reportHistory([run(19, { accuracy: null })], { now }));
    expect(never).toMatchObject({ known: 0, unknown: 1, first: null, mean: null, change: null });
  });

  it('takes the window as it says: later than its beginning, up to now', () => {
    const records = [
      run(13, { accuracy: 0.1 }),
      run(14, { accuracy: 0.2 }),
      run(20, { accuracy: 0.3 }),
      run(21, { accuracy: 0.9 }),
    ];
    const report = reportHistory(records, { now });
    expect(report).toMatchObject({ before: 1, after: 1, from: '2026-01-13T06:00:00.000Z' });
    expect(report.models[0]?.runs).toBe(2);
    expect(report.summary).toContain('1 record is of a time that has not come');
    expect(reportHistory(records, { now, days: 1 }).models[0]?.runs).toBe(1);
  });

  it('puts records in the order of their times, whatever their offset and place in the file', () => {
    const early = { ...run(18, { accuracy: 0.5 }), at: '2026-01-18T23:00:00+05:00' };
    const metric = only(reportHistory([run(19, { accuracy: 0.9 }), early], { now }));
    expect([metric.first, metric.last]).toEqual([0.5, 0.9]);
  });

  it('tells models apart, and picks one', () => {
    const records = [run(19, { accuracy: 0.6 }), run(20, { rmse: 1.2 }, 'price')];
    expect(reportHistory(records, { now }).models.map(({ model }) => model)).toEqual(['picks', 'price']);
    expect(reportHistory(records, { now, model: 'price' }).models.map(({ model }) => model)).toEqual(['price']);
  });

  it('knows a bias that goes away from one that grows', () => {
    const bias = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4].map((value, index) => ({
      ...run(15 + index, {}),
      metrics: { bias: { value, better: 'zero' as const } },
    }));
    expect(only(reportHistory(bias, { now })).trend.means).toBe('better');
  });
});

describe('nothing to report', () => {
  it('is said in words', () => {
    expect(reportHistory([], { now }).summary).toBe('The history is empty: nothing has been recorded yet.');
    expect(reportHistory([run(2, { accuracy: 1 })], { now }).summary).toBe(
      'Nothing was recorded in the last 7 days; there is 1 record from before.',
    );
    expect(reportHistory([run(20, { accuracy: 1 })], { now, model: 'other' }).summary).toContain('of other is empty');
  });

  it('refuses days that are none', () => {
    for (const days of [0, -1, Number.NaN]) expect(() => reportHistory([], { now, days })).toThrow(RangeError);
  });
});
