import type { Finding } from '@pitwall/sdk';
import { recordSamples } from '../../../metrics/record.ts';
import { putAlerts } from '../../../state/alert-table.ts';
import { appendFindings } from '../../../state/finding-table.ts';
import type { State } from '../../../state/state.ts';
import { putJudgement, touchWindows } from '../../../state/window-table.ts';

export const hostile = 'spread "a"\\\n{b="c"} 1';

export const finding = (subject: string, status: Finding['status'], metric = 'drift.columns') => ({
  subject,
  metric,
  value: 1,
  threshold: null,
  status,
  message: 'It moved',
  evidence: {},
  at: '2026-01-05T12:00:00.000Z',
});

const alertOf = (id: string, model: string, state: 'firing' | 'resolved', noon: number) => ({
  id,
  subject: `model:${model}/column:c`,
  metric: 'drift.columns',
  rule: 'drift',
  severity: 'high' as const,
  state,
  labels: {},
  episode: 1,
  count: 1,
  since: noon,
  firedAt: noon,
  seenAt: noon,
  resolvedAt: null,
  nextAt: null,
  changedAt: noon,
  title: 'It moved',
  fix: null,
  runbook: null,
  parts: [],
  until: noon,
  life: {},
});

/** Something of each kind that is told of. */
export async function furnishState(state: State, noon: number): Promise<void> {
  const found = [
    finding('model:spread', 'alert'),
    finding('model:total', 'pass'),
    finding('model:spread/column:c', 'alert'),
  ];
  const at = new Date(noon).toISOString();
  await state.change(async (tx) => {
    await appendFindings(
      tx,
      found.map((one, index) => ({ id: `f-${index}`, finding: { ...one, at }, window: null })),
    );
    const server = { component: 'server', at: noon };
    await recordSamples(
      tx,
      [
        { ...server, metric: 'request_ms', labels: { class: 'read', quantile: 'p95' }, value: 12 },
        { ...server, metric: 'cpu_share', value: 0.5 },
        { component: 'shop', metric: 'latency_ms', labels: { channel: 'web' }, at: noon, value: 7 },
        { component: 'shop', metric: 'latency_ms', labels: { run: '1f3c' }, at: noon, value: 8 },
        { component: 'spread "a"\\', metric: 'x', at: noon, value: 9 },
      ],
      { now: noon },
    );
    await putAlerts(tx, [
      alertOf('a1', 'spread', 'firing', noon),
      alertOf('a2', 'total', 'firing', noon),
      alertOf('a3', 'total', 'resolved', noon),
    ]);
    await touchWindows(tx, 'spread', [{ start: noon - 7_200_000, end: noon - 3_600_000, position: 1 }]);
    const figures = { accuracy: { value: 0.4, rows: 10, better: 'higher', error: null } };
    const standing = { 'model:spread/column:c drift.column': { id: 'x', status: 'alert', value: 1 } };
    await putJudgement(tx, {
      ...{ model: 'spread', start: noon - 7_200_000, end: noon - 3_600_000, revision: 0, changed: true, position: 1 },
      ...{ rows: 10, labels: 9, status: 'alert', at: noon, body: JSON.stringify({ figures, standing }) },
    });
    const delivery = {
      ...{
        id: 'd1',
        seq: 1,
        channel: hostile,
        target: '',
        thread: 't',
        kind: 'firing',
        severity: 'high',
        state: 'waiting',
      },
      ...{ payload: '{}', made_at: noon - 90_000, due_at: noon, expires_at: null, gives_up_at: noon + 1, attempt: 1 },
      ...{
        lease_owner: null,
        lease_until: null,
        last_error: null,
        ended_at: null,
        fallback_of: null,
        fallen_back_at: null,
      },
    };
    await tx.insertInto('delivery').values(delivery).execute();
    await tx
      .insertInto('delivery_attempt')
      .values({
        seq: 1,
        delivery: 'd1',
        attempt: 1,
        at: noon,
        milliseconds: 5,
        outcome: 'failed',
        status: 503,
        detail: '',
      })
      .execute();
  });
}
