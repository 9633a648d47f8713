import type { Finding, Threshold } from '@pitwall/sdk';

/** A finding, of which whoever asks adds whom it is about and when. */
export type Said = Omit<Finding, 'subject' | 'at'>;

export const unknownBecause = (metric: string, threshold: Threshold | null, message: string, reason: string): Said => ({
  metric,
  value: null,
  threshold,
  status: 'unknown',
  message,
  reason,
  evidence: {},
});
