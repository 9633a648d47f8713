import type { AlertEventRow } from './alert-rows.ts';
import type { Json } from './canonical-json.ts';
import { takeNumbers } from './counter-table.ts';
import { type Page, type PageRequest, pageOf, positionOf } from './cursor.ts';
import type { Reader, Tx } from './state.ts';

/** Something that happened to an alert. Only added to, never changed. */
export interface AlertEvent {
  readonly alert: string;
  readonly episode: number;
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly body: { readonly [key: string]: Json };
}

export interface StoredAlertEvent extends AlertEvent {
  readonly seq: number;
}

const rowsAtOnce = 1000;

export async function appendAlertEvents(tx: Tx, events: readonly AlertEvent[]): Promise<void> {
  if (events.length === 0) return;
  let seq = await takeNumbers(tx, 'alert_event', events.length);
  const rows = events.map(
    ({ alert, episode, at, kind, actor, body }): AlertEventRow => ({
      seq: seq++,
      alert,
      episode,
      at,
      kind,
      actor,
      body: JSON.stringify(body),
    }),
  );
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await tx
      .insertInto('alert_event')
      .values(rows.slice(from, from + rowsAtOnce))
      .execute();
}

export interface AlertEventFilter extends PageRequest {
  readonly alert?: string;
  readonly kinds?: readonly string[];
}

export async function listAlertEvents(db: Reader, filter: AlertEventFilter = {}): Promise<Page<StoredAlertEvent>> {
  const position = positionOf('alert_event', filter);
  if (filter.kinds?.length === 0) return pageOf('alert_event', position, [], eventOf);
  let query = db.selectFrom('alert_event').selectAll();
  if (filter.alert !== undefined) query = query.where('alert', '=', filter.alert);
  if (filter.kinds !== undefined) query = query.where('kind', 'in', filter.kinds);
  if (position.seq !== null) query = query.where('seq', position.comparison, position.seq);
  const rows = await query
    .orderBy('seq', position.direction)
    .limit(position.limit + 1)
    .execute();
  return pageOf('alert_event', position, rows, eventOf);
}

const eventOf = ({ body, ...row }: AlertEventRow): StoredAlertEvent => ({
  ...row,
  body: JSON.parse(body) as AlertEvent['body'],
});
