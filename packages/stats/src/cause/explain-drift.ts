import { type Counterfactual, effectOf, restore } from './counterfactual.ts';
import { chanceOfInside, chanceOfMove, chanceOfShare } from './evidence.ts';
import { readSegments, type Segment, type Segments, type SegmentTable } from './segment-table.ts';
import { percent, type SliceFacts, wordsOfSlice } from './words.ts';

/** A drifted column, counted by the segments of another column. */
export interface Candidate extends SegmentTable {
  /** The segmenting column. */
  readonly column: string;
}

/** The one slice that explains most of the change. */
export interface CauseSlice extends SliceFacts {
  readonly words: string;
}

/** No slice explains half of the change. */
export interface CauseEverywhere {
  readonly kind: 'everywhere';
  /** What explains the most nevertheless, if anything does. */
  readonly most: SliceFacts | null;
  readonly words: string;
}

/** No slice could be looked for, never to be taken for a change that is everywhere. */
export interface CauseUnknown {
  readonly kind: 'unknown';
  readonly reason: 'no rows' | 'no change' | 'no slice large enough';
  readonly words: string;
}

export type Cause = CauseSlice | CauseEverywhere | CauseUnknown;

/** Rows of a slice, on either side, below which it is no candidate. */
export const leastSliceRows = 20;
/** A slice with more than this share of the rows is the column itself. */
export const largestSliceShare = 0.9;
/** What a slice has to explain of that which its mere size would not. */
export const leastExcess = 0.5;
/** Of slices that explain nearly the same, in parts of the best, the smallest is the cause. */
export const nearlyBest = 0.9;
/** What chance does more often than this is no change that has a cause, and no slice's own doing. */
export const chanceLevel = 0.01;

/**
 * Which slice of the rows moved a column?
 *
 * Definition: for every segment of every candidate, its reference behaviour is put in place of its current rows and
 * the effect is measured again (see `restore`); explained = 1 − after / before. Two ways: its distribution alone, its
 * share kept (inside), or its share too, the others filling up in proportion (mix). It is `inside` if the first does at
 * least half of what the second does.
 *
 * A slice qualifies when it explains half of what its size would not: (explained − expected) / (1 − expected) ≥ 0.5,
 * where expected is what it would explain of a change that is the same everywhere. This is at least half of the change,
 * and 80 % for a slice of 60 % of the rows. It also has to differ from the other rows by more than chance (p ≤ 0.01): in
 * how it moved inside, or in its share. Among the qualified within 0.9 of the best, the one with the fewest current
 * rows wins, then the one that explains more, then the first by name: the order given never matters.
 *
 * Only the first 200 segments by size are looked at, and of these only those with 20 reference or 20 current rows.
 *
 * Cost: for each candidate, segments × bins. Example: in conference Prairie [100, 100, 100, 100] rows became
 * [10, 50, 140, 200] and in Bay [300, 300, 300, 300] remained: { kind: 'inside', segment: 'Prairie', explained: 1, … }.
 */
export function explainDrift(candidates: readonly Candidate[], drifted: string): Cause {
  checkBins(candidates);
  const tables = candidates
    .map((candidate) => ({ column: candidate.column, whole: readSegments(candidate) }))
    .filter(({ whole }) => whole.rows.reference > 0 && whole.rows.current > 0);
  if (tables.length === 0) return unknown('no rows', `${drifted}: no rows to look for a cause in`);
  const changed = tables.filter(({ whole }) => chanceOfMove(whole) <= chanceLevel && effectOf(whole) > 0);
  if (changed.length === 0) return unknown('no change', `${drifted} moved no more than chance does: there is no cause`);
  const slices = changed.flatMap(({ column, whole }) =>
    whole.segments.flatMap((segment) => sliceOf(column, segment, whole) ?? []),
  );
  if (slices.length === 0) {
    const words = `${drifted}: no segment has between ${leastSliceRows} rows and ${percent(largestSliceShare)} of them`;
    return unknown('no slice large enough', words);
  }
  const qualified = slices.filter(({ excess, chance }) => excess >= leastExcess && chance() <= chanceLevel);
  const best = Math.max(...qualified.map(({ facts }) => facts.explained));
  const chosen = qualified.filter(({ facts }) => facts.explained >= nearlyBest * best).sort(smallestFirst)[0];
  if (chosen) return { ...chosen.facts, words: wordsOfSlice(drifted, chosen.facts) };
  return everywhere(drifted, slices);
}

interface Slice {
  readonly facts: SliceFacts;
  /** What it explains beyond what its size would; 1 is all. */
  readonly excess: number;
  /** How often chance sets a slice apart from the others like this; asked of few, as the exact test takes its time. */
  readonly chance: () => number;
}

function sliceOf(column: string, segment: Segment, whole: Segments): Slice | null {
  const shareCurrent = segment.rows.current / whole.rows.current;
  const shareReference = segment.rows.reference / whole.rows.reference;
  const tooSmall = Math.max(segment.rows.current, segment.rows.reference) < leastSliceRows;
  const tooLarge = Math.min(shareCurrent, shareReference) > largestSliceShare;
  if (segment.merged > 1 || tooSmall || tooLarge) return null;
  const restored = restore(segment, whole, leastSliceRows);
  const inside = shareCurrent > largestSliceShare ? null : restored.inside;
  const better = larger(inside, restored.mix);
  if (better === null) return null;
  const isInside = inside !== null && (restored.mix === null || inside.explained >= restored.mix.explained / 2);
  const kind = isInside ? 'inside' : 'mix';
  return {
    facts: { column, segment: segment.name, explained: better.explained, kind, shareCurrent, shareReference },
    excess: excessOf(better),
    chance: () => (isInside ? chanceOfInside(segment, whole) : chanceOfShare(segment, whole)),
  };
}

function larger(a: Counterfactual | null, b: Counterfactual | null): Counterfactual | null {
  if (a === null || b === null) return a ?? b;
  return excessOf(a) >= excessOf(b) ? a : b;
}

function excessOf({ explained, expected }: Counterfactual): number {
  return expected === 1 ? 0 : (explained - expected) / (1 - expected);
}

function everywhere(drifted: string, slices: readonly Slice[]): CauseEverywhere {
  const most = [...slices].sort((a, b) => b.excess - a.excess || smallestFirst(a, b))[0]?.facts;
  const words = `${drifted} moved in no segment alone: none explains half of the change beyond what its size does`;
  if (most === undefined || most.explained <= 0) return { kind: 'everywhere', most: null, words };
  const named = `${most.column} = ${most.segment} (${percent(most.shareCurrent)} of rows)`;
  return { kind: 'everywhere', most, words: `${words}; the most, ${percent(most.explained)}, ${named}` };
}

function smallestFirst({ facts: a }: Slice, { facts: b }: Slice): number {
  const byName = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    a.shareCurrent - b.shareCurrent ||
    b.explained - a.explained ||
    byName(a.column, b.column) ||
    byName(a.segment, b.segment)
  );
}

function unknown(reason: CauseUnknown['reason'], words: string): CauseUnknown {
  return { kind: 'unknown', reason, words };
}

function checkBins(candidates: readonly Candidate[]): void {
  const counted = candidates.filter(({ reference }) => reference.length > 0);
  const bins = counted[0]?.reference[0]?.length ?? 0;
  for (const { column, reference } of counted) {
    const got = reference[0]?.length ?? 0;
    if (got !== bins) {
      throw new RangeError(
        `${column}: expected ${bins} bins as in ${counted[0]?.column}, got ${got}; all count one column`,
      );
    }
  }
}
