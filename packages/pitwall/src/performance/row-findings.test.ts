import { describe, expect, it } from 'vitest';
import type { ModelSettings } from './config.ts';
import { binaryModel, judgedRows } from './model-rows.suite.ts';
import { rowFindings } from './row-findings.ts';
import type { ModelRows } from './rows.ts';
import { measureModel } from './scores.ts';

const now = new Date('2026-01-12T12:00:00Z');

const findingsOf = (rows: ModelRows, settings: ModelSettings = binaryModel()) =>
  new Map(
    rowFindings('picker', rows, measureModel(rows, settings), settings, now).map((finding) => [
      finding.metric.replace('performance.', ''),
      finding,
    ]),
  );

const some = { label: [1, 0, 1], prediction: [0.9, 0.2, 0.4] };

describe('the finding about rows', () => {
  it('passes where some were judged, and counts them', () => {
    expect(findingsOf(judgedRows(some, { predictions: 5 })).get('rows')).toMatchObject({
      subject: 'model:picker',
      value: 3,
      status: 'pass',
      message: '3 of 5 predictions were judged',
      evidence: { count: 3, total: 5 },
      at: now.toISOString(),
    });
  });

  it('knows nothing where none was judged, and says how many have a label', () => {
    const none = judgedRows({ label: [], prediction: [] }, { predictions: 1, labelled: 1 });
    expect(findingsOf(none).get('rows')).toMatchObject({
      value: 0,
      status: 'unknown',
      reason: '1 prediction, 1 of them with a label',
    });
  });

  it('knows nothing where no metric has a value, whatever was judged', () => {
    const weightless = judgedRows({ ...some, weight: [0, 0, 0] });
    expect(findingsOf(weightless, binaryModel({ weight: 'w' })).get('rows')).toMatchObject({
      value: 3,
      status: 'unknown',
      reason: 'the weights of all rows are 0',
    });
  });
});

describe('the finding about labels of no prediction', () => {
  const strangers = (labels: number, ids: ModelRows['strangers']['ids']) => ({ labels, champion: 0, ids });

  it('is absent where every label belongs to one', () => {
    expect(findingsOf(judgedRows(some)).has('join')).toBe(false);
  });

  it('passes where others belong to one', () => {
    const rows = judgedRows(some, { strangers: strangers(1, { labels: ['x'], predictions: [] }) });
    expect(findingsOf(rows).get('join')).toMatchObject({
      value: 1,
      status: 'pass',
      message: '1 label belongs to no prediction',
    });
  });

  it('warns where none does, with ids of both sides', () => {
    const rows = judgedRows(
      { label: [], prediction: [] },
      { predictions: 2, labelled: 0, strangers: strangers(1_200, { labels: ['007', ' 8'], predictions: ['7', '8'] }) },
    );
    expect(findingsOf(rows).get('join')).toMatchObject({
      value: 1_200,
      status: 'warning',
      message: 'none of 1,200 labels belongs to a prediction',
      evidence: {
        observed: 'no prediction of "007", " 8"; no label of "7", "8"',
        fix: expect.stringContaining('leading zeros'),
      },
    });
  });
});

describe('the finding about positive labels', () => {
  const positive = binaryModel({ label: { column: 'won', positive: 'win' } });

  it('is absent where labels are 0 and 1, and where there is no row', () => {
    expect(findingsOf(judgedRows(some)).has('positives')).toBe(false);
    expect(findingsOf(judgedRows({ label: [], prediction: [] }), positive).has('positives')).toBe(false);
  });

  it('counts those that there are', () => {
    expect(findingsOf(judgedRows(some), positive).get('positives')).toMatchObject({
      value: 2,
      status: 'pass',
      message: '2 labels of 3 are "win"',
    });
  });

  it('warns where there is none, since a misspelt one makes every row a 0', () => {
    const rows = judgedRows({ label: [0, 0], prediction: [0.9, 0.2] }, { notPositive: ['Win', 'loss'] });
    expect(findingsOf(rows, positive).get('positives')).toMatchObject({
      value: 0,
      status: 'warning',
      message: 'no label is "win", so that every row counts as a 0',
      evidence: { expected: 'labels that are "win"', observed: '"Win", "loss"' },
    });
  });
});
