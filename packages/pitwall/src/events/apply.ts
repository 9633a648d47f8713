import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './database.ts';
import type { EventKind } from './event.ts';

/** One record of the journal on its way into the database. */
export interface Staged {
  readonly position: number;
  readonly kind: EventKind;
  /** Milliseconds since 1970. */
  readonly received: number;
  /** Its events, one a line. */
  readonly lines: string;
}

/** What became of the events of one record. */
export interface Outcome {
  readonly position: number;
  readonly kind: EventKind;
  readonly added: number;
  /** The same again. */
  readonly repeated: number;
  /** The same id with something else in it: what was there first is kept. */
  readonly conflicts: number;
  readonly corrected: number;
}

const columns = {
  prediction:
    '{"model":"VARCHAR","id":"VARCHAR","at":"BIGINT","version":"VARCHAR","segment":"VARCHAR","user":"VARCHAR","item":"VARCHAR","odds":"DOUBLE","closing":"DOUBLE","stake":"DOUBLE","weight":"DOUBLE","prediction":"JSON","features":"JSON"}',
  label: '{"model":"VARCHAR","id":"VARCHAR","at":"BIGINT","label":"JSON","supersedes":"BOOLEAN"}',
} as const;

/** The digest is of an event as it was sent: not of when it came, nor of whether it says that it corrects. */
const content = { prediction: 'line', label: `replace(line, ',"supersedes":true}', '}')` } as const;

/**
 * Puts staged records into the database, and remembers in the same transaction how far it is: after a crash it goes on
 * right behind. There is no index: which keys of a batch are known is found by one scan over the keys, which takes less
 * than an index of all ids would take memory.
 */
