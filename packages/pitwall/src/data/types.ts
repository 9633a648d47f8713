/** The types that a contract may declare, whatever the format stores. */
export const columnTypes = ['string', 'integer', 'number', 'boolean', 'date', 'timestamp', 'category'] as const;

export type ColumnType = (typeof columnTypes)[number];

/** Types whose smallest and largest value say something. */
export const orderedTypes = ['integer', 'number', 'date', 'timestamp'] as const satisfies readonly ColumnType[];

export const isOrdered = (type: ColumnType): boolean => orderedTypes.some((ordered) => ordered === type);
