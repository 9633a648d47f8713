import type { StoredAlert, StoredPart } from '../../../state/alert-table.ts';

/** 2026-11-22T03:00:00Z */
export const began = Date.UTC(2026, 10, 22, 3);

export const storedPart = (own: Partial<StoredPart> = {}): StoredPart => ({
  subject: 'model:spread/segment:home',
  metric: 'performance.roi',
  status: 'alert',
  severity: 'critical',
  isBad: true,
  value: -0.12,
  threshold: { warning: '< 0', alert: '< -0.1', minimum_samples: 100 },
  message: 'roi is -0.12: < -0.1 is an alert',
  expected: 'not < -0.1',
  observed: '-0.12 (-0.2 to -0.04) on 1,204 rows',
  fix: 'Stop betting',
  total: 1_204,
  finding: 'f1',
  at: began,
  until: began,
  ...own,
});

export const storedAlert = (own: Partial<StoredAlert> = {}): StoredAlert => ({
  id: 'a1b2c3d4e5f60718',
  seq: 1,
  subject: 'model:spread',
  metric: 'money',
  rule: 'money',
  severity: 'critical',
  state: 'firing',
  labels: { alertname: 'money', kind: 'model', name: 'spread' },
  episode: 1,
  count: 3,
  since: began,
  firedAt: began,
  seenAt: began,
  resolvedAt: null,
  nextAt: null,
  changedAt: began,
  title: 'The model loses money',
  fix: null,
  runbook: 'https://runbooks.example/money',
  parts: [storedPart()],
  until: began,
  life: {},
  ...own,
});
