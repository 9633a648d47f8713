import type { ColumnSummary } from '@pitwall/sdk';
import { type Drawing, type Drawn, drawColumns } from '../data/picture.ts';
import type { ColumnType } from '../data/types.ts';
import type { Measured } from './measure.ts';
import { type Plan, typedPart } from './plan.ts';

/** Pictures beyond these would make a report that nobody scrolls through. */
const maximumPictures = 200;
const picturesPerSource = 20;

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
  const drawn = await drawPictures(plan, chosen);
  return summaries.map((summary) => ({
    ...summary,
    ...(drawn.get(summary.name) ?? { no_picture: `only the first ${maximumPictures} columns are drawn` }),
  }));
}

/** A few columns at a time: each query names all of them, and there are several for each. */
async function drawPictures(plan: Plan, chosen: readonly ColumnSummary[]): Promise<Map<string, Drawing>> {
  const columns = new Map(plan.columns.map((column) => [column.name, column]));
  const drawn = new Map<string, Drawing>();
  for (let start = 0; start < chosen.length; start += picturesPerSource) {
    const some = chosen.slice(start, start + picturesPerSource);
    const planned = some.flatMap(({ name }) => columns.get(name) ?? []);
    const source = plan.table.parts.map((part) => typedPart(plan, part, part.scan, [], planned)).join(' UNION ALL ');
    const drawings = await drawColumns(
      plan.table.engine,
      source,
      some.map(({ type, minimum, maximum }, index) => {
        const kind = kinds[type as ColumnType];
        return {
          typed: planned[index]?.typed ?? 'NULL',
          kind,
          minimum: toNumber(minimum, kind),
          maximum: toNumber(maximum, kind),
        };
      }),
    );
    some.forEach(({ name }, index) => {
      const drawing = drawings[index];
      if (drawing) drawn.set(name, drawing);
    });
  }
  return drawn;
}

function toNumber(text: string | null, kind: Drawn['kind']): number | null {
  if (text === null) return null;
  if (kind === 'number') return Number(text);
  return Date.parse(text.length === 10 ? text : `${text.replace(' ', 'T')}Z`);
}
