import { type Candidate, explainDrift, groupEdges, type Profile } from '@pitwall/stats';
import { z } from 'zod';
import type { NumberColumn } from '../data/engine.ts';
import type { Table } from '../data/table.ts';
import { cellsOf } from './cells.ts';
import type { ComparedColumn } from './columns.ts';
import { codesByCuts, codesIn, countPairs, type RowCodes } from './row-codes.ts';

/** How the values of one column fall on the segments of another. */
export interface SegmentTarget {
  readonly column: string;
  /** Where the numbers are cut; null for categories. */
  readonly cuts: readonly number[] | null;
  /** The categories that have a bin of their own; the last bin is that of all others. Null for numbers. */
  readonly categories: readonly string[] | null;
  /** Rows of each segment, and last those of no known segment, in each bin. */
  readonly counts: readonly (readonly number[])[];
}

/** What a baseline keeps to tell later in which segment a column moved: counts only. */
export interface SegmentCounts {
  readonly column: string;
  readonly segments: readonly string[];
  readonly targets: readonly SegmentTarget[];
}

const counts = z.array(z.array(z.int().min(0)));

export const segmentsSchema = z.array(
  z.strictObject({
    column: z.string(),
    segments: z.array(z.string()),
    targets: z.array(
      z
        .strictObject({
          column: z.string(),
          cuts: z.array(z.number()).nullable(),
          categories: z.array(z.string()).nullable(),
          counts,
        })
        .refine(
          (target) => target.counts.every((row) => row.length === binsOf(target)),
          'expected a count for each bin',
        ),
    ),
  }),
);

const mostSegmentColumns = 5;
const mostSegments = 50;
const mostTargets = 60;
const groups = 10;
const unknownSegment = 'any other';

interface Profiled extends ComparedColumn {
  readonly profile: Profile;
}

const binsOf = ({ cuts, categories }: Pick<SegmentTarget, 'cuts' | 'categories'>): number =>
  (cuts?.length ?? categories?.length ?? 0) + 1;

/** Which columns segment the others, and where those are cut: of categories the coarsest first. */
export function planSegments(columns: readonly Profiled[]): SegmentCounts[] {
  const targets = columns.flatMap(targetOf).slice(0, mostTargets);
  return columns
    .flatMap(({ name, profile }) => {
      if (profile.kind !== 'categorical') return [];
      const segments = profile.categories.filter((_, index) => (profile.counts[index] ?? 0) > 0);
      return segments.length >= 2 && segments.length <= mostSegments && profile.other === 0
        ? [{ column: name, segments }]
        : [];
    })
    .sort((a, b) => a.segments.length - b.segments.length)
    .slice(0, mostSegmentColumns)
    .map(({ column, segments }) => ({
      column,
      segments,
      targets: targets.filter((target) => target.column !== column),
    }));
}

