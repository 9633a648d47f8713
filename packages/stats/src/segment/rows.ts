import { type Refusal, refuse } from '../score/score.ts';

/** A code for a row that belongs to no segment of a column, such as one with a rare name. */
export const noSegment = 255;

/** More codes of one column would be segments of next to no rows, and the tables of pairs would no longer fit memory. */
export const mostCodes = 64;

export interface SegmentColumn {
  readonly name: string;
  /** For each row its segment, from 0 to count − 1, or `noSegment`. */
  readonly codes: Uint8Array;
  readonly count: number;
}

export interface SegmentRows {
  /** What the model lost in each row, in any unit: the larger the worse. */
  readonly losses: Float64Array;
  /**
   * What each loss is measured against, such as the stake: the figure of a segment is then Σ losses / Σ weights. A row of
   * weight 0 is not there. For a mean whose rows have weights, give the losses times their weights.
   */
  readonly weights?: Float64Array;
  readonly columns: readonly SegmentColumn[];
}

/** Rows around the figure of all of them, in a unit in which neither squares nor cubes leave the range of a double. */
export interface CentredRows {
  readonly rows: number;
  /** Rows whose weight is not 0. */
  readonly counted: number;
  /** loss − figure · weight, in units of `unit`. */
  readonly rests: Float64Array;
  /** In units of `weightUnit`. */
  readonly weights: Float64Array | undefined;
  readonly columns: readonly SegmentColumn[];
  /** Σ losses / Σ weights of all rows. */
  readonly value: number;
  /** A rate (rest / weight) of 1 is so much in the losses' own terms. */
  readonly unit: number;
}

/** Looks at every row once. What the data got wrong is refused, what the programmer got wrong is thrown. */
export function centreRows({ losses, weights, columns }: SegmentRows): CentredRows | Refusal {
  checkColumns(columns, losses.length);
  const n = losses.length;
  if (weights && weights.length !== n)
    throw new RangeError(`weights: expected one for each of the ${n} losses, got ${weights.length}`);
  if (n === 0) return refuse('empty', 'there is no row');
  const largest = largestOf('loss', losses);
  if (typeof largest !== 'number') return largest;
  const heaviest = weights ? largestOf('weight', weights) : 1;
  if (typeof heaviest !== 'number') return heaviest;
  if (heaviest === 0) return refuse('no_weight', 'the weights of all rows are 0');
  const [lossUnit, weightUnit] = [powerOfTwo(largest), weights ? powerOfTwo(heaviest) : 1];
  const rests = losses.map((loss) => loss / lossUnit);
  const scaled = weights?.map((weight) => weight / weightUnit);
  let counted = n;
  if (scaled) {
    for (let row = 0; row < n; row += 1) {
      if (scaled[row] !== 0) continue;
      rests[row] = 0;
      counted -= 1;
    }
  }
  // The second pass takes out what rounding left of the first.
  const rate = takeOut(rests, scaled) + takeOut(rests, scaled);
  const farthest = rests.reduce((most, rest) => Math.max(most, Math.abs(rest)), 0);
  if (farthest < rounding) rests.fill(0);
  const own = farthest < rounding ? 1 : powerOfTwo(farthest);
  for (let row = 0; row < n; row += 1) rests[row] = (rests[row] ?? 0) / own;
  const unit = lossUnit / weightUnit;
  if (!Number.isFinite(rate * unit) || !Number.isFinite(own * unit))
    return refuse('overflow', 'the losses are too large beside the weights for a double to hold their ratio');
  return { rows: n, counted, rests, weights: scaled, columns, value: rate * unit, unit: own * unit };
}

/** Losses of about 1 that are all this near to their mean are the same, but for what rounding left. */
const rounding = 1e-14;

/** Takes the rate of all rows out of each, and gives it. */
function takeOut(rests: Float64Array, weights: Float64Array | undefined): number {
  let [sum, weight] = [0, 0];
  for (let row = 0; row < rests.length; row += 1) sum += rests[row] ?? 0;
  if (weights) for (let row = 0; row < rests.length; row += 1) weight += weights[row] ?? 0;
  const rate = sum / (weights ? weight : rests.length);
  if (weights) {
    for (let row = 0; row < rests.length; row += 1) rests[row] = (rests[row] ?? 0) - rate * (weights[row] ?? 0);
  } else {
    for (let row = 0; row < rests.length; row += 1) rests[row] = (rests[row] ?? 0) - rate;
  }
  return rate;
}

/** The power of two next below, so that dividing by it rounds nothing; 1 for 0. */
function powerOfTwo(largest: number): number {
  return largest > 0 ? 2 ** Math.max(-1000, Math.floor(Math.log2(largest))) : 1;
}

function largestOf(what: 'loss' | 'weight', values: Float64Array): number | Refusal {
  const least = what === 'weight' ? 0 : Number.NEGATIVE_INFINITY;
  let largest = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (!(value >= least && Math.abs(value) < Number.POSITIVE_INFINITY)) {
      const wanted = what === 'weight' ? 'a number from 0 on' : 'a finite number';
      return refuse('invalid', `${what} of row ${row} is ${value}, expected ${wanted}`);
    }
    if (Math.abs(value) > largest) largest = Math.abs(value);
  }
  return largest;
}

function checkColumns(columns: readonly SegmentColumn[], rows: number): void {
  for (const { name, codes, count } of columns) {
    if (codes.length !== rows)
      throw new RangeError(`codes of ${name}: expected one for each of the ${rows} losses, got ${codes.length}`);
    if (!Number.isInteger(count) || count < 0 || count > mostCodes)
      throw new RangeError(`count of ${name}: expected a whole number from 0 to ${mostCodes}, got ${count}`);
    for (let row = 0; row < rows; row += 1) {
      const code = codes[row] ?? 0;
      if (code >= count && code !== noSegment)
        throw new RangeError(
          `code of row ${row} of ${name}: expected one below its count, ${count}, or ${noSegment} for none, got ${code}`,
        );
    }
  }
}
