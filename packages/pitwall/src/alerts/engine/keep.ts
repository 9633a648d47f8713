import { appendAlertEvents } from '../../state/alert-event-table.ts';
import { putAlerts, removeAlerts } from '../../state/alert-table.ts';
import type { Tx } from '../../state/state.ts';
import type { Change } from './measure.ts';

/** Alerts as they are by now, and what happened to them. */
export async function keep(tx: Tx, changes: readonly Change[]): Promise<void> {
  await putAlerts(
    tx,
    changes.flatMap(({ alert }) => alert ?? []),
  );
  await removeAlerts(
    tx,
    changes.flatMap(({ id, alert }) => (alert ? [] : [id])),
  );
  await appendAlertEvents(
    tx,
    changes.flatMap(({ events }) => events),
  );
}
