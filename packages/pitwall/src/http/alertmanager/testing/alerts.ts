import { createHash } from 'node:crypto';
import type { Labels } from '../../../alerts/labels.ts';
import type { Life } from '../../../alerts/life/life.ts';
import { subjectOfModel } from '../../../server/subjects.ts';
import { putAlerts } from '../../../state/alert-table.ts';
import type { Bench } from '../../testing/bench.ts';

export const idOf = (model: string): string => createHash('sha256').update(model).digest('hex').slice(0, 16);

const lifeAt = (at: number) =>
  ({
    ...{ state: 'firing', severity: 'high', episode: 1, count: 1, since: at - 60_000, firedAt: at, resolvedAt: null },
    ...{ seenAt: at, bad: 1, good: 0, acknowledgement: null, over: null, flapping: false, stale: false, past: 'b' },
  }) satisfies Life;

/** Alerts about models that fire, without whatever made them. */
export async function fire({ server, clock }: Bench, ...labels: readonly (Labels & { readonly model: string })[]) {
  const at = clock.now;
  await server.state.change((tx) =>
    putAlerts(
      tx,
      labels.map((own) => ({
        id: idOf(own.model),
        subject: subjectOfModel(own.model),
        metric: 'drift',
        rule: 'drift',
        severity: 'high',
        state: 'firing',
        labels: { alertname: 'drift', severity: 'high', kind: 'model', name: own.model, ...own },
        episode: 1,
        count: 1,
        since: at - 60_000,
        firedAt: at,
        seenAt: at,
        resolvedAt: null,
        nextAt: null,
        changedAt: at,
        title: 'The data drifted',
        fix: 'Look at it',
        runbook: 'https://runbooks.example/drift',
        parts: [],
        until: at,
        life: lifeAt(at),
      })),
    ),
  );
}
