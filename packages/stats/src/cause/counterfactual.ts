import { jsOfShares } from '../drift/jensen-shannon.ts';
import type { Segment, Segments } from './segment-table.ts';

/** What one segment explains when its reference behaviour is put in place of its current rows. */
export interface Counterfactual {
  /** 1 − effect after / effect before; negative where the change would be larger without it. */
  readonly explained: number;
  /** What it would explain, had all segments changed in the same way: the weight of what was replaced. */
  readonly expected: number;
}

export interface Restored {
  /** Its distribution restored, its share kept; null where the reference has too little to restore it from. */
  readonly inside: Counterfactual | null;
  /** Its share restored too; null where the other segments have too few current rows to fill up with. */
  readonly mix: Counterfactual | null;
}

/**
 * The change of a column without one segment's part in it.
 *
 * The effect is the Jensen–Shannon distance, net of chance: √max(0, divergence − what sampling alone is expected to
 * make). The distance, as the divergence grows with the square of a shift: of a change that is everywhere, a segment of
 * 30 % of the rows would explain 51 % of the divergence, but it explains 30 % of the distance. Net of chance, as what
 * is left over is never zero in a sample, and the root makes a little look like a lot.
 *
 * By chance the divergence is (bins − 1) / 8 · variance, with 1 / n + 1 / m for two samples (its second-order term is
 * Pearson's chi-squared); what is put in place from the reference does not vary against the reference.
 */
export function restore(segment: Segment, whole: Segments, leastRows: number): Restored {
  const { rows } = whole;
  const c = segment.rows.current / rows.current;
  const r = segment.rows.reference / rows.reference;
  const before = effectOf(whole);
  const explainedBy = (replaced: readonly number[], variance: number): number =>
    1 - distance(reference, replaced, variance) / before;
  const reference = whole.reference.map((count) => count / rows.reference);
  const own = (bin: number): number => (segment.reference[bin] ?? 0) / segment.rows.reference;
  const rest = (bin: number): number => ((whole.current[bin] ?? 0) - (segment.current[bin] ?? 0)) / rows.current;

  const kept = (): Counterfactual => ({
    explained: explainedBy(
      reference.map((_, bin) => rest(bin) + c * own(bin)),
      (1 - c) / rows.current + (1 - r) / rows.reference + (c - r) ** 2 / segment.rows.reference,
    ),
    expected: c,
  });
  const shared = (): Counterfactual => ({
    explained: explainedBy(
      reference.map((_, bin) => ((1 - r) / (1 - c)) * rest(bin) + (segment.reference[bin] ?? 0) / rows.reference),
      (1 - r) ** 2 / (rows.current * (1 - c)) + (1 - r) / rows.reference,
    ),
    expected: r,
  });
  return {
    inside: segment.rows.reference < leastRows ? null : kept(),
    mix: rows.current - segment.rows.current < leastRows ? null : shared(),
  };
}

/** How far a column has moved, net of chance. */
export function effectOf({ reference, current, rows }: Segments): number {
  return distance(
    reference.map((count) => count / rows.reference),
    current.map((count) => count / rows.current),
    1 / rows.reference + 1 / rows.current,
  );
}

function distance(reference: readonly number[], current: readonly number[], variance: number): number {
  const bins = reference.filter((share, bin) => share + (current[bin] ?? 0) > 0).length;
  return Math.sqrt(Math.max(0, jsOfShares(reference, current) - ((bins - 1) / 8) * variance));
}
