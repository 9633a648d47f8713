import type { Finding } from '@pitwall/sdk';

/** A finding that is an alert, unless it is said otherwise. */
export const findingOf = (change: Partial<Finding> = {}): Finding => ({
  subject: 'model:spread',
  metric: 'performance.roi',
  value: 1,
  threshold: null,
  status: 'alert',
  message: 'Something is not fine.',
  evidence: {},
  at: '2026-03-02T00:00:00.000Z',
  ...(change.status === 'unknown' ? { reason: 'nothing came' } : {}),
  ...change,
});
