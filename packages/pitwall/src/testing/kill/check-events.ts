import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rowsOf } from '../../events/database.ts';
import { segmentName } from '../../events/journal/open-segments.ts';
import { type Events, openEvents } from '../../events/store.ts';
import { type Book, entryKey } from './book.ts';
import { compareSeen, type SeenLabel, type SeenRow } from './observed.ts';

/** All that is in the events of a data directory that no server has open, and whether its journal says the same. */
export async function checkEvents(folder: string, book: Book, scratch: string): Promise<string[]> {
  const home = join(folder, 'events');
  const events = await openEvents({ folder: home });
  try {
    const { torn, mended, replayed } = events.recovery;
    const unclean = torn.length > 0 || mended !== undefined || replayed > 0;
    return [
      ...(unclean ? [`after a clean stop: ${JSON.stringify(events.recovery)}`] : []),
      ...(await compareTables(events, book)),
      ...(await compareConflicts(events, book)),
      ...(await compareJournal(events, home, scratch)),
    ];
  } finally {
    await events.close();
  }
}

async function compareTables(events: Events, book: Book): Promise<string[]> {
  const wrong: string[] = [];
  const predictions = new Map<string, SeenRow>();
  const labels = new Map<string, SeenLabel>();
  for (const [model, id, at, value, features, position, nr] of await rowsOf(
    events.reader,
    'SELECT model, id, CAST(epoch_ms(time) AS DOUBLE), prediction, features, CAST(position AS DOUBLE), nr FROM prediction',
  )) {
    const key = entryKey(String(model), String(id));
    if (predictions.has(key)) wrong.push(`the prediction ${key} is there twice`);
    predictions.set(key, {
      at: Number(at),
      value: JSON.parse(String(value)),
      features: JSON.parse(String(features)),
      position: Number(position),
      nr: Number(nr),
    });
  }
  for (const [model, id, at, value, corrections] of await rowsOf(
    events.reader,
    'SELECT model, id, CAST(epoch_ms(time) AS DOUBLE), label, corrections FROM label',
  )) {
    const key = entryKey(String(model), String(id));
    if (labels.has(key)) wrong.push(`the label ${key} is there twice`);
    labels.set(key, { at: Number(at), value: JSON.parse(String(value)), corrections: Number(corrections) });
  }
  return [...wrong, ...compareSeen(book, { predictions, labels, withOrphans: true, fromRound: 0 })];
}

/** A batch that contradicts is counted each time that it arrived. */
async function compareConflicts(events: Events, book: Book): Promise<string[]> {
  const wrong: string[] = [];
  const found = new Map<string, number>();
  for (const [model, id, count] of await rowsOf(
    events.reader,
    'SELECT model, id, CAST(count(*) AS DOUBLE) FROM conflict GROUP BY ALL',
  ))
    found.set(entryKey(String(model), String(id)), Number(count));
  const bounds = new Map<string, { least: number; most: number }>();
  for (const { purpose, model, rows, attempts, unheard } of book.sent) {
    if (purpose !== 'conflict') continue;
    for (const { id } of rows) {
      const key = entryKey(model, id);
      const bound = bounds.get(key) ?? { least: 0, most: 0 };
      bounds.set(key, { least: bound.least + attempts - unheard, most: bound.most + attempts });
    }
  }
  for (const key of new Set([...found.keys(), ...bounds.keys()])) {
    const { least, most } = bounds.get(key) ?? { least: 0, most: 0 };
    const count = found.get(key) ?? 0;
    if (count < least || count > most) wrong.push(`${key}: ${count} conflicts instead of ${least} to ${most}`);
  }
  return wrong;
}

const tables = {
  prediction: 'key, digest, position, nr, model, id, time, prediction, features',
  label: 'key, digest, position, nr, model, id, time, label, corrections',
  conflict: 'kind, model, id, position, nr',
} as const;

/** A database made anew of the whole journal holds the same. */
async function compareJournal(events: Events, home: string, scratch: string): Promise<string[]> {
  // what retention has removed from the journal is in the database alone
  if (!existsSync(join(home, 'journal', segmentName(1)))) return [];
  const copy = join(scratch, 'again');
  await mkdir(copy, { recursive: true });
  await cp(join(home, 'journal'), join(copy, 'journal'), { recursive: true });
  const again = await openEvents({ folder: copy });
  try {
    if (again.state().last !== events.state().last)
      return [`the journal ends at ${again.state().last}, the database at ${events.state().last}`];
    const wrong: string[] = [];
    for (const [table, columns] of Object.entries(tables)) {
      const [one, other] = await Promise.all([summaryOf(events, table, columns), summaryOf(again, table, columns)]);
      if (one !== other) wrong.push(`the table ${table} is ${one}, and made anew of the journal ${other}`);
    }
    return wrong;
  } finally {
    await again.close();
    await rm(copy, { recursive: true, force: true });
  }
}

async function summaryOf({ reader }: Events, table: string, columns: string): Promise<string> {
  const [row] = await rowsOf(
    reader,
    `SELECT CAST(count(*) AS VARCHAR), CAST(bit_xor(md5_number(CAST(row(${columns}) AS VARCHAR))) AS VARCHAR) FROM ${table}`,
  );
  return `${row?.[0]} rows (${row?.[1]})`;
}
