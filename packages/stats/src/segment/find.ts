import { benjaminiHochberg } from '../compare/benjamini-hochberg.ts';
import { type Interval, isRefusal, type Refusal } from '../score/score.ts';
import { type Range, rangeOf } from './range.ts';
import { type CentredRows, centreRows, type SegmentRows } from './rows.ts';
import { type Sums, without } from './sums.ts';
import { type CellTables, sumCells } from './tables.ts';
import { compareCautiously, intervalOfDifference, intervalOfFigure, weakness } from './weakness.ts';

export interface SegmentOptions {
  /** False discovery rate of the search: so large a share of what it finds is chance, on the average. */
  readonly level?: number;
  /** Segments of fewer rows are not looked at, nor those that leave fewer to compare with. */
  readonly minimum?: number;
  /** Whether two columns together are looked at as well. */
  readonly pairs?: boolean;
  /** How many segments to give at the most. */
  readonly most?: number;
  /** How sure the intervals are. */
  readonly confidence?: number;
}

/** A cell of one column, or of two, in which the model is worse than elsewhere. */
export interface Segment {
  /** Columns by position, in ascending order. */
  readonly where: readonly { readonly column: number; readonly code: number }[];
  readonly rows: number;
  /** Σ losses / Σ weights of its rows. */
  readonly value: number;
  /** Null where all its rows brought the same: how they vary is then not known. */
  readonly interval: Interval | null;
  /** The figure of all other rows. */
  readonly rest: number;
  readonly difference: { readonly value: number; readonly interval: Interval | null };
  readonly p: number;
  /** The smallest false discovery rate at which the search would give it. */
  readonly adjusted: number;
}

export interface SegmentSearch {
  /** Worst first: by the low end of the interval of the difference. */
  readonly segments: readonly Segment[];
  /** How many there are, of which `segments` gives the first. */
  readonly found: number;
  /** How many cells were large enough to look at, and how many were not. */
  readonly looked: number;
  readonly tooSmall: number;
  /** The figure of all rows, and how many those are. */
  readonly value: number;
  readonly rows: number;
}

interface Cell {
  readonly where: Segment['where'];
  readonly sums: Sums;
  readonly p: number;
}

/**
 * Segments in which a model is worse than in the rest of the rows, with what chance makes of so wide a search taken off.
 *
 * Each cell of a column is compared with all other rows, see `weakness`. A cell of two columns is compared with all other
 * rows, and with the rest of each of the two cells it lies in, and its p is the largest of the
 * three (intersection and union; Berger, 1982), so that no pair is found for what one column says alone. The p of cells of
 * one column and those of pairs are adjusted apart, each for half the level (Benjamini and Hochberg, 1995): there are a
 * hundred times as many pairs, and they are not to hide the columns. Rows are taken to be independent of each other. The
 * intervals are not adjusted: of what a wide search finds, the difference is on the average a little smaller than it seems.
 *
 * Cost: for 20 columns of 12 codes and a million rows about a second, see `coverPairs`.
 * Example: findSegments({ losses, columns: [{ name: 'region', codes, count: 3 }] }).
 */
export function findSegments(rows: SegmentRows, options: SegmentOptions = {}): SegmentSearch | Refusal {
  const { level = 0.05, minimum = 50, pairs = true, most = 20, confidence = 0.95 } = options;
  checkOptions({ level, minimum, most, confidence });
  const data = centreRows(rows);
  if (isRefusal(data)) return data;
  const tables = sumCells(data, pairs);
  const search = { data, tables, range: rangeOf(data.rests), level, minimum };
  const ones = lookAtColumns(search);
  const twos = pairs ? lookAtPairs(search) : { cells: [], tooSmall: 0 };
  const families = [ones.cells, twos.cells].filter((cells) => cells.length > 0);
  const found = families
    .flatMap((cells) => discoveries(cells, families.length, level))
    .map(({ cell, adjusted }) => segmentOf(search, cell, adjusted, confidence))
    .sort((a, b) => surely(b) - surely(a) || byName(data, a, b));
  return {
    segments: found.slice(0, most),
    found: found.length,
    looked: ones.cells.length + twos.cells.length,
    tooSmall: ones.tooSmall + twos.tooSmall,
    value: data.value,
    rows: data.counted,
  };
}

interface Search {
  readonly data: CentredRows;
  readonly tables: CellTables;
  readonly range: Range;
  readonly level: number;
  readonly minimum: number;
}

interface Looked {
  readonly cells: readonly Cell[];
  readonly tooSmall: number;
}

/** Whether a part and what it leaves of the whole are both large enough to compare. */
function isComparable(part: Sums, whole: Sums, minimum: number): boolean {
  return part.rows >= minimum && whole.rows - part.rows >= minimum;
}

