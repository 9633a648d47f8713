import type { Storage } from './table.ts';

/** The types that a contract may declare, whatever the format stores. */
export const columnTypes = ['string', 'integer', 'number', 'boolean', 'date', 'timestamp', 'category'] as const;

export type ColumnType = (typeof columnTypes)[number];

/** What a format holds a column as, where that tells the type; the values of the others have to tell it. */
export const typeOfStorage: Readonly<Partial<Record<Storage, ColumnType>>> = {
  string: 'string',
  integer: 'integer',
  decimal: 'number',
  float: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};

/** Types whose smallest and largest value say something. */
export const orderedTypes = ['integer', 'number', 'date', 'timestamp'] as const satisfies readonly ColumnType[];

export const isOrdered = (type: ColumnType): boolean => orderedTypes.some((ordered) => ordered === type);
