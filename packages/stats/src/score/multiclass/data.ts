import { doublesOf } from '../doubles.ts';
import { isRefusal, type Refusal, refuse, weightProblem } from '../score.ts';
import { type Areas, sumAreas } from './areas.ts';
import { type ClassName, classesOf, codesOf } from './classes.ts';

/** What a model said of each row, of several classes, and what then was so. */
export interface MulticlassRows {
  readonly labels: ArrayLike<ClassName>;
  /** What the model decided; the class of the highest probability, the first of them, where not given. */
  readonly predictions?: ArrayLike<ClassName>;
  /** Row after row, the probability of each class in the order of `classes`. */
  readonly probabilities?: ArrayLike<number>;
  /** The classes that there are; those that are seen, in order, where not given. */
  readonly classes?: readonly ClassName[];
  /** How much each row counts; 1 where not given. */
  readonly weights?: ArrayLike<number>;
  /**
   * What an average over classes is where a class has no figure of its own, as precision of a class that was never
   * predicted: unknown, or the average of the other classes.
   */
  readonly absent?: AbsentRule;
}

export type AbsentRule = 'unknown' | 'skip';

/** Sums over the cells of actual class × predicted class, row by row: of weights, of their squares, of rows. */
export interface CellSums {
  readonly weight: Float64Array;
  readonly square: Float64Array;
  readonly count: Float64Array;
}

/** Rows that were looked at once. */
export interface MulticlassData {
  readonly rows: number;
  readonly classes: readonly ClassName[];
  /** Places in `classes`. */
  readonly labels: Int32Array;
  readonly decided: Int32Array | undefined;
  readonly probabilities: Float64Array | undefined;
  /** Why the probabilities are none, where they are not: scores still put rows in order. */
  readonly noProbabilities: Refusal | undefined;
  readonly weights: Float64Array | undefined;
  readonly cells: CellSums | Refusal;
  /** By actual class. */
  readonly actual: CellSums;
  readonly total: { readonly weight: number; readonly square: number; readonly rows: number };
  readonly absent: AbsentRule;
  /** Of probabilities that there are. */
  readonly areas: () => Areas;
}

/** How far the probabilities of a row may be from 1 together: what rounding to two or three digits does. */
export const sumTolerance = 0.01;

/** Looks at every row once; what no metric could use is refused with the first row that is so. */
export function prepareMulticlass(input: MulticlassRows): MulticlassData | Refusal {
  const rows = input.labels.length;
  const problem = shapeProblem(input);
  if (problem) return problem;
  const columns = input.probabilities && input.probabilities.length / rows;
  const seen = input.predictions ? [input.labels, input.predictions] : [input.labels];
  const classes = classesOf(input.classes, columns, seen);
  if (isRefusal(classes)) return classes;
  const labels = codesOf('label', input.labels, classes);
  if (isRefusal(labels)) return labels;
  const predictions = input.predictions && codesOf('prediction', input.predictions, classes);
  if (predictions && isRefusal(predictions)) return predictions;
  const probabilities = input.probabilities && doublesOf(input.probabilities);
  const looked = probabilities && lookAt(probabilities, classes.names.length, rows);
  if (looked && isRefusal(looked)) return looked;
  const weights = input.weights && doublesOf(input.weights);
  const total = weigh(weights, rows);
  if (isRefusal(total)) return total;
  const decided = predictions ?? looked?.highest;
  const count = classes.names.length;
  let areas: Areas | undefined;
  const data: MulticlassData = {
    rows,
    classes: classes.names,
    labels,
    decided,
    probabilities,
    noProbabilities: probabilities ? looked?.problem : refuse('not_given', 'expected probabilities'),
    weights,
    cells: decided
      ? sumCells(labels, decided, weights, count)
      : refuse('not_given', 'expected predictions or probabilities'),
    actual: sumCells(undefined, labels, weights, count),
    total,
    absent: input.absent ?? 'unknown',
    areas: () => {
      areas ??= sumAreas(data);
      return areas;
    },
  };
  return data;
}

function shapeProblem({ labels, predictions, probabilities, weights }: MulticlassRows): Refusal | undefined {
  const rows = labels.length;
  if (rows === 0) return refuse('empty', 'there is no row');
  for (const [what, values] of Object.entries({ predictions, weights })) {
    if (values && values.length !== rows)
      return refuse('invalid', `expected as many ${what} as labels, ${rows}, found ${values.length}`);
  }
  if (probabilities && (probabilities.length === 0 || probabilities.length % rows !== 0))
    return refuse(
      'invalid',
      `expected a probability for each row and class, found ${probabilities.length} for ${rows} rows`,
    );
  return undefined;
}

interface Looked {
  readonly highest: Int32Array;
  readonly problem: Refusal | undefined;
}

function lookAt(probabilities: Float64Array, columns: number, rows: number): Looked | Refusal {
  const highest = new Int32Array(rows);
  let problem: Refusal | undefined;
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    let [best, sum, least] = [0, 0, 0];
    let most = probabilities[start] ?? Number.NaN;
    for (let column = 0; column < columns; column += 1) {
      const p = probabilities[start + column] ?? Number.NaN;
      sum += p;
      if (p < least) least = p;
      if (p > most) {
        most = p;
        best = column;
      }
    }
    highest[row] = best;
    if (Math.abs(sum - 1) <= sumTolerance && least === 0 && most <= 1) continue;
    const bad = probabilities.subarray(start, start + columns).findIndex((p) => !Number.isFinite(p));
    if (bad >= 0) {
      const found = probabilities[start + bad];
      return refuse('invalid', `probability ${bad} of row ${row} is ${found}, expected a finite number`);
    }
    problem ??=
      least < 0 || most > 1
        ? refuse('invalid', `row ${row} has a probability of ${least < 0 ? least : most}, expected 0 to 1`)
        : refuse('invalid', `the probabilities of row ${row} add up to ${sum}, expected 1`);
  }
  return { highest, problem };
}

function weigh(weights: Float64Array | undefined, rows: number): MulticlassData['total'] | Refusal {
  if (!weights) return { weight: rows, square: rows, rows };
  let [weight, square, counted] = [0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const by = weights[row] ?? Number.NaN;
    if (!(by >= 0 && by < Number.POSITIVE_INFINITY))
      return refuse('invalid', `weight of row ${row} is ${by}, expected a number from 0 on`);
    weight += by;
    square += by * by;
    if (by > 0) counted += 1;
  }
  return weightProblem({ weight, square }) ?? { weight, square, rows: counted };
}

/** By actual and decided class; by the second alone where there is no first. */
function sumCells(
  first: Int32Array | undefined,
  second: Int32Array,
  weights: Float64Array | undefined,
  classes: number,
): CellSums {
  const size = first ? classes * classes : classes;
  const [weight, square, count] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let row = 0; row < second.length; row += 1) {
    const cell = (first ? (first[row] ?? 0) * classes : 0) + (second[row] ?? 0);
    const by = weights ? (weights[row] ?? 0) : 1;
    weight[cell] = (weight[cell] ?? 0) + by;
    square[cell] = (square[cell] ?? 0) + by * by;
    if (by > 0) count[cell] = (count[cell] ?? 0) + 1;
  }
  return { weight, square, count };
}
