import { type Contract, type ContractInput, contractSchema, inferTypes } from '../contracts/index.ts';
import { findColumn, type Table } from '../data/table.ts';
import { type ColumnType, typeOfStorage } from '../data/types.ts';
import type { ModelSettings } from './config.ts';

type Columns = Record<string, NonNullable<ContractInput['columns']>[string]>;

export type Holding = 'predictions' | 'labels' | 'both';

/**
 * What must hold for rows to be judged, as a contract: so what is wrong with them is found, counted and shown with
 * examples like everything else that is wrong with data. Labels may be missing, because they come late.
 */
export async function expectationsOf(table: Table, settings: ModelSettings, holding: Holding): Promise<Contract> {
  return contractSchema.parse({
    columns: {
      ...(await namesIn(table, settings, holding)),
      ...(holding === 'labels' ? {} : predictionColumns(settings)),
      ...(holding === 'predictions' ? {} : labelColumn(settings)),
    },
    ...(settings.id === undefined ? {} : { key: [settings.id] }),
    rules: holding === 'labels' ? [] : oddsRules(settings),
  });
}

/** What names something may be of any type, as long as it is one. */
async function namesIn(
  table: Table,
  { task, id, user, item, label, prediction }: ModelSettings,
  holding: Holding,
): Promise<Columns> {
  const classes = task === 'multiclass';
  const names = [id, ...(holding === 'labels' ? [] : [user, item, classes ? prediction.column : undefined])];
  const columns: Columns = {};
  for (const name of names) if (name !== undefined) columns[name] = { type: await typeIn(table, name) };
  if (classes && holding !== 'predictions')
    columns[label.column] = { type: await typeIn(table, label.column), nulls: 1 };
  return columns;
}

async function typeIn(table: Table, name: string): Promise<ColumnType> {
  const [storage] = table.parts.flatMap((part) => findColumn(part, name)?.storage ?? []);
  if (storage === 'json') return (await inferTypes(table, [name])).get(name) ?? 'string';
  return (storage && typeOfStorage[storage]) ?? 'string';
}

function predictionColumns({ task, prediction, odds, stake, weight, time }: ModelSettings): Columns {
  const [amount, probability] = [{ type: 'number', min: 0 } as const, { type: 'number', min: 0, max: 1 } as const];
  return columnsOf([
    [task === 'multiclass' ? undefined : prediction.column, task === 'binary' ? probability : { type: 'number' }],
    ...Object.values(prediction.probabilities ?? {}).map((column) => [column, probability] as const),
    [prediction.decision, { type: 'number', in: [0, 1] }],
    [odds?.column, odds && oddsColumn(odds.format)],
    [odds?.closing, odds && { ...oddsColumn(odds.format), nulls: 1 }],
    [stake, amount],
    [weight, amount],
    [time, { type: 'timestamp' }],
  ]);
}

function labelColumn({ task, label }: ModelSettings): Columns {
  if (task === 'multiclass') return {};
  if (label.positive !== undefined) return { [label.column]: { type: 'string', nulls: 1 } };
  return {
    [label.column]: {
      type: 'number',
      nulls: 1,
      ...(task === 'binary' ? { in: [0, 1] } : task === 'ranking' ? { min: 0 } : {}),
    },
  };
}

const oddsColumn = (format: 'decimal' | 'net' | 'american') =>
  format === 'american'
    ? { type: 'number' as const }
    : { type: 'number' as const, above: format === 'decimal' ? 1 : 0 };

/** Between −100 and +100 there are no American odds. */
function oddsRules({ odds }: ModelSettings): ContractInput['rules'] {
  if (odds?.format !== 'american') return [];
  return [odds.column, odds.closing].flatMap((column) => {
    if (column === undefined) return [];
    const name = `"${column.replaceAll('"', '""')}"`;
    return [{ name: `american_${column}`, expect: `${name} <= -100 or ${name} >= 100` }];
  });
}

const columnsOf = (all: readonly (readonly [string | undefined, Columns[string] | undefined])[]): Columns =>
  Object.fromEntries(
    all.flatMap(([name, column]) => (name === undefined || column === undefined ? [] : [[name, column]])),
  );
