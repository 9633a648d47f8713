import type { ColumnSummary } from '@pitwall/sdk';
import { type Drawn, drawColumns } from '../data/picture.ts';
import type { ColumnType } from '../data/types.ts';
import type { Measured } from './measure.ts';
import { type Plan, typedPart } from './plan.ts';

/** Pictures beyond these would make a report that nobody scrolls through. */
const maximumPictures = 200;

const kinds: Record<ColumnType, Drawn['kind']> = {
  string: 'category',
  category: 'category',
  boolean: 'category',
  integer: 'number',
  number: 'number',
  date: 'time',
  timestamp: 'time',
};

/** What each column looks like: those that break their contract first, where there are too many to draw. */
export async function summarizeColumns(plan: Plan, measured: Measured, pictures: boolean): Promise<ColumnSummary[]> {
  const summaries = plan.columns.flatMap((planned, index): ColumnSummary[] => {
    const counts = measured.columns[index];
    if (!counts || !planned.found) return [];
    return [
      {
        name: planned.name,
        type: planned.column.type,
        rows: counts.rows,
        missing: counts.rows - counts.present,
        invalid: counts.invalid,
        minimum: counts.minimum,
        maximum: counts.maximum,
        picture: null,
      },
    ];
  });
  if (!pictures) return summaries;
  const byNeed = [...summaries].sort((a, b) => Number((b.invalid ?? 0) > 0) - Number((a.invalid ?? 0) > 0));
  const chosen = byNeed.slice(0, maximumPictures);
  const columns = new Map(plan.columns.map((column) => [column.name, column]));
  const planned = chosen.flatMap(({ name }) => columns.get(name) ?? []);
  const source = plan.table.parts.map((part) => typedPart(plan, part, part.scan, [], planned)).join(' UNION ALL ');
  const drawings = await drawColumns(
    plan.table.engine,
    source,
    chosen.map((summary, index) => {
      const kind = kinds[summary.type as ColumnType];
      return { typed: planned[index]?.typed ?? 'NULL', kind, minimum: toNumber(summary.minimum, kind), maximum: toNumber(summary.maximum, kind) };
    }),
  );
  const drawn = new Map(chosen.map((summary, index) => [summary.name, drawings[index]]));
  return summaries.map((summary) => ({
    ...summary,
    ...(drawn.get(summary.name) ?? { no_picture: `only the first ${maximumPictures} columns are drawn` }),
  }));
}

function toNumber(text: string | null, kind: Drawn['kind']): number | null {
  if (text === null) return null;
  if (kind === 'number') return Number(text);
  return Date.parse(text.length === 10 ? text : `${text.replace(' ', 'T')}Z`);
}
