import { duckdbDialect } from '../data/duckdb/dialect.ts';

/** Columns of every event that may name a person. */
export const namingColumns = ['id', 'user', 'item', 'segment', 'version'] as const;

/** Where predictions of a model say whom they are about. */
export type PersonPlace =
  | { readonly column: (typeof namingColumns)[number] }
  /** A member of the features. */
  | { readonly feature: string };

/** Predictions of a model in which a person is named, each with its label. */
export interface PersonEvents {
  readonly model: string;
  readonly place: PersonPlace;
  readonly value: string;
}

/** A condition on `prediction`. A value is compared as its text: 123 and "123" are one person. */
export function namesSql(persons: readonly PersonEvents[]): string {
  if (persons.length === 0) return 'false';
  const { text } = duckdbDialect;
  return persons
    .map(({ model, place, value }) => `(model = ${text(model)} AND ${valueSql(place)} = ${text(value)})`)
    .join(' OR ');
}

/** Labels that came without a prediction have nothing but their id. */
export const namesLabelSql = (persons: readonly PersonEvents[]): string =>
  namesSql(persons.filter(({ place }) => 'column' in place && place.column === 'id'));

export function valueSql(place: PersonPlace): string {
  if ('column' in place) return `"${place.column}"`;
  const pointer = `/${place.feature.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return `json_extract_string(features, ${duckdbDialect.text(pointer)})`;
}
