import type { Metric } from '../metric.ts';
import type { CellSums, MulticlassData } from '../multiclass/data.ts';
import { isRefusal } from '../score.ts';
import type { PairOfData } from './each-metric.ts';
import type { PairOfFigures, Resampled } from './resample.ts';

/** Confusion matrices of both models over some rows, and the rows of each actual class. */
interface Counted {
  readonly champion: CellSums;
  readonly challenger: CellSums;
  readonly actual: CellSums;
}

/** For metrics of the confusion matrix: rows are counted by cell, so a draw costs no more than to go through its rows. */
export function byCells(
  metric: Metric<MulticlassData>,
  pair: PairOfData<MulticlassData>,
): Pick<Resampled, 'figures' | 'without'> {
  const { rows, classes } = pair.champion;
  const drawn = nothing(classes.length);
  const figures: PairOfFigures = (numbers) => figuresOf(metric, pair, count(pair, numbers, drawn));
  let all: Counted | undefined;
  const without: PairOfFigures = (numbers) => {
    all ??= count(
      pair,
      Uint32Array.from({ length: rows }, (_, row) => row),
      nothing(classes.length),
    );
    return figuresOf(metric, pair, countedLess(all, count(pair, numbers, drawn)));
  };
  return { figures, without };
}

const sums = (size: number): CellSums => ({
  weight: new Float64Array(size),
  square: new Float64Array(size),
  count: new Float64Array(size),
});

const nothing = (classes: number): Counted => ({
  champion: sums(classes * classes),
  challenger: sums(classes * classes),
  actual: sums(classes),
});

function count({ champion, challenger }: PairOfData<MulticlassData>, rows: Uint32Array, into: Counted): Counted {
  for (const { weight, square, count } of [into.champion, into.challenger, into.actual]) {
    weight.fill(0);
    square.fill(0);
    count.fill(0);
  }
  const { labels, weights, classes, decided: first } = champion;
  const { decided: second } = challenger;
  for (let k = 0; k < rows.length; k += 1) {
    const row = rows[k] ?? 0;
    const by = weights ? (weights[row] ?? 0) : 1;
    if (by === 0) continue;
    const label = labels[row] ?? 0;
    add(into.champion, label * classes.length + (first?.[row] ?? 0), by);
    add(into.challenger, label * classes.length + (second?.[row] ?? 0), by);
    add(into.actual, label, by);
  }
  return into;
}

function add({ weight, square, count }: CellSums, cell: number, by: number): void {
  weight[cell] = (weight[cell] ?? 0) + by;
  square[cell] = (square[cell] ?? 0) + by * by;
  count[cell] = (count[cell] ?? 0) + 1;
}

const countedLess = (all: Counted, some: Counted): Counted => ({
  champion: rest(all.champion, some.champion),
  challenger: rest(all.challenger, some.challenger),
  actual: rest(all.actual, some.actual),
});

/** Rows go by in one order both times, so a cell all of whose rows are taken off is left with exactly nothing. */
function rest(all: CellSums, some: CellSums): CellSums {
  const less = (values: Float64Array, taken: Float64Array) => values.map((value, cell) => value - (taken[cell] ?? 0));
  return {
    weight: less(all.weight, some.weight),
    square: less(all.square, some.square),
    count: less(all.count, some.count),
  };
}

function figuresOf(
  metric: Metric<MulticlassData>,
  pair: PairOfData<MulticlassData>,
  { champion, challenger, actual }: Counted,
): readonly [number, number] {
  const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);
  const total = { weight: sum(actual.weight), square: sum(actual.square), rows: sum(actual.count) };
  const figure = (data: MulticlassData, cells: CellSums): number => {
    const found = metric.estimate({ ...data, cells, actual, total });
    return isRefusal(found) ? Number.NaN : found.value;
  };
  return [figure(pair.champion, champion), figure(pair.challenger, challenger)];
}
