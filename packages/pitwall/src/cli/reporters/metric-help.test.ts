import { describe, expect, it } from 'vitest';
import { metricHelp } from './metric-help.ts';

describe('metricHelp', () => {
  it.each([
    'drift.distribution',
    'drift.missing',
    'drift.new_categories',
    'drift.vanished_categories',
    'drift.type',
    'drift.columns',
    'drift.joint',
    'contract.values',
  ])('explains %s in words', (metric) => {
    const { short, what, mend } = metricHelp(metric);
    expect(short).not.toBe(metric.replaceAll(/[._]/g, ' '));
    expect(what).toMatch(/^[A-Z].*\.$/);
    expect(mend).toMatch(metric.startsWith('drift.') ? /baseline\.$/ : /source\.$/);
  });

  it.each([
    'performance.rows',
    'performance.join',
    'performance.positives',
    'performance.overdue_labels',
    'performance.foretold',
    'performance.segments',
    'performance.comparison',
    'performance.estimated_rows',
    'performance.ndcg@10',
    'performance.estimated.roc_auc',
  ])('explains %s in words', (metric) => {
    const { short, what, mend } = metricHelp(metric);
    expect(short).not.toContain('performance');
    expect(what).toMatch(/^[A-Z].*\.$/);
    expect(mend).toMatch(/^[A-Z].*\.$/);
  });

  it('tells what was measured from what is only estimated', () => {
    expect(metricHelp('performance.roi').short).toBe('roi is beyond its threshold');
    expect(metricHelp('performance.estimated.roi').short).toBe('roi is estimated to be beyond its threshold');
  });

  it('names a metric that nobody has described', () => {
    expect(metricHelp('tomorrow.tides_high').short).toBe('tomorrow tides high');
  });
});
