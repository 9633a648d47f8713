import type { Storage } from '../data/table.ts';

/** What every event has, in the order of the columns; by its name in the database of events. */
export const ownColumns: readonly (readonly [name: string, storage: Storage, physical: string, sql: string])[] = [
  ['id', 'string', 'VARCHAR', 'id'],
  ['time', 'timestamp', 'TIMESTAMP', 'time'],
  ['version', 'string', 'VARCHAR', 'version'],
  ['segment', 'string', 'VARCHAR', 'segment'],
  ['user', 'string', 'VARCHAR', '"user"'],
  ['item', 'string', 'VARCHAR', 'item'],
  ['odds', 'float', 'DOUBLE', 'odds'],
  ['closing', 'float', 'DOUBLE', 'closing'],
  ['stake', 'float', 'DOUBLE', 'stake'],
  ['weight', 'float', 'DOUBLE', 'weight'],
  ['prediction', 'json', 'JSON', 'prediction'],
  ['label', 'json', 'JSON', 'label'],
  ['label_time', 'timestamp', 'TIMESTAMP', 'label_time'],
];

export const predictionColumn = 'prediction';
const keyPrefix = `${predictionColumn}.`;
const featurePrefix = 'features.';
const ownNames: ReadonlySet<string> = new Set(ownColumns.map(([name]) => name));

/** The column of one member of predictions that are objects, such as the probability of a class. */
export const columnOfKey = (key: string): string => `${keyPrefix}${key}`;

/** Its own name, unless that could be one of the other columns: a name must not depend on what else came. */
export const columnOfFeature = (feature: string): string =>
  ownNames.has(feature) || feature.startsWith(keyPrefix) || feature.startsWith(featurePrefix)
    ? `${featurePrefix}${feature}`
    : feature;

/** The feature that stands in a column; undefined where it holds something else. */
export function featureOfColumn(column: string): string | undefined {
  if (column.startsWith(featurePrefix)) return column.slice(featurePrefix.length);
  return ownNames.has(column) || column.startsWith(keyPrefix) ? undefined : column;
}

/** The member of predictions that stands in a column; undefined where it holds something else. */
export const keyOfColumn = (column: string): string | undefined =>
  column.startsWith(keyPrefix) ? column.slice(keyPrefix.length) : undefined;
