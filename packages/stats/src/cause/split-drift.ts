import { readSegments, type Segment, type SegmentTable, shareOf } from './segment-table.ts';

/** What one segment has to do with the change. */
export interface SegmentChange {
  readonly segment: string;
  /** How many segments it stands for: more than 1 where the small ones were merged. */
  readonly merged: number;
  /** Its share of the rows, as counted. */
  readonly shareReference: number;
  readonly shareCurrent: number;
  /** Its part of the total, of its share and of its inside together. */
  readonly contribution: number;
  /** The same as a share of the total; null where nothing changed at all. */
  readonly contributionShare: number | null;
  /** Divergence of its current rows from its reference rows, whatever its size. */
  readonly insideDivergence: number;
}

/** A change in nats, split into two parts that sum to it. */
export interface DriftSplit {
  readonly total: number;
  /** The segments' shares changed. */
  readonly mix: number;
  /** The distribution within the segments changed. */
  readonly inside: number;
  readonly mixShare: number | null;
  readonly insideShare: number | null;
  readonly perSegment: readonly SegmentChange[];
}

/** There is nothing to compare with, or nothing to compare. */
export interface UnknownSplit {
  readonly unknown: 'no reference rows' | 'no current rows';
}

/**
 * Is a change in the mix of the segments, or inside them?
 *
 * Definition: by the chain rule of the Kullback–Leibler divergence over (segment, bin),
 *
 *     KL(current ‖ reference) = KL(shares of segments) + Σ current share(s) · KL(bins within s)
 *           total             =          mix           +                inside
 *
 * A segment contributes c · ln(c / r) − c + r of the mix, c and r being its shares: never negative, and the sum is the
 * same as without the last two terms. All from one smoothed joint table, or the rule would not hold.
 *
 * Smoothing: both sides are drawn towards their middle m = (r + c) / 2 by as many rows as there are cells that either
 * side has anything in: n / (n + cells) of a share is its own, the rest is m. As strong as Laplace's one row for each
 * cell, so nothing is infinite; but equal shares stay equal when one side is much larger, and a segment that is new or
 * gone changes the mix only, as nobody knows how it would have behaved.
 *
 * Chance has S · (bins − 1) ways to move the insides and S − 1 to move the mix: with few rows in many cells the inside
 * is the larger part of what is only noise. It measures the joint change, so it also sees what cancels out in the column.
 *
 * Reference: Cover and Thomas, "Elements of Information Theory" (2006), theorem 2.5.3. Cost: two passes over the cells.
 * Example: of segments [a, b] with bins [[50, 0], [0, 50]] then and [[80, 0], [0, 20]] now, all of the change is mix.
 */
export function splitDrift(table: SegmentTable): DriftSplit | UnknownSplit {
  const { segments, rows } = readSegments(table);
  if (rows.reference === 0) return { unknown: 'no reference rows' };
  if (rows.current === 0) return { unknown: 'no current rows' };
  const cells = segments.reduce((sum, segment) => sum + occupied(segment), 0);
  const parts = segments.map((segment) => partsOf(segment, rows, cells));
  const mix = parts.reduce((sum, part) => sum + part.mix, 0);
  const inside = parts.reduce((sum, part) => sum + part.inside, 0);
  const total = mix + inside;
  const ofTotal = (part: number): number | null => (total === 0 ? null : part / total);
  return {
    total,
    mix,
    inside,
    mixShare: ofTotal(mix),
    insideShare: ofTotal(inside),
    perSegment: segments.map(({ name, merged, rows: own }, index) => {
      const part = parts[index] ?? nothing;
      return {
        segment: name,
        merged,
        shareReference: shareOf(own.reference, rows.reference),
        shareCurrent: shareOf(own.current, rows.current),
        contribution: part.mix + part.inside,
        contributionShare: ofTotal(part.mix + part.inside),
        insideDivergence: part.divergence,
      };
    }),
  };
}

const nothing = { mix: 0, inside: 0, divergence: 0 };

function occupied({ reference, current }: Segment): number {
  return reference.filter((count, bin) => count + (current[bin] ?? 0) > 0).length;
}

function partsOf(segment: Segment, rows: Segment['rows'], cells: number): typeof nothing {
  const reference: number[] = [];
  const current: number[] = [];
  segment.reference.forEach((count, bin) => {
    const now = segment.current[bin] ?? 0;
    const r = count / rows.reference;
    const c = now / rows.current;
    const middle = (r + c) / 2;
    // Equal shares are taken as they are: drawn towards themselves, they would differ by a rounding error.
    reference.push(r === c ? r : (count + cells * middle) / (rows.reference + cells));
    current.push(r === c ? c : (now + cells * middle) / (rows.current + cells));
  });
  const shareReference = reference.reduce((sum, share) => sum + share, 0);
  const shareCurrent = current.reduce((sum, share) => sum + share, 0);
  if (shareCurrent === 0) return nothing;
  const divergence = reference.reduce(
    (sum, share, bin) => sum + excess((current[bin] ?? 0) / shareCurrent, share / shareReference),
    0,
  );
  return { mix: excess(shareCurrent, shareReference), inside: shareCurrent * divergence, divergence };
}

/** c · ln(c / r) − c + r: zero if and only if c = r, else positive; rounding may not take it below. */
function excess(c: number, r: number): number {
  return c === r ? 0 : Math.max(0, c * Math.log(c / r) - c + r);
}
