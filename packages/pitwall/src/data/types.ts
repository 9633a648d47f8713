/** The types that a contract may declare, whatever the format stores. */
export const columnTypes = ['string', 'integer', 'number', 'boolean', 'date', 'timestamp', 'category'] as const;

export type ColumnType = (typeof columnTypes)[number];
