import { type Example, type Finding, parseSubject } from '@pitwall/sdk';
import { shorten } from './judge/draft.ts';
import { keyColumns } from './measure.ts';
import { filesOf, type Plan, type PlannedColumn, recordHash, typedPart } from './plan.ts';

/** Something that must not come twice. */
export interface Repetition {
  readonly columns: readonly PlannedColumn[];
  /** As one value, in SQL over the typed columns: alike exactly where it repeats. */
  readonly identity: string;
  /** True where a row has it at all. */
  readonly whole: string;
  /** For people; null where a row is too long to be shown. */
  readonly shown: string;
  readonly label: string | undefined;
}

export function repetitionOf(plan: Plan, { metric, subject }: Finding): Repetition | undefined {
  if (metric === 'contract.key') return keyRepetition(plan);
  if (metric === 'contract.duplicates') return wholeRow;
  return metric === 'contract.unique' ? uniqueRepetition(plan, parseSubject(subject)[1]?.name ?? '') : undefined;
}

export const wholeRow: Repetition = { columns: [], identity: 'record', whole: 'true', shown: 'NULL', label: undefined };

export function keyRepetition(plan: Plan): Repetition {
  return repetition(plan, keyColumns(plan) ?? [], plan.contract.key?.join(' + ') ?? '');
}

export function uniqueRepetition(plan: Plan, name: string): Repetition | undefined {
  const planned = plan.columns.find((column) => column.name === name);
  return planned && repetition(plan, [planned], planned.name);
}

/** The hash by which they were counted, too: joined as text, "a + b" and "c" would be the same as "a" and "b + c". */
function repetition({ table }: Plan, columns: readonly PlannedColumn[], label: string): Repetition {
  const typed = columns.map((column) => column.typed);
  return {
    columns,
    identity: table.engine.dialect.hash(typed),
    whole: typed.map((value) => `${value} IS NOT NULL`).join(' AND '),
    shown: `concat_ws(' + ', ${typed.map((value) => `CAST(${value} AS VARCHAR)`).join(', ')})`,
    label,
  };
}

/** Rows beyond the first of each identity, with where the first stands. */
export async function repeatedPlaces(plan: Plan, repetition: Repetition, limit: number): Promise<Example[]> {
  const files = filesOf(plan);
  const places = await plan.table.engine.query(`
    WITH seen AS (${positions(plan, repetition)}),
    first AS (SELECT identity, min(position) AS position FROM seen GROUP BY identity HAVING count(*) > 1)
    SELECT seen.file, seen._row AS row, seen.shown, first.position // ${rowsPerFile} AS first_file, first.position % ${rowsPerFile} AS first_row
    FROM seen JOIN first USING (identity) WHERE seen.position > first.position ORDER BY seen.position LIMIT ${limit}`);
  return places.map(({ file, row, shown, first_file, first_row }) => {
    const path = files[Number(file)]?.file?.path;
    const elsewhere = first_file === file ? '' : ` of ${files[Number(first_file)]?.file?.path}`;
    return {
      ...(path === undefined ? {} : { file: path }),
      row: Number(row),
      ...(repetition.label === undefined ? {} : { column: repetition.label }),
      value: shown === null || shown === undefined ? null : shorten(String(shown)),
      rule: `first in row ${first_row}${elsewhere}`,
    };
  });
}

/** Which rows repeat an earlier one, as a query for `file` and `_row`. */
export function laterPlaces(plan: Plan, repetition: Repetition): string {
  return `SELECT file, _row FROM (SELECT file, _row, row_number() OVER (PARTITION BY identity ORDER BY position) AS nth FROM (${positions(plan, repetition)})) WHERE nth > 1`;
}

/** Files hold fewer rows than this, so that file and row fit into one number. */
const rowsPerFile = 2 ** 40;

function positions(plan: Plan, { columns, identity, whole, shown }: Repetition): string {
  const { dialect } = plan.table.engine;
  return filesOf(plan)
    .map(({ part, file }, index) => {
      const record = columns.length === 0 ? [`${recordHash(plan, part, dialect)} AS record`] : [];
      const typed = typedPart(plan, part, part.numbered(file), ['_row', ...record], columns);
      return `SELECT ${index} AS file, _row, ${index} * ${rowsPerFile} + _row AS position, ${identity} AS identity, ${shown} AS shown FROM (${typed}) WHERE ${whole}`;
    })
    .join(' UNION ALL ');
}
