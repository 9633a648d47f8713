import { sortWith } from '../binary/order-numbers.ts';
import type { MulticlassData } from './data.ts';

/** The averages over the classes that have rows, of the areas of each against the rest. */
export interface Areas {
  readonly values: Readonly<Record<AreaName, number>>;
  /** What each row does to each of them: so many numbers a row as there are names, in their order. */
  readonly influence: Float64Array;
}

export const areaNames = ['rocMacro', 'rocWeighted', 'prMacro'] as const;
export type AreaName = (typeof areaNames)[number];
const width = areaNames.length;

/**
 * The areas of all classes, of which each is put in order once. With one class alone there is no area under a ROC curve,
 * and what stands here for it means nothing.
 */
export function sumAreas(data: MulticlassData): Areas {
  const { actual, total, classes, rows } = data;
  const there = Array.from(classes, (_, code) => code).filter((code) => (actual.weight[code] ?? 0) > 0);
  const influence = new Float64Array(width * rows);
  let [rocMacro, rocWeighted, prMacro] = [0, 0, 0];
  for (const code of there) {
    const line = lineUp(data, code);
    const found = areasOf(line);
    const share = (actual.weight[code] ?? 0) / total.weight;
    rocMacro += found.roc / there.length;
    rocWeighted += found.roc * share;
    prMacro += found.pr / there.length;
    addInfluence(line, found, { equal: 1 / there.length, share, own: found.roc, whole: total.weight }, influence);
  }
  // Where classes count by their rows, every row also moves the average towards the area of its own class.
  const pull = rocWeighted / total.weight;
  for (let row = 0; row < rows; row += 1) influence[width * row + 1] = (influence[width * row + 1] ?? 0) - pull;
  return { values: { rocMacro, rocWeighted, prMacro }, influence };
}

/** Rows by the probability of one class, the lowest first. */
interface Line {
  readonly sorted: Float64Array;
  readonly order: Uint32Array;
  /** By place: whether the row is of the class, and its weight. */
  readonly isOne: Uint8Array;
  readonly weights: Float64Array | undefined;
  readonly ones: number;
  readonly zeros: number;
}

function lineUp({ probabilities, classes, labels, weights, actual, rows }: MulticlassData, code: number): Line {
  const sorted = new Float64Array(rows);
  const order = new Uint32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    sorted[row] = probabilities?.[row * classes.length + code] ?? 0;
    order[row] = row;
  }
  sortWith(sorted, order);
  const isOne = new Uint8Array(rows);
  const carried = weights && new Float64Array(rows);
  for (let place = 0; place < rows; place += 1) {
    const row = order[place] ?? 0;
    isOne[place] = labels[row] === code ? 1 : 0;
    if (weights && carried) carried[place] = weights[row] ?? 0;
  }
  return {
    sorted,
    order,
    isOne,
    weights: carried,
    ones: actual.weight[code] ?? 0,
    // Added up and not taken off the whole, which would leave rounding errors where there are none.
    zeros: actual.weight.reduce((sum, weight, other) => (other === code ? sum : sum + weight), 0),
  };
}

/** Sums of the weights of ones and zeros of one probability, from `start` to the end that is returned. */
function tied({ sorted, isOne, weights }: Line, start: number, sums: Float64Array): number {
  const value = sorted[start];
  let [one, zero, end] = [0, 0, start];
  for (; end < sorted.length && sorted[end] === value; end += 1) {
    const by = weights ? (weights[end] ?? 0) : 1;
    if (isOne[end] === 1) one += by;
    else zero += by;
  }
  sums[0] = one;
  sums[1] = zero;
  return end;
}

interface Found {
  readonly roc: number;
  readonly pr: number;
}

/** As `rocAuc` and `prAuc` of two classes. */
function areasOf(line: Line): Found {
  const { sorted, ones, zeros } = line;
  const sums = new Float64Array(2);
  let [area, zerosBelow, precisions, found, wrong] = [0, 0, 0, ones, zeros];
  for (let start = 0; start < sorted.length; ) {
    start = tied(line, start, sums);
    const [one, zero] = [sums[0] ?? 0, sums[1] ?? 0];
    if (one > 0) precisions += (one * found) / (found + wrong);
    area += one * (zerosBelow + zero / 2);
    zerosBelow += zero;
    found -= one;
    wrong -= zero;
  }
  return { roc: area / ones / zeros, pr: precisions / ones };
}

interface Counts {
  readonly equal: number;
  readonly share: number;
  readonly own: number;
  readonly whole: number;
}

/** A row's influence on a ROC area is the share of the other kind that it beats, less the area; see `prAuc` for the other. */
function addInfluence(line: Line, { roc, pr }: Found, counts: Counts, influence: Float64Array): void {
  const { sorted, order, isOne, ones, zeros } = line;
  const sums = new Float64Array(2);
  let [onesBelow, zerosBelow, found, wrong, lifts, harms] = [0, 0, ones, zeros, 0, 0];
  for (let start = 0; start < sorted.length; ) {
    const end = tied(line, start, sums);
    const [one, zero, both] = [sums[0] ?? 0, sums[1] ?? 0, found + wrong];
    if (one + zero > 0) {
      lifts += (one * wrong) / both ** 2;
      harms += (one * found) / both ** 2;
    }
    const ofOne = ((zerosBelow + zero / 2) / zeros - roc) / ones;
    const ofZero = (1 - (onesBelow + one / 2) / ones - roc) / zeros;
    const [prOfOne, prOfZero] = [(found / both + lifts - pr) / ones, -harms / ones];
    if (one + zero > 0) {
      for (let place = start; place < end; place += 1) {
        const at = width * (order[place] ?? 0);
        const is = isOne[place] === 1;
        const own = is ? ofOne : ofZero;
        influence[at] = (influence[at] ?? 0) + counts.equal * own;
        influence[at + 1] = (influence[at + 1] ?? 0) + counts.share * own + (is ? counts.own / counts.whole : 0);
        influence[at + 2] = (influence[at + 2] ?? 0) + counts.equal * (is ? prOfOne : prOfZero);
      }
    }
    onesBelow += one;
    zerosBelow += zero;
    found -= one;
    wrong -= zero;
    start = end;
  }
}
