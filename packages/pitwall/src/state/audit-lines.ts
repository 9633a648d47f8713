import { type RawBuilder, SqliteAdapter, sql } from 'kysely';
import type { Reader } from './state.ts';

/**
 * Entries as their engine writes them, each a line of `"<previous>"<seq>`, a tab, `"<hash>"`, a tab and the text that is
 * hashed. One long text costs a quarter of as many rows as objects. Everything in it is quoted as JSON, so that no
 * value can hold a tab or an end of a line and pose as another entry; where an engine quotes otherwise than we do, the
 * hash does not fit and the entry has to be read as a row.
 */
export async function readAuditLines(db: Reader, after: number | null, limit: number): Promise<readonly string[]> {
  const { rows } = await (isSqlite(db) ? ofSqlite(after, limit) : ofPostgres(after, limit)).execute(db);
  const text = rows[0]?.text;
  return text == null ? [] : text.split('\n');
}

const texts = ['actor', 'verb', 'subject', 'outcome', 'input', 'previous', 'hash', 'request_id', 'sealed'] as const;

/**
 * The first entry behind `after` with a text that goes on behind a zero byte. SQLite hands such a text out only up to
 * there, where it would pass for the one that was written, while no search for that one finds it.
 */
export async function firstWithZero(db: Reader, after: number | null): Promise<number | undefined> {
  if (!isSqlite(db)) return undefined;
  const conditions = texts.map((name) => sql`instr(${sql.ref(name)}, char(0)) > 0`);
  const all = sql`where (${sql.join(conditions, sql` or `)})`;
  const { rows } = await sql<{ seq: number }>`select seq from audit ${
    after === null ? all : sql`${all} and seq > ${after}`
  } order by seq limit 1`.execute(db);
  return rows[0]?.seq;
}

const isSqlite = (db: Reader): boolean => db.getExecutor().adapter instanceof SqliteAdapter;

type Lines = RawBuilder<{ text: string | null }>;

const ofSqlite = (after: number | null, limit: number): Lines =>
  sql`select group_concat(line, char(10)) as text from (
    select json_quote(previous) || json_quote(seq) || char(9) || json_quote(hash) || char(9)
      || '{"actor":' || json_quote(actor) || ',"at":' || json_quote(at) || ',"input":' || json_quote(input)
      || ',"outcome":' || json_quote(outcome) || ',"previous":' || json_quote(previous)
      || case when request_id is null then '' else ',"request_id":' || json_quote(request_id) end
      || case when sealed is null then '' else ',"sealed":' || json_quote(sealed) end
      || ',"seq":' || json_quote(seq) || ',"subject":' || json_quote(subject) || ',"verb":' || json_quote(verb) || '}'
      as line
    from audit ${behind(after)} order by seq limit ${limit}
  )`;

const ofPostgres = (after: number | null, limit: number): Lines =>
  sql`select string_agg(line, chr(10) order by seq) as text from (
    select seq, to_json(previous)::text || to_json(seq)::text || chr(9) || to_json(hash)::text || chr(9)
      || '{"actor":' || to_json(actor) || ',"at":' || to_json(at) || ',"input":' || to_json(input)
      || ',"outcome":' || to_json(outcome) || ',"previous":' || to_json(previous)
      || case when request_id is null then '' else ',"request_id":' || to_json(request_id) end
      || case when sealed is null then '' else ',"sealed":' || to_json(sealed) end
      || ',"seq":' || to_json(seq) || ',"subject":' || to_json(subject) || ',"verb":' || to_json(verb) || '}'
      as line
    from audit ${behind(after)} order by seq limit ${limit}
  ) as entries`;

const behind = (after: number | null) => (after === null ? sql`` : sql`where seq > ${after}`);
