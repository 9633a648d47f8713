import type { Engine, Row, Value } from './engine.ts';

/** Wider data is counted in several scans, so that no query grows without bound. */
const setsPerScan = 50;

export interface GroupCounts {
  /** How often each value occurs, null among them; of too many different ones the most frequent. */
  readonly counts: ReadonlyMap<Value, number>;
  readonly total: number;
}

export interface GroupOptions {
  /** At most so many different values of each expression come back. */
  readonly most?: number;
}

/** How often each value of each of several expressions over a relation occurs, in one scan. */
export async function countGroups(
  engine: Engine,
  source: string,
  expressions: readonly string[],
  { most }: GroupOptions = {},
): Promise<GroupCounts[]> {
  const found = expressions.map(() => ({ counts: new Map<Value, number>(), total: 0 }));
  for (let start = 0; start < expressions.length; start += setsPerScan) {
    const some = expressions.slice(start, start + setsPerScan);
    const names = some.map((_, index) => `g${index}`);
    const grouped = `SELECT ${names.join(', ')}, grouping(${names.join(', ')}) AS level, count(*) AS n
       FROM (SELECT ${some.map((expression, index) => `${expression} AS g${index}`).join(', ')} FROM (${source}))
       GROUP BY GROUPING SETS (${names.map((name) => `(${name})`).join(', ')})`;
    const limited =
      most === undefined
        ? grouped
        : `SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY level ORDER BY n DESC, ${names.join(', ')}) AS place,
             sum(n) OVER (PARTITION BY level) AS total FROM (${grouped})) WHERE place <= ${most}`;
    for (const row of await engine.query(limited)) addCount(found, start, names, row);
  }
  return found;
}

function addCount(
  found: readonly { readonly counts: Map<Value, number>; total: number }[],
  start: number,
  names: readonly string[],
  row: Row,
): void {
  // grouping() has a bit for each name, and a 0 where the row is grouped by it
  const index = names.findIndex((_, at) => Math.floor(Number(row.level) / 2 ** (names.length - 1 - at)) % 2 === 0);
  const target = found[start + index];
  if (!target) return;
  target.counts.set(row[names[index] ?? ''] ?? null, Number(row.n));
  target.total = row.total === undefined ? target.total + Number(row.n) : Number(row.total);
}
