import { day } from '../../core/duration.ts';
import { getMark } from '../../state/alert-mark-table.ts';
import { getAlerts } from '../../state/alert-table.ts';
import { cursorAt } from '../../state/cursor.ts';
import { listFindings, type StoredFinding } from '../../state/finding-table.ts';
import type { Reader, Tx } from '../../state/state.ts';
import { rule } from '../rules/match.ts';
import { type Change, type Found, measure } from './measure.ts';
import type { AlertSettings } from './settings.ts';

export interface Intake {
  readonly changes: readonly Change[];
  /** How often each rule was the one that decided. */
  readonly hits: ReadonlyMap<string, number>;
  /** Up to here findings were looked at. */
  readonly mark: number;
  /** Whether there may be more behind it. */
  readonly more: boolean;
}

export const markOfFindings = 'findings';

/** What the next findings make of the alerts. Nothing is written. */
export async function takeIn(
  tx: Tx,
  { settings, now, limit }: { readonly settings: AlertSettings; readonly now: number; readonly limit: number },
): Promise<Intake> {
  const from = (await getMark(tx, markOfFindings)) ?? (await beginning(tx, now));
  if (limit === 0) return { changes: [], hits: new Map(), mark: from, more: false };
  const { items, more } = await listFindings(tx, {
    order: 'oldest',
    after: cursorAt('finding', 'oldest', from),
    limit,
  });
  const byAlert = new Map<string, Found[]>();
  const hits = new Map<string, number>();
  for (const stored of items) {
    const ruling = rule(settings.book, stored.finding, { project: settings.project });
    if (!ruling) continue;
    if (ruling.signal === 'bad') hits.set(ruling.rule.name, (hits.get(ruling.rule.name) ?? 0) + 1);
    const found = { id: stored.id, ruling, until: endOf(stored) };
    const same = byAlert.get(ruling.alert);
    if (same) same.push(found);
    else byAlert.set(ruling.alert, [found]);
  }
  const known = new Map((await getAlerts(tx, [...byAlert.keys()])).map((alert) => [alert.id, alert]));
  const changes = [...byAlert].flatMap(([id, found]) => measure(known.get(id), found, now) ?? []);
  return { changes, hits, mark: items.at(-1)?.seq ?? from, more };
}

const endOf = ({ window, finding }: StoredFinding): number => window?.end ?? Date.parse(finding.at);

/** Of what was found before anybody was to be told, only the last day is news. */
async function beginning(db: Reader, now: number): Promise<number> {
  const first = await db
    .selectFrom('finding')
    .select((row) => row.fn.min('seq').as('seq'))
    .where('at', '>=', now - day)
    .executeTakeFirst();
  if (first?.seq != null) return Number(first.seq) - 1;
  const last = await db
    .selectFrom('finding')
    .select((row) => row.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return Number(last?.seq ?? 0);
}
