import { formatSubject, parseSubject } from '@pitwall/sdk';
import { sql } from 'kysely';
import { day } from '../../core/duration.ts';
import { count, list } from '../../core/words.ts';
import type { StoredAlert } from '../../state/alert-table.ts';
import { type AuditEntry, entryOf } from '../../state/audit-table.ts';
import type { Json } from '../../state/canonical-json.ts';
import type { Reader } from '../../state/state.ts';
import type { ChangeBefore } from './message.ts';

/** So long before something goes wrong whatever was changed may be why. */
const lookedBack = day;
const mostChanges = 5;
/** So many entries about one thing are looked through, whatever they say. */
const mostEntries = 1_000;
/** And so many of those that tell of a change, for each of the things that are asked about together. */
const mostTelling = 200;
/** So many things are asked about in one statement. */
const subjectsAtOnce = 50;

type Words = (input: { readonly [key: string]: Json | undefined }) => string | undefined;

/** What may be the cause of something, and how it is said; undefined where nothing became different. */
const telling: Readonly<Record<string, Words>> = {
  'config.reload': (input) => {
    const changes = Array.isArray(input.changes) ? input.changes : [];
    const total = typeof input.count === 'number' ? input.count : changes.length;
    if (total === 0) return undefined;
    const keys = changes
      .slice(0, 3)
      .flatMap((change) => (isObject(change) && typeof change.key === 'string' ? change.key : []));
    const more = total - keys.length;
    if (keys.length === 0) return 'configuration changed';
    return `configuration changed: ${more > 0 ? `${keys.join(', ')} and ${count(more)} more` : list(keys)}`;
  },
  'baseline.promote': ({ version, before }) =>
    version === before
      ? undefined
      : `baseline ${text(version)} in force${before == null ? '' : ` after ${text(before)}`}`,
  'baseline.adopt': () => 'baseline adopted from a file',
  'baseline.create': () => 'baseline made',
  'backup.restore': () => 'restored from a backup',
};

/** Versions and rollouts of models say in their verb what was done: `version.promote`, `rollout.abort`. */
const tellingKinds = ['version', 'rollout'];

type Asked = Pick<StoredAlert, 'id' | 'subject' | 'since'>;

/**
 * What was changed in the day before each alert began, to what it is about or to the configuration, by the ids of the
 * alerts; the newest last. Who did it is said as the audit has it, so that no name of a person goes out of the house.
 * One read for many things, however many alerts are about them.
 */
export async function changesBefore(
  db: Reader,
  alerts: readonly Asked[],
): Promise<ReadonlyMap<string, readonly ChangeBefore[]>> {
  const about = new Map(alerts.map(({ id, subject }) => [id, subjectsOf(subject)]));
  const moments = alerts.map(({ since }) => since);
  const span = { from: Math.min(...moments) - lookedBack, to: Math.max(...moments) };
  const subjects = [...new Set([...about.values()].flat())];
  const entries = new Map<string, AuditEntry[]>(subjects.map((subject) => [subject, []]));
  for (let from = 0; from < subjects.length; from += subjectsAtOnce)
    for (const entry of await entriesAbout(db, subjects.slice(from, from + subjectsAtOnce), span))
      entries.get(entry.subject)?.push(entry);
  return new Map(
    alerts.map(({ id, since }) => {
      const found = (about.get(id) ?? [])
        .flatMap((subject) => entries.get(subject) ?? [])
        .filter(({ at }) => at >= since - lookedBack && at <= since)
        .toSorted((a, b) => a.seq - b.seq)
        .flatMap((entry) => changeOf(entry) ?? []);
      return [id, found.slice(-mostChanges)];
    }),
  );
}

function changeOf(entry: AuditEntry): ChangeBefore | undefined {
  const what = wordsOf(entry);
  return what === undefined ? undefined : { at: entry.at, what, by: byWords(entry.actor) };
}

/** The thing as a whole, also where the alert is about one version of it, and the configuration. */
function subjectsOf(subject: string): readonly string[] {
  const [first] = parseSubject(subject);
  const configuration = formatSubject({ kind: 'server', name: 'configuration' });
  if (!first) return [configuration];
  const { kind, name } = first;
  const named = name.replace(/(?:@\d+)+$/, '') || name;
  return [...new Set([formatSubject(first), formatSubject({ kind, name: named }), configuration])];
}

/** By the index of subjects; there is none of moments, so that only the newest entries of each are looked at. */
async function entriesAbout(
  db: Reader,
  subjects: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly AuditEntry[]> {
  const newest = subjects.map(
    (subject, index) => sql`select seq from (
      select seq from audit where subject = ${subject} order by seq desc limit ${sql.lit(mostEntries)}
    ) as ${sql.id(`newest_${index}`)}`,
  );
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where(sql<boolean>`seq in (${sql.join(newest, sql` union all `)})`)
    .where('outcome', '=', 'done')
    .where('at', '>=', from)
    .where('at', '<=', to)
    .where((is) =>
      is.or([is('verb', 'in', Object.keys(telling)), ...tellingKinds.map((kind) => is('verb', 'like', `${kind}.%`))]),
    )
    .orderBy('seq', 'desc')
    .limit(mostTelling * subjects.length)
    .execute();
  return rows.map(entryOf);
}

function wordsOf({ verb, input }: AuditEntry): string | undefined {
  const words = Object.hasOwn(telling, verb) ? telling[verb] : undefined;
  if (words) return words(isObject(input) ? input : {});
  return verb.replace('.', ' ').replaceAll('_', ' ');
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: Json | undefined): string => (typeof value === 'number' ? count(value) : '?');

const byWords = (actor: string): string => (actor === 'system' ? 'the server' : actor);
