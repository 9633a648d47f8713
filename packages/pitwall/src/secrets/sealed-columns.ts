import { countSealed, type SealedPlace } from '../state/sealed-table.ts';
import type { Reader } from '../state/state.ts';

/** A column of envelopes: a new key wraps them anew, and an old one stays as long as one of them needs it. */
export interface SealedColumn extends SealedPlace {
  /** What the envelope of a row is bound to. */
  context(id: string): string;
}

/** Where it stands is what it is bound to, so that an envelope put into another row opens no more. */
export const contextOf = ({ table, column }: Pick<SealedPlace, 'table' | 'column'>, id: string): string =>
  `${table}/${column}/${id}`;

const sealedColumn = (place: SealedPlace): SealedColumn => ({ ...place, context: (id) => contextOf(place, id) });

export const secretColumn = sealedColumn({ table: 'secret', id: 'name', column: 'envelope' });

export const auditKeyColumn = sealedColumn({ table: 'audit_key', id: 'id', column: 'sealed' });
export const subjectKeyColumn = sealedColumn({ table: 'subject_key', id: 'id', column: 'sealed' });

export const signingKeyColumn = sealedColumn({ table: 'signing_key', id: 'id', column: 'private' });

/** All there are. Whoever seals something into the state adds a line. */
export const sealedColumns: readonly SealedColumn[] = [
  secretColumn,
  auditKeyColumn,
  subjectKeyColumn,
  signingKeyColumn,
];

/** How many envelopes there are of each key, over all columns. */
export async function sealedByKey(db: Reader): Promise<ReadonlyMap<string, number>> {
  const sum = new Map<string, number>();
  for (const column of sealedColumns) {
    for (const [key, count] of await countSealed(db, column)) sum.set(key, (sum.get(key) ?? 0) + count);
  }
  return sum;
}
