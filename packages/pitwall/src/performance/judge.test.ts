import { describe, expect, it } from 'vitest';
import type { ModelSettings } from './config.ts';
import { judgeModel } from './judge.ts';
import { binaryModel, judgedRows } from './model-rows.suite.ts';
import type { ModelRows } from './rows.ts';

const now = new Date('2026-01-12T12:00:00Z');
const judge = (rows: ModelRows, settings: ModelSettings, pictures = false) =>
  judgeModel('picker', rows, settings, { now, pictures });

const findingOf = (rows: ModelRows, settings: ModelSettings, metric: string) =>
  judge(rows, settings).findings.find((finding) => finding.metric === `performance.${metric}`);

/** Ten rows of which six are right. */
const sixOfTen = judgedRows({
  label: [1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
  prediction: [0.9, 0.8, 0.7, 0.3, 0.4, 0.2, 0.1, 0.4, 0.6, 0.9],
});
const asking = (accuracy: object) => binaryModel({ performance: { thresholds: { accuracy } } });

describe('judgeModel', () => {
  it('makes a finding for each threshold, and reports every metric', () => {
    const { findings, report } = judge(sixOfTen, asking({ alert: '< 0.5' }));
    expect(findings.map(({ metric, status }) => [metric, status])).toEqual([
      ['performance.rows', 'pass'],
      ['performance.accuracy', 'pass'],
    ]);
    const accuracy = report.metrics.find(({ name }) => name === 'accuracy');
    expect(accuracy).toMatchObject({ value: 0.6, status: 'pass', threshold: { alert: '< 0.5' }, basis: 'measured' });
    expect(report.metrics.find(({ name }) => name === 'recall')).toMatchObject({ status: null, threshold: null });
    expect(report).toMatchObject({ status: 'pass', summary: '10 of 10 predictions judged.', pictures: null });
  });

  it.each([
    [{ warning: '< 0.7', alert: '< 0.5' }, 'warning', '< 0.7 is a warning', 'not < 0.7'],
    [{ warning: '< 0.7', alert: '< 0.65' }, 'alert', '< 0.65 is an alert', 'not < 0.65'],
    [
      { alert: '< 0.9', evidence: 'interval' },
      'alert',
      '< 0.9 is an alert, and chance does not explain it',
      'not < 0.9',
    ],
  ])('says which limit is broken, and what to do: %j', (threshold, status, says, expected) => {
    const finding = findingOf(sixOfTen, asking(threshold), 'accuracy');
    expect(finding).toMatchObject({ subject: 'model:picker', value: 0.6, status, at: now.toISOString() });
    expect(finding?.message).toMatch(/^accuracy is 0\.6 \(0\.\d+ to 0\.\d+\): /);
    expect(finding?.message).toContain(says);
    expect(finding?.evidence).toMatchObject({ total: 10, expected, fix: expect.stringMatching(/retrain/) });
    expect(finding?.threshold).not.toHaveProperty('evidence');
  });

  it('knows nothing of a metric without a value, or with too few rows, and says why', () => {
    const ones = judgedRows({ label: [1, 1], prediction: [0.9, 0.8] });
    const thresholds = { roc_auc: { alert: '< 0.5' }, accuracy: { alert: '< 0.5', minimum_samples: 3 } };
    const settings = binaryModel({ performance: { thresholds } });
    expect(findingOf(ones, settings, 'roc_auc')).toMatchObject({
      value: null,
      status: 'unknown',
      message: 'roc_auc could not be judged',
      reason: expect.stringContaining('every row is a 1'),
    });
    expect(findingOf(ones, settings, 'accuracy')).toMatchObject({
      status: 'unknown',
      reason: '2 samples, at least 3 are needed',
    });
    expect(judge(ones, settings).report.status).toBe('unknown');
  });

  it('trusts what bets brought, and shows beside it what the model promised', () => {
    const losing = judgedRows({
      label: Array.from({ length: 100 }, (_, row) => (row < 30 ? 1 : 0)),
      prediction: Array.from({ length: 100 }, () => 0.7),
      odds: Array.from({ length: 100 }, () => 1.9),
    });
    const { report, findings } = judge(losing, binaryModel({ odds: 'o' }));
    expect(findings.find(({ metric }) => metric === 'performance.roi')).toMatchObject({ status: 'alert' });
    expect(report.summary).toBe(
      '100 of 100 predictions judged; roi is beyond the threshold; each unit staked brought -0.43, the model expected +0.33.',
    );
    expect(report.next[0]).toContain('trust the loss');
  });

  it('tells apart predictions that wait for a label and those of which nobody can say which label is meant', () => {
    const rows = { ...sixOfTen, predictions: 15, ambiguous: 2 };
    expect(judge(rows, binaryModel()).report.next).toEqual(['3 predictions still wait for their labels.']);
    expect(judge({ ...rows, predictions: 13 }, binaryModel()).report.next).toEqual([
      '1 prediction still waits for its label.',
    ]);
    expect(judge({ ...rows, predictions: 12 }, binaryModel()).report.next).toEqual([]);
  });

  it('says in a sentence that nothing could be judged, and why', () => {
    const none = judgedRows({ label: [], prediction: [] });
    expect(judge(none, binaryModel()).report.summary).toBe('There is no prediction.');
    expect(judge({ ...none, predictions: 4, labelled: 1 }, binaryModel()).report.summary).toBe(
      'Nothing could be judged: 4 predictions, 1 of them with a label.',
    );
  });
});
