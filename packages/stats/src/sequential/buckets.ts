/** Mean, sum of the squared deviations from it, and the extremes of a run of values that stand side by side. */
export interface Bucket {
  readonly n: number;
  readonly mean: number;
  readonly m2: number;
  readonly low: number;
  readonly high: number;
}

/** Of the values 2^i for row i, the oldest first in every row; a later row is older as a whole. */
export type Rows = readonly (readonly Bucket[])[];

export const bucketOf = (value: number): Bucket => ({ n: 1, mean: value, m2: 0, low: value, high: value });

/** Chan's update. */
export function joined(a: Bucket, b: Bucket): Bucket {
  const n = a.n + b.n;
  const gap = b.mean - a.mean;
  return {
    n,
    mean: a.mean + gap * (b.n / n),
    m2: a.m2 + b.m2 + gap * gap * a.n * (b.n / n),
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
  };
}

/**
 * With one value more: an exponential histogram. A row that has more than `most` buckets passes its two oldest on as one
 * of the next row, so that n values take at most (most + 1) × log₂ n buckets.
 */
export function withValue(rows: Rows, value: number, most: number): Rows {
  const next: (readonly Bucket[])[] = [];
  let passed: Bucket | undefined = bucketOf(value);
  for (let row = 0; row < rows.length || passed !== undefined; row += 1) {
    const old = rows[row] ?? [];
    if (passed === undefined) {
      next.push(old);
      continue;
    }
    const grown: readonly Bucket[] = [...old, passed];
    const [first, second] = grown;
    const isFull: boolean = grown.length > most;
    next.push(isFull ? grown.slice(2) : grown);
    passed = isFull && first !== undefined && second !== undefined ? joined(first, second) : undefined;
  }
  return next;
}

/** Without the oldest bucket. */
export function withoutOldest(rows: Rows): Rows {
  const oldest = rows.at(-1)?.slice(1) ?? [];
  return oldest.length > 0 ? rows.with(-1, oldest) : rows.slice(0, -1);
}

export const inOrderOfAge = (rows: Rows): readonly Bucket[] => rows.toReversed().flat();

/** All of them as one; undefined of none. */
export function whole(all: readonly Bucket[]): Bucket | undefined {
  const [first, ...others] = all;
  return first && others.reduce(joined, first);
}
