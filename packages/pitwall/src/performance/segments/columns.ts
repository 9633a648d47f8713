import { inferTypes } from '../../contracts/index.ts';
import type { Table } from '../../data/table.ts';
import { type ComparedColumn, chooseColumns, nothingDeclared } from '../../drift/index.ts';
import type { ModelSettings } from '../config.ts';
import type { UsedColumn } from '../relation.ts';
import { columnsInUse } from '../roles.ts';

/** A column that rows are told apart by. */
export interface SearchedColumn extends UsedColumn {
  readonly kind: 'number' | 'time' | 'category';
}

export interface SearchedColumns {
  readonly searched: readonly SearchedColumn[];
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
}

/** So many columns are searched at the most: each pair of them is looked at. */
const mostColumns = 100;

/** What was known when the model answered, its answer among it; never what came later, nor what names a row. */
export async function columnsToSearch(
  table: Table,
  settings: ModelSettings,
  { columns, ignore }: NonNullable<ModelSettings['segments']>,
): Promise<SearchedColumns> {
  const { prediction, odds, time } = settings;
  const known = [prediction.column, odds?.column, time];
  const used = columnsInUse(settings).filter((name) => !known.includes(name));
  const { compared, skipped } = await chooseColumns(
    table,
    { ...nothingDeclared, ignore: [...new Set([...used, ...ignore])] },
    inferTypes,
  );
  const asked = columns === 'auto' ? compared : compared.filter(({ name }) => columns.includes(name));
  const leftOut = skipped
    .filter(({ name }) => !used.includes(name) && (columns === 'auto' || columns.includes(name)))
    .map(({ name, reason }) => ({ column: name, reason }));
  const kinds = asked.map((column) => ({ ...column, kind: kindOf(column) }));
  const searched = kinds.flatMap(({ name, kind }) => (kind ? [{ column: name, kind }] : []));
  return {
    searched: searched.slice(0, mostColumns).map(({ column, kind }, index) => ({
      as: `segment_${index}`,
      column,
      kind,
      type: kind === 'number' ? 'number' : kind === 'time' ? 'timestamp' : 'text',
    })),
    leftOut: [
      ...leftOut,
      ...kinds.flatMap(({ name, kind }) =>
        kind ? [] : [{ column: name, reason: 'its values are too many, or too long, to tell rows apart by' }],
      ),
      ...searched
        .slice(mostColumns)
        .map(({ column }) => ({ column, reason: `only the first ${mostColumns} columns are searched` })),
    ],
  };
}

function kindOf({ kind }: ComparedColumn): SearchedColumn['kind'] | undefined {
  if (kind === 'number' || kind === 'time') return kind;
  return kind === 'category' || kind === 'boolean' ? 'category' : undefined;
}
