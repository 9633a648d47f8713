import { f1, precision, recall, specificity } from '../binary/confusion.ts';
import { prAuc, rocAuc } from '../binary/curves.ts';
import type { BinaryData, Cell } from '../binary/data.ts';
import { type Ranking, rankScores } from '../binary/ranking.ts';
import { type Metric, type ScoreOptions, scoreAll } from '../metric.ts';
import { isRefusal, type Refusal, refuse, type Score } from '../score.ts';
import type { ClassName } from './classes.ts';
import { type CellSums, type MulticlassData, type MulticlassRows, prepareMulticlass } from './data.ts';

/** The metrics of a class against the rest: those of a binary model. */
export const classMetrics: readonly Metric<BinaryData>[] = [precision, recall, specificity, f1, rocAuc, prAuc];

export interface ClassScores {
  readonly class: ClassName;
  readonly scores: readonly Score[];
}

/** The metrics of each class against the rest, in the order of the classes. */
export function scoreClasses(rows: MulticlassRows, options: ScoreOptions = {}): ClassScores[] | Refusal {
  const data = prepareMulticlass(rows);
  if (isRefusal(data)) return data;
  return data.classes.map((name, code) => ({
    class: name,
    scores: scoreAll(classMetrics, againstRest(data, code), options),
  }));
}

/** One class against the rest, from sums that are known already; rows are looked at only where they must be ordered. */
function againstRest(data: MulticlassData, code: number): BinaryData {
  const { rows, labels, probabilities, weights, cells, actual, total, classes } = data;
  let ones: Uint8Array | undefined;
  const asOnes = (): Uint8Array => {
    if (ones) return ones;
    ones = new Uint8Array(rows);
    for (let row = 0; row < rows; row += 1) ones[row] = labels[row] === code ? 1 : 0;
    return ones;
  };
  const column = (): Float64Array => {
    const scores = new Float64Array(rows);
    for (let row = 0; row < rows; row += 1) scores[row] = probabilities?.[row * classes.length + code] ?? 0;
    return scores;
  };
  let ranking: Ranking | Refusal | undefined;
  return {
    rows,
    get labels() {
      return asOnes();
    },
    scores: undefined,
    weights,
    cells: isRefusal(cells) ? cells : fourCells(cells, code, classes.length),
    actual: { positive: cellOf(actual, code), negative: allBut(actual, code) },
    total,
    areProbabilities: false,
    ranking: () => {
      ranking ??= probabilities
        ? rankScores(asOnes(), column(), weights)
        : refuse('not_given', 'expected probabilities');
      return ranking;
    },
    room: () => new Float64Array(rows),
  };
}

function fourCells(sums: CellSums, code: number, classes: number): Exclude<BinaryData['cells'], Refusal> {
  const add = (isActual: boolean, isPredicted: boolean): Cell => {
    let [weight, square, rows] = [0, 0, 0];
    for (let actual = isActual ? code : 0; actual < (isActual ? code + 1 : classes); actual += 1) {
      if (!isActual && actual === code) continue;
      for (let guess = isPredicted ? code : 0; guess < (isPredicted ? code + 1 : classes); guess += 1) {
        if (!isPredicted && guess === code) continue;
        const cell = actual * classes + guess;
        weight += sums.weight[cell] ?? 0;
        square += sums.square[cell] ?? 0;
        rows += sums.count[cell] ?? 0;
      }
    }
    return { weight, square, rows };
  };
  return {
    truePositive: add(true, true),
    falsePositive: add(false, true),
    falseNegative: add(true, false),
    trueNegative: add(false, false),
  };
}

const cellOf = ({ weight, square, count }: CellSums, place: number): Cell => ({
  weight: weight[place] ?? 0,
  square: square[place] ?? 0,
  rows: count[place] ?? 0,
});

/** Added up and not taken off the whole, which would leave rounding errors where nothing is left. */
function allBut(sums: CellSums, code: number): Cell {
  return Array.from(sums.weight, (_, other) => other)
    .filter((other) => other !== code)
    .map((other) => cellOf(sums, other))
    .reduce(plus, { weight: 0, square: 0, rows: 0 });
}

const plus = (a: Cell, b: Cell): Cell => ({
  weight: a.weight + b.weight,
  square: a.square + b.square,
  rows: a.rows + b.rows,
});