export async function applyStaged(writer: DuckDBConnection, staged: readonly Staged[]): Promise<readonly Outcome[]> {
  const last = staged.at(-1);
  if (!last) return [];
  const outcomes: Outcome[] = [];
  await writer.run('BEGIN');
  try {
    await stage(writer, staged);
    for (const kind of ['prediction', 'label'] as const) {
      if (!staged.some((record) => record.kind === kind)) continue;
      const judged = await judge(writer, kind);
      await (kind === 'prediction' ? addPredictions(writer, judged) : addLabels(writer, judged));
      await writer.run(
        `INSERT INTO conflict SELECT '${kind}', model, id, position, nr, received FROM ${judged} WHERE verdict = 'conflict'`,
      );
      outcomes.push(...(await outcomesOf(writer, kind, judged)));
    }
    await writer.run(`UPDATE pitwall_events SET applied = ${last.position}`);
    await writer.run(
      'DELETE FROM staged; DROP TABLE IF EXISTS arrived; DROP TABLE IF EXISTS known; DROP TABLE IF EXISTS judged; DROP TABLE IF EXISTS winners; COMMIT',
    );
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
  return outcomes.toSorted((a, b) => a.position - b.position);
}

async function stage(writer: DuckDBConnection, staged: readonly Staged[]): Promise<void> {
  const appender = await writer.createAppender('staged', 'main', 'temp');
  for (const { position, kind, received, lines } of staged) {
    appender.appendBigInt(BigInt(position));
    appender.appendVarchar(kind);
    appender.appendBigInt(BigInt(received));
    appender.appendVarchar(lines);
    appender.endRow();
  }
  appender.closeSync();
}

/**
 * The events of a kind with what is to become of each: the first of a key is new, and so is a label that corrects; what
 * follows is held against what counts at that moment. As a relation.
 */
async function judge(writer: DuckDBConnection, kind: EventKind): Promise<string> {
  await writer.run(`CREATE OR REPLACE TEMP TABLE arrived AS
    SELECT position, nr, make_timestamp_ms(received) AS received, event.* EXCLUDE ("at"), make_timestamp_ms(coalesce(event."at", received)) AS time,
      md5_number(length(event.model) || '/' || event.model || event.id) AS key, md5_number(${content[kind]}) AS digest
    FROM (SELECT position, received, nr, line, json_transform(line, '${columns[kind]}') AS event
      FROM (SELECT position, received, unnest(list) AS line, generate_subscripts(list, 1) AS nr
        FROM (SELECT position, received, string_split(lines, chr(10)) AS list FROM staged WHERE kind = '${kind}')))`);
  // Most often none is known, and then nothing but this one column was read.
  await writer.run(
    `CREATE OR REPLACE TEMP TABLE known AS SELECT rowid AS row FROM ${kind} SEMI JOIN arrived ON ${kind}.key = arrived.key`,
  );
  const [[areNew] = []] = await rowsOf(
    writer,
    'SELECT (SELECT count(*) = 0 FROM known) AND count(*) = count(DISTINCT key) FROM arrived',
  );
  if (areNew === true) return `(SELECT *, 'added' AS verdict FROM arrived)`;
  const corrects = kind === 'label' ? 'coalesce(supersedes, false)' : 'false';
  await writer.run(`CREATE OR REPLACE TEMP TABLE judged AS
    WITH past AS (SELECT key, digest FROM ${kind} WHERE rowid IN (SELECT row FROM known)),
    together AS (SELECT arrived.*, past.digest AS past, row_number() OVER arrivals = 1 AND past.digest IS NULL AS is_first
      FROM arrived LEFT JOIN past ON arrived.key = past.key WINDOW arrivals AS (PARTITION BY arrived.key ORDER BY position, nr)),
    compared AS (SELECT *, coalesce(last_value(CASE WHEN is_first OR ${corrects} THEN digest END IGNORE NULLS)
        OVER (PARTITION BY key ORDER BY position, nr ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), past) AS current
      FROM together)
    SELECT * EXCLUDE (past, is_first, current), CASE WHEN is_first THEN 'added' WHEN current = digest THEN 'repeated'
      WHEN ${corrects} THEN 'corrected' ELSE 'conflict' END AS verdict FROM compared`);
  return 'judged';
}

const addPredictions = (writer: DuckDBConnection, judged: string) =>
  writer.run(`INSERT INTO prediction BY NAME SELECT * EXCLUDE (verdict) FROM ${judged} WHERE verdict = 'added'`);

async function addLabels(writer: DuckDBConnection, judged: string): Promise<void> {
  await writer.run(`CREATE OR REPLACE TEMP TABLE winners AS
    SELECT * EXCLUDE (verdict, supersedes), CAST(count(*) FILTER (verdict = 'corrected') OVER (PARTITION BY key) AS INTEGER) AS corrections
    FROM ${judged} WHERE verdict IN ('added', 'corrected')
    QUALIFY row_number() OVER (PARTITION BY key ORDER BY position DESC, nr DESC) = 1`);
  await writer.run(`UPDATE winners SET corrections = winners.corrections + label.corrections FROM label
    WHERE label.rowid IN (SELECT row FROM known) AND label.key = winners.key`);
  await writer.run('DELETE FROM label WHERE rowid IN (SELECT row FROM known) AND key IN (SELECT key FROM winners)');
  await writer.run('INSERT INTO label BY NAME SELECT * FROM winners');
}

async function outcomesOf(writer: DuckDBConnection, kind: EventKind, judged: string): Promise<Outcome[]> {
  const verdicts = ['added', 'repeated', 'conflict', 'corrected'];
  const counts = verdicts.map((verdict) => `CAST(count(*) FILTER (verdict = '${verdict}') AS DOUBLE)`);
  const rows = await rowsOf(
    writer,
    `SELECT CAST(position AS DOUBLE), ${counts.join(', ')} FROM ${judged} GROUP BY position`,
  );
  return rows.map((row) => {
    const [position = 0, added = 0, repeated = 0, conflicts = 0, corrected = 0] = row.map(Number);
    return { position, kind, added, repeated, conflicts, corrected };
  });
}
