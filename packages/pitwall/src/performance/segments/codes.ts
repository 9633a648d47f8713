import { cutNumbers, type NumberRange } from '@pitwall/stats';
import { number } from '../../core/words.ts';
import type { Joined } from '../joined.ts';
import type { Coded } from '../rows.ts';
import type { SearchedColumn } from './columns.ts';

/** A column whose rows are told apart by a code: 0 for those that belong to no segment, 1 for missing, then the others. */
export interface CodedColumn extends Coded {
  readonly column: string;
  /** What each code stands for. */
  readonly names: readonly string[];
}

/** Ranges and values are chosen from about so many rows; more would hardly move them. */
const sampleRows = 100_000;
const mostCategories = 40;

/** Looks at a sample of the rows and decides how each column is cut. */
export async function codesOf(joined: Joined, columns: readonly SearchedColumn[]): Promise<CodedColumn[]> {
  const sample = await sampleOf(joined);
  const ordered = columns.filter(({ kind }) => kind !== 'category');
  const categories = columns.filter(({ kind }) => kind === 'category');
  const ranges = await rangesOf(joined, ordered, sample);
  const names = await namesOf(joined, categories, sample);
  return columns.map((column) =>
    column.kind === 'category'
      ? byName(joined, column, names.get(column.as) ?? [])
      : byRange(joined, column, ranges.get(column.as) ?? []),
  );
}

/** The same rows every time, at places that no period of the data follows. */
async function sampleOf({ engine, relation }: Joined): Promise<string> {
  const labelled = `(${relation}) WHERE said IS NOT NULL`;
  const [{ n = 0 } = {}] = await engine.query(`SELECT count(*) AS n FROM ${labelled}`);
  const every = Math.ceil(Number(n) / sampleRows);
  return every < 2 ? labelled : `${labelled} AND ((nr * 2654435761) % 4294967291) % ${every} = 0`;
}

async function rangesOf(joined: Joined, columns: readonly SearchedColumn[], sample: string) {
  const { engine } = joined;
  const values = columns.map((): number[] => []);
  if (columns.length > 0) {
    const cells = columns.map((column) => `CAST(${finiteOf(joined, column)} AS DOUBLE)`);
    await engine.streamNumbers(`SELECT ${cells.join(', ')} FROM ${sample}`, (parts, rows) => {
      parts.forEach((part, index) => {
        for (let row = 0; row < rows; row += 1)
          if (!part.missing?.[row]) values[index]?.push(part.values[row] ?? Number.NaN);
      });
    });
  }
  return new Map(
    columns.map(({ as, column }, index) => [as, cutNumbers(column, Float64Array.from(values[index] ?? [])).ranges]),
  );
}

async function namesOf({ engine }: Joined, columns: readonly SearchedColumn[], sample: string) {
  const names = new Map<string, string[]>(columns.map(({ as }) => [as, []]));
  if (columns.length === 0) return names;
  const each = columns.map(
    ({ as }) =>
      `(SELECT '${as}' AS place, ${as} AS value, count(*) AS n FROM sample WHERE ${as} IS NOT NULL GROUP BY ${as} ORDER BY n DESC, value LIMIT ${mostCategories})`,
  );
  const rows = await engine.query(
    `WITH sample AS MATERIALIZED (SELECT ${columns.map(({ as }) => as).join(', ')} FROM ${sample}) SELECT place, value FROM (${each.join(' UNION ALL ')}) ORDER BY place, n DESC, value`,
  );
  for (const { place, value } of rows) names.get(String(place))?.push(String(value));
  return names;
}

const numberOf = ({ engine: { dialect } }: Joined, { as, kind }: SearchedColumn): string =>
  kind === 'time' ? `CAST(${dialect.epoch(as)} AS DOUBLE)` : as;

/** Infinities and NaN are in no range: they are a finding about the data. */
function finiteOf(joined: Joined, column: SearchedColumn): string {
  const value = numberOf(joined, column);
  return `CASE WHEN ${joined.engine.dialect.isFinite(value)} THEN ${value} END`;
}

const unnamed = ['no segment', 'missing'] as const;

function byName(
  { engine: { dialect } }: Joined,
  { as, column }: SearchedColumn,
  names: readonly string[],
): CodedColumn {
  const list = names.map((name) => dialect.text(name)).join(', ');
  return {
    as,
    column,
    names: [...unnamed, ...names],
    sql: `CASE WHEN ${as} IS NOT NULL THEN coalesce(nullif(list_position([${list}]::VARCHAR[], ${as}), 0) + 1, 0) END`,
    starts: undefined,
  };
}

/** Where the sample had no number at all, none has a range. */
function byRange(joined: Joined, column: SearchedColumn, ranges: readonly NumberRange[]): CodedColumn {
  const known = ranges.flatMap((range) => ('missing' in range ? [] : [range]));
  return {
    as: column.as,
    column: column.column,
    names: [...unnamed, ...known.map((range) => wordsOf(range, column))],
    sql: known.length > 0 ? numberOf(joined, column) : `CASE WHEN ${column.as} IS NOT NULL THEN 0 END`,
    starts:
      known.length > 0
        ? Float64Array.from(known.slice(1), (range) => ('value' in range ? range.value : range.from))
        : undefined,
  };
}

function wordsOf(range: Exclude<NumberRange, { missing: true }>, { kind }: SearchedColumn): string {
  const say = (value: number): string =>
    kind === 'time' ? new Date(value).toISOString().slice(0, 16).replace('T', ' ') : number(value);
  if ('value' in range) return say(range.value);
  return range.from === range.to
    ? say(range.from)
    : `${say(range.from)} to ${range.isLast ? '' : 'below '}${say(range.to)}`;
}
