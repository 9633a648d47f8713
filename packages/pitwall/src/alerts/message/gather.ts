import { getAlerts, type OpenAlert, type StoredAlert } from '../../state/alert-table.ts';
import { listFindings, type StoredFinding } from '../../state/finding-table.ts';
import type { Reader } from '../../state/state.ts';
import { rootOf } from '../root-of.ts';
import { changesBefore } from './changes-before.ts';
import { worstPart } from './describe.ts';
import type { ChangeBefore, MeasuredValue } from './message.ts';
import { subjectWords } from './subject-words.ts';

/** What is known around an alert. */
export interface Gathered {
  /** The last values of the worst of what it is made of, oldest first. */
  readonly recent: readonly MeasuredValue[];
  /** The time that the newest of them is about; null where it is about a moment. */
  readonly window: { readonly start: number; readonly end: number } | null;
  readonly before: readonly ChangeBefore[];
  readonly related: readonly string[];
}

/** Those of which the surroundings are read; a message with more is about something larger than any one of them. */
export const mostGathered = 10;
const mostRecent = 10;
const mostRelated = 5;

/**
 * What a message says around its alerts, by their ids: one read for each of at most ten of them, and two or three for each
 * thing that they are about, all by an index and of a bounded number of rows. `open` are all that fire, as inhibition
 * has them; `known` is what `changesBefore` says of the alerts of several messages.
 */
export async function gather(
  db: Reader,
  alerts: readonly StoredAlert[],
  open: readonly OpenAlert[],
  known?: ReadonlyMap<string, readonly ChangeBefore[]>,
): Promise<ReadonlyMap<string, Gathered>> {
  const told = new Set(alerts.map(({ id }) => id));
  const some = alerts.slice(0, mostGathered);
  const related = relatedTo(some, open, told);
  const titles = await titlesOf(db, [...related.values()].flat());
  const before = known ?? (await changesBefore(db, some));
  const gathered = new Map<string, Gathered>();
  for (const alert of some) {
    const findings = await recentFindings(db, alert);
    gathered.set(alert.id, {
      recent: findings.map(measuredValue).toSorted((a, b) => a.at - b.at),
      window: findings[0]?.window ?? null,
      before: before.get(alert.id) ?? [],
      related: [...new Set((related.get(alert.id) ?? []).flatMap((id) => titles.get(id) ?? []))],
    });
  }
  return gathered;
}

/** The newest first; what was corrected since is left out. */
async function recentFindings(db: Reader, alert: StoredAlert): Promise<readonly StoredFinding[]> {
  const part = worstPart(alert);
  if (!part) return [];
  const { subject, metric } = part;
  return (await listFindings(db, { subject, metric, standing: true, limit: mostRecent, order: 'newest' })).items;
}

const measuredValue = ({ finding, window }: StoredFinding): MeasuredValue => ({
  at: window?.end ?? Date.parse(finding.at),
  value: finding.value,
  status: finding.status,
});

/** Others about the same model, dataset or component; what is told with it needs no mention. */
function relatedTo(
  alerts: readonly StoredAlert[],
  open: readonly OpenAlert[],
  told: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const byRoot = new Map<string, string[]>(alerts.map(({ subject }) => [rootOf(subject), []]));
  for (const { id, subject } of open) {
    const known = byRoot.get(rootOf(subject));
    if (known && known.length < mostRelated && !told.has(id)) known.push(id);
  }
  return new Map(alerts.map(({ id, subject }) => [id, byRoot.get(rootOf(subject)) ?? []]));
}

async function titlesOf(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const alerts = ids.length === 0 ? [] : await getAlerts(db, [...new Set(ids)]);
  return new Map(
    alerts.map(({ id, title, subject, severity }) => [id, `${title} – ${subjectWords(subject)} (${severity})`]),
  );
}
