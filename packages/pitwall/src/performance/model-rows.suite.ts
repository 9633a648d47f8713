import { type ModelSettings, modelSchema } from './config.ts';
import { noStrangers } from './joined.ts';
import { type ModelRows, noRows } from './rows.ts';

/** Rows of a model as if they had been read, every one with a label. */
export function judgedRows(
  columns: Readonly<Record<string, readonly number[]>>,
  changes: Partial<ModelRows> = {},
): ModelRows {
  const rows = Object.values(columns)[0]?.length ?? 0;
  const doubles = Object.entries(columns).map(([role, values]) => [role, Float64Array.from(values)]);
  return {
    predictions: rows,
    labelled: rows,
    ambiguous: 0,
    strangers: noStrangers,
    notPositive: [],
    judged: { ...noRows, rows, columns: Object.fromEntries(doubles) },
    waiting: noRows,
    champion: undefined,
    classes: [],
    ...changes,
  };
}

export function binaryModel(changes: Readonly<Record<string, unknown>> = {}): ModelSettings {
  return modelSchema.parse({ task: 'binary', prediction: 'p', label: 'won', ...changes });
}
