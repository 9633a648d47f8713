import type { DuckDBVector } from '@duckdb/node-api';
import type { NumberColumn } from '../engine.ts';
import { duckdb } from './api.ts';

/**
 * A vector as the driver holds it. Its own `getItem` asks of every value whether it is there, in BigInt, which takes
 * longer than all that is counted; so its fields are read, of the one version that the package is bound to.
 */
export function doubles(vector: DuckDBVector): NumberColumn {
  if (!(vector instanceof duckdb.DuckDBDoubleVector))
    throw new TypeError(`expected a column of doubles, got one of ${vector.type}`);
  const { items: values, validity } = vector as unknown as HeldVector;
  return { values, missing: validity.data && missingIn(validity.data, values.length) };
}

interface HeldVector {
  readonly items: Float64Array;
  /** A bit for each value, from the lowest on, that says whether it is there; null where all are. */
  readonly validity: { readonly data: BigUint64Array | null };
}

function missingIn(valid: BigUint64Array, length: number): Uint8Array | null {
  const words = new Uint32Array(valid.buffer, valid.byteOffset, 2 * valid.length);
  const missing = new Uint8Array(length);
  let count = 0;
  for (let row = 0; row < length; row += 1) {
    const isMissing = 1 - (((words[row >>> 5] ?? 0) >>> (row & 31)) & 1);
    missing[row] = isMissing;
    count += isMissing;
  }
  return count === 0 ? null : missing;
}