function lookAtColumns({ data, tables, range, level, minimum }: Search): Looked {
  const cells: Cell[] = [];
  let tooSmall = 0;
  for (const [column, { count }] of data.columns.entries()) {
    for (let code = 0; code < count; code += 1) {
      const sums = tables.one(column, code);
      if (sums.rows === 0) continue;
      if (isComparable(sums, tables.all, minimum))
        cells.push({ where: [{ column, code }], sums, p: weakness(sums, tables.all, range, level) });
      else tooSmall += 1;
    }
  }
  return { cells, tooSmall };
}

/** Where a pair leaves too little of one of its columns' cells, it is that cell, and not looked at. */
function lookAtPairs({ data, tables, range, level, minimum }: Search): Looked {
  const cells: Cell[] = [];
  let tooSmall = 0;
  const sides = data.columns.map(({ count }, column) =>
    Array.from({ length: count }, (_, code) => ({ column, code, sums: tables.one(column, code) })),
  );
  for (const [a, firsts] of sides.entries()) {
    for (const seconds of sides.slice(a + 1)) {
      for (const first of firsts) {
        if (first.sums.rows === 0) continue;
        for (const second of seconds) {
          const sums = tables.two(a, second.column, first.code, second.code);
          if (sums.rows === 0) continue;
          const wholes = [tables.all, first.sums, second.sums];
          if (wholes.every((whole) => isComparable(sums, whole, minimum))) {
            const where = [first, second].map(({ column, code }) => ({ column, code }));
            cells.push({ where, sums, p: largestWeakness(sums, wholes, range, level) });
          } else tooSmall += 1;
        }
      }
    }
  }
  return { cells, tooSmall };
}

/** One that is 1 settles it, and most are. */
function largestWeakness(sums: Sums, wholes: readonly Sums[], range: Range, level: number): number {
  let p = 0;
  for (const whole of wholes) {
    p = Math.max(p, weakness(sums, whole, range, level));
    if (p === 1) break;
  }
  return p;
}

function discoveries(cells: readonly Cell[], families: number, level: number) {
  const adjusted = benjaminiHochberg(cells.map(({ p }) => p));
  return cells
    .map((cell, index) => ({ cell, adjusted: Math.min(1, families * (adjusted[index] ?? 1)) }))
    .filter((one) => one.adjusted <= level);
}

function segmentOf({ data, tables }: Search, { where, sums, p }: Cell, adjusted: number, confidence: number): Segment {
  const rest = without(tables.all, sums);
  const [own, others] = [sums.rest / sums.weight, rest.rest / rest.weight];
  const scaled = (interval: Interval | null, from: number): Interval | null =>
    interval && { ...interval, low: from + interval.low * data.unit, high: from + interval.high * data.unit };
  return {
    where,
    rows: sums.rows,
    value: data.value + own * data.unit,
    interval: scaled(intervalOfFigure(sums, confidence), data.value),
    rest: data.value + others * data.unit,
    difference: {
      value: (own - others) * data.unit,
      interval: scaled(around(own - others, intervalOfDifference(compareCautiously(sums, tables.all), confidence)), 0),
    },
    p,
    adjusted,
  };
}

/** The interval is of the cautious difference, which few rows may leave a little beside their own. */
function around(value: number, interval: Interval | null): Interval | null {
  return interval && { ...interval, low: Math.min(value, interval.low), high: Math.max(value, interval.high) };
}

const surely = ({ difference: { value, interval } }: Segment): number => interval?.low ?? value;

/** Segments that are equally bad come in the order of their columns' names and codes, whatever the order of the columns. */
function byName({ columns }: CentredRows, a: Segment, b: Segment): number {
  if (a.where.length !== b.where.length) return a.where.length - b.where.length;
  const names = ({ where }: Segment): string =>
    JSON.stringify(where.map(({ column, code }) => [columns[column]?.name, 1000 + code]).sort());
  return names(a) < names(b) ? -1 : 1;
}

function checkOptions({ level, minimum, most, confidence }: Required<Omit<SegmentOptions, 'pairs'>>): void {
  for (const [name, value] of Object.entries({ level, confidence })) {
    if (!(value > 0 && value < 1)) throw new RangeError(`${name}: expected a number between 0 and 1, got ${value}`);
  }
  if (!Number.isInteger(minimum) || minimum < 2)
    throw new RangeError(`minimum: expected a whole number of rows from 2 on, got ${minimum}`);
  if (!Number.isInteger(most) || most < 0) throw new RangeError(`most: expected a whole number from 0 on, got ${most}`);
}
