import { normalCdf, normalQuantile } from '../../distribution/normal.ts';
import { uniform } from '../../drift/testing/columns.ts';
import type { Candidate } from '../explain-drift.ts';

/** A column in ten bins, whose rows belong to a conference, a venue and a month; only the conference can be a cause. */
export const conferences = ['Atlantic', 'Bay', 'Coast', 'Delta', 'Eastern', 'Prairie', 'Summit', 'Valley'] as const;
export type Conference = (typeof conferences)[number];
const venues = ['home', 'away', 'neutral'];
const months = ['November', 'December', 'January', 'February', 'March'];
const bins = 10;

export interface World {
  /** Weights of the conferences, 1 where not said. */
  readonly weights?: Partial<Readonly<Record<Conference, number>>>;
  /** Means in standard deviations, 0 where not said. */
  readonly means?: Partial<Readonly<Record<Conference, number>>>;
}

export interface Season {
  readonly seed: number;
  readonly reference: World;
  readonly current: World;
  readonly rows: { readonly reference: number; readonly current: number };
}

/** The tables of all three columns, as drawn. */
export function seasonOf({ seed, reference, current, rows }: Season): Candidate[] {
  const then = draw(seed * 2_654_435_761, rows.reference, reference);
  const now = draw(seed * 2_654_435_761 + 40_503, rows.current, current);
  return (['conference', 'venue', 'month'] as const).map((column) => ({
    column,
    segments: names[column],
    reference: then[column],
    current: now[column],
  }));
}

const names = { conference: [...conferences], venue: venues, month: months };

/** Bins of a normal distribution with this mean, on the deciles of the standard one. */
function sharesOfMean(mean: number): number[] {
  const below = Array.from({ length: bins + 1 }, (_, edge) =>
    edge === 0 ? 0 : edge === bins ? 1 : normalCdf(normalQuantile(edge / bins) - mean),
  );
  return below.slice(1).map((probability, bin) => probability - (below[bin] ?? 0));
}

function draw(seed: number, rows: number, world: World): Record<keyof typeof names, number[][]> {
  const weights = conferences.map((name) => world.weights?.[name] ?? 1);
  const shares = conferences.map((name) => sharesOfMean(world.means?.[name] ?? 0));
  const counted = (segments: readonly string[]): number[][] => segments.map(() => new Array<number>(bins).fill(0));
  const tables = { conference: counted(names.conference), venue: counted(venues), month: counted(months) };
  const numbers = uniform(seed, rows * 4);
  for (let row = 0; row < rows; row += 1) {
    const [where = 0, what = 0, venue = 0, month = 0] = numbers.subarray(row * 4, row * 4 + 4);
    const conference = pick(weights, where);
    const bin = pick(shares[conference] ?? [], what);
    count(tables.conference, conference, bin);
    count(tables.venue, pick([6, 3, 1], venue), bin);
    count(tables.month, pick([1, 2, 3, 3, 2], month), bin);
  }
  return tables;
}

function count(table: number[][], segment: number, bin: number): void {
  const counts = table[segment];
  if (counts) counts[bin] = (counts[bin] ?? 0) + 1;
}

function pick(weights: readonly number[], at: number): number {
  let left = at * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return found === -1 ? weights.length - 1 : found;
}