function targetOf({ name, profile }: Profiled): SegmentTarget[] {
  if (profile.kind === 'numeric')
    return [{ column: name, cuts: groupEdges(profile, groups), categories: null, counts: [] }];
  if (profile.kind !== 'categorical') return [];
  const often = profile.categories
    .map((category, index) => ({ category, count: profile.counts[index] ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.category < b.category ? -1 : 1))
    .slice(0, groups)
    .map(({ category }) => category);
  return [{ column: name, cuts: null, categories: often, counts: [] }];
}

/** Counts a table on a plan, or on what a baseline has counted; of the targets only those that are asked for. */
export async function countSegments(
  table: Table,
  columns: readonly ComparedColumn[],
  plan: readonly SegmentCounts[],
  only?: ReadonlySet<string>,
): Promise<SegmentCounts[]> {
  const wanted = plan
    .map((one) => ({ ...one, targets: one.targets.filter(({ column }) => only?.has(column) ?? true) }))
    .filter(({ column, targets }) => targets.length > 0 && columns.some(({ name }) => name === column));
  const named = new Set(wanted.flatMap(({ column, targets }) => [column, ...targets.map((target) => target.column)]));
  const read = columns.filter(({ name }) => named.has(name));
  const { dialect } = table.engine;
  const known = new Map<string, RowCodes>();
  const pairs = wanted.flatMap(({ column, segments, targets }) =>
    targets.flatMap((target) => {
      const [own, other] = [placeOf(column), placeOf(target.column)];
      if (other < 0) return [];
      const [of, bins] = [placeAmong(own, segments), binsOf(target)];
      const at = target.categories ? placeAmong(other, target.categories) : placeBetween(other, target.cuts ?? []);
      return [{ column, target, of, at, bins, counts: new Float64Array((segments.length + 1) * bins) }];
    }),
  );
  if (pairs.length > 0) await count();
  return wanted.map(({ column, segments }) => ({
    column,
    segments,
    targets: pairs.flatMap(({ column: own, target, bins, counts }) => {
      if (own !== column) return [];
      const rows = Array.from({ length: segments.length + 1 }, (_, segment) => [
        ...counts.subarray(segment * bins, (segment + 1) * bins),
      ]);
      return [{ ...target, counts: rows }];
    }),
  }));

  async function count(): Promise<void> {
    const all = [...known.values()];
    const { source } = cellsOf(table, read, new Map());
    const expressions = all.map(({ sql }) => `CAST(${sql} AS DOUBLE)`).join(', ');
    await table.engine.streamNumbers(`SELECT ${expressions} FROM (${source})`, (streamed) => {
      const codes = new Map(streamed.flatMap((column, index) => pairOf(all[index], column)));
      for (const { of, at, bins, counts } of pairs) {
        const [first, second] = [codes.get(of), codes.get(at)];
        if (first && second) countPairs(counts, bins, first, second);
      }
    });
  }

  function placeOf(name: string): number {
    return read.findIndex((column) => column.name === name);
  }

  /** The place of a text in a list, or one behind its end. */
  function placeAmong(place: number, list: readonly string[]): RowCodes {
    const value =
      read[place]?.kind === 'boolean'
        ? `CASE WHEN v${place} THEN 'true' WHEN NOT v${place} THEN 'false' END`
        : `v${place}`;
    const found =
      list.length === 0
        ? '0'
        : `coalesce(list_position([${list.map(dialect.text).join(', ')}], ${value}) - 1, ${list.length})`;
    const sql = `CASE WHEN v${place} IS NOT NULL THEN ${found} END`;
    return once(sql, () => codesIn(sql));
  }

  function placeBetween(place: number, cuts: readonly number[]): RowCodes {
    return once(`${place}: ${cuts.join()}`, () => codesByCuts(`v${place}`, cuts));
  }

  /** What several pairs need goes by once. */
  function once(key: string, make: () => RowCodes): RowCodes {
    const codes = known.get(key) ?? make();
    known.set(key, codes);
    return codes;
  }
}

const pairOf = (codes: RowCodes | undefined, column: NumberColumn): (readonly [RowCodes, Int32Array])[] =>
  codes ? [[codes, codes.read(column)]] : [];

export interface CauseWords {
  /** One segment explains most of the change; else it is in all of them. */
  readonly isSegment: boolean;
  readonly words: string;
}

/** Which segment explains most of a column's change; undefined where nobody can tell. */
export function causeOf(
  column: string,
  before: readonly SegmentCounts[],
  now: readonly SegmentCounts[],
): CauseWords | undefined {
  const candidates = before.flatMap((one): Candidate[] => {
    const current = now.find((other) => other.column === one.column);
    const [then, counted] = [one, current].map(
      (side) => side?.targets.find((target) => target.column === column)?.counts,
    );
    if (!then || !counted) return [];
    return [{ column: one.column, segments: [...one.segments, unknownSegment], reference: then, current: counted }];
  });
  if (candidates.length === 0) return undefined;
  const cause = explainDrift(candidates, column);
  return cause.kind === 'unknown' ? undefined : { isSegment: cause.kind !== 'everywhere', words: cause.words };
}
