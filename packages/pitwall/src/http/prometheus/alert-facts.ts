import { alertStates, parseSubject } from '@pitwall/sdk';
import { markOfChanges } from '../../alerts/engine/open-alerts.ts';
import { startStopwatch } from '../../server/observe.ts';
import type { Server } from '../../server/open.ts';
import { subjectOfComponent } from '../../server/subjects.ts';
import { getMark } from '../../state/alert-mark-table.ts';
import type { State } from '../../state/state.ts';
import { areaOf } from './area.ts';
import type { Labels } from './exposition.ts';
import { type Fact, factsOf } from './fact.ts';
import { firstStep, makeTally } from './tallies.ts';

const openStates = alertStates.filter((state) => state !== 'resolved');

/** Counts of what is about something, each told to whoever may see that, and named where it is a model. */
const modelOf = (subject: string): Labels => {
  const [first] = parseSubject(subject);
  return first?.kind === 'model' ? { model: first.name } : {};
};

/** What is found about an account is for who may see accounts. */
const seenAs = (verb: string, subject: string) => ({
  verb: subject.startsWith('account:') ? 'account.read' : verb,
  subject,
});

/** What was counted, and how long that took. */
interface Counted {
  readonly changes: number;
  readonly at: number;
  readonly took: number;
  readonly facts: readonly Fact[];
}

/** To count takes no more than this share of the time, however many alerts there are and however often they change. */
const share = 1 / 20;

/** Counts open alerts anew when one of them changed. */
export function makeAlertCount(): (server: Pick<Server, 'state' | 'world'>) => Promise<readonly Fact[]> {
  let counted: Counted | undefined;
  return async ({ state, world }) => {
    const at = world.now();
    const changes = (await getMark(state.db, markOfChanges)) ?? 0;
    if (counted && counted.changes === changes) return counted.facts;
    if (counted && at >= counted.at && at - counted.at < counted.took / share) return counted.facts;
    const elapsed = startStopwatch();
    const facts = await alertFacts({ state });
    counted = { changes, at, took: elapsed(), facts };
    return facts;
  };
}

/** The engine counts: however many alerts are open, few rows come back. */
async function alertFacts({ state }: Pick<Server, 'state'>): Promise<readonly Fact[]> {
  const rows = await state.db
    .selectFrom('alert')
    .select((row) => [
      'state',
      'severity',
      'rule',
      firstStep(state, 'subject').as('about'),
      row.fn.countAll().as('count'),
    ])
    .where('state', 'in', openStates)
    .groupBy(['state', 'severity', 'rule', 'about'])
    .limit(20_000)
    .execute();
  return rows.map((row) =>
    factsOf(seenAs('alert.read', row.about))('pitwall_alerts', Number(row.count), {
      state: row.state,
      severity: row.severity,
      rule: row.rule,
      ...modelOf(row.about),
    }),
  );
}

/** What is only added to is counted from where it was counted last; see `tallies.ts`. */
export function makeTallies(startedAt: number): (server: Pick<Server, 'state'>) => Promise<readonly Fact[]> {
  const findings = makeTally({
    keys: ['about', 'metric', 'status'],
    before: ({ db }) =>
      before(
        db
          .selectFrom('finding')
          .select(({ fn }) => fn.min('seq').as('seq'))
          .where('at', '>=', startedAt),
        lastFinding(db),
      ),
    last: ({ db }) => lastFinding(db),
    groups: (state, after, upTo) =>
      state.db
        .selectFrom('finding')
        .select((row) => [firstStep(state, 'subject').as('about'), 'metric', 'status', row.fn.countAll().as('count')])
        .where('seq', '>', after)
        .where('seq', '<=', upTo)
        .groupBy(['about', 'metric', 'status'])
        .execute(),
  });
  const changes = makeTally({
    keys: ['about', 'kind'],
    before: ({ db }) =>
      before(
        db
          .selectFrom('alert_event')
          .select(({ fn }) => fn.min('seq').as('seq'))
          .where('at', '>=', startedAt),
        lastEvent(db),
      ),
    last: ({ db }) => lastEvent(db),
    groups: (state, after, upTo) =>
      state.db
        .selectFrom('alert_event as e')
        .innerJoin('alert as a', 'a.id', 'e.alert')
        .select((row) => [firstStep(state, 'a.subject').as('about'), 'e.kind as kind', row.fn.countAll().as('count')])
        .where('e.seq', '>', after)
        .where('e.seq', '<=', upTo)
        .groupBy(['about', 'e.kind'])
        .execute(),
  });
  const attempts = makeTally({
    keys: ['channel', 'outcome'],
    before: ({ db }) =>
      before(
        db
          .selectFrom('delivery_attempt')
          .select(({ fn }) => fn.min('seq').as('seq'))
          .where('at', '>=', startedAt),
        lastAttempt(db),
      ),
    last: ({ db }) => lastAttempt(db),
    groups: ({ db }, after, upTo) =>
      db
        .selectFrom('delivery_attempt as t')
        .innerJoin('delivery as d', 'd.id', 't.delivery')
        .select((row) => ['d.channel as channel', 't.outcome as outcome', row.fn.countAll().as('count')])
        .where('t.seq', '>', after)
        .where('t.seq', '<=', upTo)
        .groupBy(['d.channel', 't.outcome'])
        .execute(),
  });
  return async ({ state }) => [
    ...(await findings.count(state)).map(({ about, metric, status, count }) =>
      factsOf(seenAs('finding.read', about))('pitwall_findings', count, {
        area: areaOf(metric),
        status,
        ...modelOf(about),
      }),
    ),
    ...(await changes.count(state)).map(({ about, kind, count }) =>
      factsOf(seenAs('alert.read', about))('pitwall_alert_changes', count, { kind, ...modelOf(about) }),
    ),
    ...(await attempts.count(state)).map(({ channel, outcome, count }) =>
      toServer('pitwall_deliveries', count, { channel, outcome }),
    ),
  ];
}

type Db = State['db'];

/** What one is told who may read the figures of the server itself. */
const toServer = factsOf({ verb: 'metric.read', subject: subjectOfComponent('server') });

/** The number before the first row since the start; where there is none, that of the last row. */
async function before(
  first: { executeTakeFirst(): Promise<{ readonly seq: number | null } | undefined> },
  last: Promise<number | null>,
): Promise<number> {
  const found = (await first.executeTakeFirst())?.seq;
  return found === undefined || found === null ? ((await last) ?? 0) : Number(found) - 1;
}

const lastFinding = async (db: Db): Promise<number | null> =>
  (
    await db
      .selectFrom('finding')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .executeTakeFirst()
  )?.seq ?? null;
const lastEvent = async (db: Db): Promise<number | null> =>
  (
    await db
      .selectFrom('alert_event')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .executeTakeFirst()
  )?.seq ?? null;
const lastAttempt = async (db: Db): Promise<number | null> =>
  (
    await db
      .selectFrom('delivery_attempt')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .executeTakeFirst()
  )?.seq ?? null;
