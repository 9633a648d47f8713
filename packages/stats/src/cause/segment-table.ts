/** Rows of a drifted column, counted by segment and by bin: `reference[s][b]` and `current[s][b]`. */
export interface SegmentTable {
  readonly segments: readonly string[];
  readonly reference: readonly (readonly number[])[];
  readonly current: readonly (readonly number[])[];
}

export interface Segment {
  readonly name: string;
  /** How many segments were merged into this one; 1 for a segment that stands for itself. */
  readonly merged: number;
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly rows: { readonly reference: number; readonly current: number };
}

/** A checked table with its sums: `reference` and `current` are the counts of the drifted column by bin. */
export interface Segments {
  readonly segments: readonly Segment[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly rows: { readonly reference: number; readonly current: number };
}

/** More segments than these say little each; the smaller ones are merged. */
export const segmentLimit = 200;
export const mergedName = 'other';

/**
 * Checks a table and sums it. Of more than `segmentLimit` segments the largest keep their name, by the sum of their
 * shares of both sides, so that neither a long reference nor a long current window decides alone; the rest become one.
 * Where segments are equally large, the names decide, so that the order given never does.
 */
export function readSegments(table: SegmentTable): Segments {
  checkTable(table);
  const all = table.segments.map((name, index) =>
    segmentOf(name, 1, table.reference[index] ?? [], table.current[index] ?? []),
  );
  const bins = table.reference[0]?.length ?? 0;
  const whole = merge('', all, bins);
  return { segments: capped(all, whole, bins), reference: whole.reference, current: whole.current, rows: whole.rows };
}

export function shareOf(count: number, rows: number): number {
  return rows === 0 ? 0 : count / rows;
}

function capped(all: readonly Segment[], whole: Segment, bins: number): readonly Segment[] {
  if (all.length <= segmentLimit) return all;
  const size = ({ rows }: Segment): number =>
    shareOf(rows.reference, whole.rows.reference) + shareOf(rows.current, whole.rows.current);
  const bySize = [...all].sort((a, b) => size(b) - size(a) || (a.name < b.name ? -1 : 1));
  return [...bySize.slice(0, segmentLimit), merge(mergedName, bySize.slice(segmentLimit), bins)];
}

function segmentOf(name: string, merged: number, reference: readonly number[], current: readonly number[]): Segment {
  return { name, merged, reference, current, rows: { reference: sum(reference), current: sum(current) } };
}

function merge(name: string, parts: readonly Segment[], bins: number): Segment {
  const added = (side: 'reference' | 'current'): number[] =>
    Array.from({ length: bins }, (_, bin) => sum(parts.map((part) => part[side][bin] ?? 0)));
  return segmentOf(name, parts.length, added('reference'), added('current'));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function checkTable({ segments, reference, current }: SegmentTable): void {
  if (new Set(segments).size < segments.length) throw new RangeError('segments: expected every name once');
  const bins = reference[0]?.length ?? 0;
  for (const [side, rows] of [
    ['reference', reference],
    ['current', current],
  ] as const) {
    if (rows.length !== segments.length) {
      throw new RangeError(`${side}: expected a row for each of the ${segments.length} segments, got ${rows.length}`);
    }
    rows.forEach((counts, index) => {
      if (counts.length !== bins) {
        throw new RangeError(`${side}[${index}]: expected ${bins} bins as in reference[0], got ${counts.length}`);
      }
      const wrong = counts.find((count) => !Number.isSafeInteger(count) || count < 0);
      if (wrong !== undefined) {
        throw new RangeError(`${side}[${index}]: expected counts (whole numbers from 0 on), got ${wrong}`);
      }
    });
  }
}
