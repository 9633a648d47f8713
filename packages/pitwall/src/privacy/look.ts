import { namesSql, type PersonEvents, valueSql } from '../events/person.ts';
import type { Events } from '../events/store.ts';
import type { Context } from '../server/context.ts';
import { auditAbout } from '../state/about-person.ts';
import { columnsOf } from './columns.ts';
import { canonicalText, eventsOf, type Person, placeOf } from './person.ts';
import { keyOf } from './person-key.ts';

type DuckDBEngine = Awaited<ReturnType<Events['openEngine']>>;

/** What there is of somebody. */
export interface Found {
  readonly models: Readonly<Record<string, { readonly predictions: number; readonly labels: number }>>;
  readonly predictions: number;
  readonly labels: number;
  readonly auditEntries: number;
  readonly account: boolean;
}

export async function look(context: Context, person: Person): Promise<Found> {
  const events = eventsOf(context.config, person);
  await context.events.settled();
  const models: Record<string, { predictions: number; labels: number }> = {};
  await withEngine(context, async (engine) => {
    for (const one of events) models[one.model] = await countOf(engine, one);
  });
  const { db } = context.state;
  const key = await keyOf(db, context, canonicalText(person));
  const account = person.kind === 'account' ? person.account.id : undefined;
  let auditEntries = 0;
  for await (const _ of auditAbout(db, { key, account })) auditEntries += 1;
  const sum = (of: (one: { predictions: number; labels: number }) => number): number =>
    Object.values(models).reduce((total, one) => total + of(one), 0);
  return {
    models,
    predictions: sum(({ predictions }) => predictions),
    labels: sum(({ labels }) => labels),
    auditEntries,
    account: account !== undefined,
  };
}

export async function withEngine<Result>(
  { events }: Context,
  work: (engine: DuckDBEngine) => Promise<Result>,
): Promise<Result> {
  const engine = await events.openEngine();
  try {
    return await work(engine);
  } finally {
    engine.close();
  }
}

async function countOf(engine: DuckDBEngine, events: PersonEvents) {
  const named = `SELECT key FROM prediction WHERE ${namesSql([events])}`;
  const [row = {}] = await engine.query(
    `SELECT (SELECT count(*) FROM (${named})) AS predictions, (SELECT count(*) FROM label WHERE key IN (${named})) AS labels`,
  );
  return { predictions: Number(row.predictions), labels: Number(row.labels) };
}

/** Shorter texts are in too many others. */
const shortest = 3;
const mostTexts = 5_000;

/** What their personal columns say, so that findings that repeat it can be found. */
export async function textsOf(context: Context, person: Person): Promise<readonly string[]> {
  if (person.kind === 'account') return person.account.name === null ? [] : [person.account.name];
  const texts = new Set([person.value]);
  await withEngine(context, async (engine) => {
    for (const one of eventsOf(context.config, person)) {
      for (const column of columnsOf(context.config, one.model)) {
        const value = valueSql(placeOf(column));
        const rows = await engine.query(
          `SELECT DISTINCT ${value} AS value FROM prediction WHERE ${namesSql([one])} AND ${value} IS NOT NULL LIMIT ${mostTexts}`,
        );
        for (const row of rows) texts.add(String(row.value));
      }
    }
  });
  // the longest first, since a short one may be a part of it
  return [...texts]
    .filter((text) => text.length >= shortest && !/^(true|false|null)$/.test(text))
    .toSorted((a, b) => b.length - a.length);
}
