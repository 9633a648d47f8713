import { inferTypes } from '../../contracts/index.ts';
import type { Table } from '../../data/table.ts';
import { chooseColumns, nothingDeclared } from '../../drift/index.ts';
import type { ModelSettings } from '../config.ts';
import type { UsedColumn } from '../relation.ts';
import { columnsInUse } from '../roles.ts';
import type { Further } from '../rows.ts';
import { featurePrefix } from './estimator.ts';

/** What errors of a regression are expected from: the columns that were named, else all of numbers that have no other use. */
export async function featureColumns(predictions: Table, settings: ModelSettings): Promise<UsedColumn[]> {
  const { estimate, task } = settings;
  if (!estimate || task !== 'regression') return [];
  const names = estimate.features ?? (await numbersBeside(predictions, settings));
  return names.map((column, index) => ({ as: `${featurePrefix}${index}`, column, type: 'number' }));
}

async function numbersBeside(table: Table, settings: ModelSettings): Promise<string[]> {
  const declared = { ...nothingDeclared, ignore: columnsInUse(settings) };
  const { compared } = await chooseColumns(table, declared, inferTypes);
  return compared.filter(({ kind }) => kind === 'number').map(({ name }) => name);
}

export const featuresOf = (columns: readonly UsedColumn[]): Further[] => columns.map(({ as }) => ({ as, sql: as }));
