import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DuckDBEngine } from '../../data/duckdb/engine.ts';
import { type Accepted, acknowledge, type Book, type Sent, type SentRow } from './book.ts';

/** A server that runs, and who asks. */
export interface Door {
  readonly address: string;
  readonly token: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The whole answer, or nothing where the server went away before. */
export async function ask(door: Door, path: string, init: RequestInit = {}): Promise<Answer | undefined> {
  try {
    const answer = await fetch(`${door.address}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { authorization: `Bearer ${door.token}`, ...(init.headers as Record<string, string> | undefined) },
      signal: AbortSignal.timeout(60_000),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const mediaTypes = {
  lines: 'application/x-ndjson',
  json: 'application/json',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
} as const;

/** Sends a batch, and enters what is heard. Answers what is wrong with that. */
export async function send(door: Door, book: Book, sent: Sent, workshop: Workshop): Promise<string | undefined> {
  const path = `/api/v1/models/${sent.model}/${sent.kind}s${sent.wait ? '?wait=true' : ''}`;
  const body = await bodyOf(sent, workshop);
  sent.attempts += 1;
  sent.unheard += 1;
  // it may be there from now on, although it was not before
  if (sent.fate === 'gone') sent.fate = 'open';
  const answer = await ask(door, path, {
    method: 'POST',
    body,
    headers: {
      'content-type': mediaTypes[sent.format],
      ...(sent.key === undefined ? {} : { 'idempotency-key': sent.key }),
    },
  });
  // what fails on the server may have reached the journal before
  if (!answer || answer.status === 429 || answer.status >= 500) return undefined;
  if (answer.status !== 200 && answer.status !== 202)
    return `${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`;
  const before = sent.answer;
  const now = answer.body as Accepted;
  sent.unheard -= 1;
  acknowledge(book, sent, now);
  if (now.accepted !== sent.rows.length) return `${path} took ${now.accepted} of ${sent.rows.length} events`;
  if (before && sent.key !== undefined && !isDeepStrictEqual(before, now))
    return `the key ${sent.key} answered ${JSON.stringify(before)}, and then ${JSON.stringify(now)}`;
  return countsProblem(sent, now);
}

/** Where it was sent once, what came of each event is known. */
function countsProblem({ attempts, purpose, rows, wait }: Sent, answer: Accepted): string | undefined {
  if (!wait || attempts > 1 || answer.added === undefined) return undefined;
  const found = { new: answer.added, correction: answer.corrected, conflict: answer.conflicting }[purpose];
  return found === rows.length ? undefined : `${purpose} of ${rows.length} events: ${JSON.stringify(answer)}`;
}

/** What makes files of tables. */
export interface Workshop {
  readonly engine: DuckDBEngine;
  readonly folder: string;
}

async function bodyOf(sent: Sent, workshop: Workshop): Promise<string | Uint8Array<ArrayBuffer>> {
  switch (sent.format) {
    case 'lines':
      return eventsOf(sent)
        .map((event) => `${JSON.stringify(event)}\n`)
        .join('');
    case 'json': {
      const events = eventsOf(sent);
      return JSON.stringify(events.length === 1 ? events[0] : events);
    }
    case 'csv':
      return csvOf(sent);
    case 'parquet':
      return parquetOf(sent, workshop);
  }
}

const eventsOf = ({ kind, purpose, rows }: Sent): unknown[] =>
  rows.map(({ id, at, value, features }) =>
    kind === 'prediction'
      ? { id, at, prediction: value, features }
      : { id, at, label: value, ...(purpose === 'correction' ? { supersedes: true } : {}) },
  );

function csvOf(sent: Sent): string {
  const { names, cells } = tableOf(sent);
  return [names, ...sent.rows.map(cells)].map((line) => `${line.join(',')}\n`).join('');
}

function tableOf({ kind, purpose, rows: [first] }: Sent): {
  readonly names: readonly string[];
  readonly cells: (row: SentRow) => readonly string[];
} {
  const features = Object.keys(first?.features ?? {});
  const corrects = purpose === 'correction';
  return {
    names: ['id', 'time', kind, ...features, ...(corrects ? ['supersedes'] : [])],
    cells: ({ id, at, value, features: values }) => [
      id,
      new Date(at).toISOString(),
      String(value),
      ...features.map((name) => String(values[name])),
      ...(corrects ? ['true'] : []),
    ],
  };
}

let files = 0;

async function parquetOf(sent: Sent, { engine, folder }: Workshop): Promise<Uint8Array<ArrayBuffer>> {
  files += 1;
  const path = join(folder, `${files}.parquet`);
  const { names, cells } = tableOf(sent);
  const rows = sent.rows.map(
    (row) =>
      `(${cells(row)
        .map((cell) => `'${cell}'`)
        .join(', ')})`,
  );
  const typed = names.map((name) => (name === 'id' ? name : `CAST(${name} AS ${typeOf(name)}) AS ${name}`));
  await engine.connection.run(
    `COPY (SELECT ${typed.join(', ')} FROM (VALUES ${rows.join(', ')}) AS t(${names.join(', ')})) TO '${path}' (FORMAT parquet)`,
  );
  const bytes = Uint8Array.from(readFileSync(path));
  rmSync(path);
  return bytes;
}

const typeOf = (name: string): string =>
  name === 'time' ? 'TIMESTAMPTZ' : name === 'supersedes' ? 'BOOLEAN' : name === 'pad' ? 'VARCHAR' : 'DOUBLE';
