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

  it('names a metric that nobody has described', () => {
    expect(metricHelp('tomorrow.tides_high').short).toBe('tomorrow tides high');
  });
});
