import type { CurrentCells } from './current.ts';
import { type Draw, drawFrom } from './draw.ts';
import type { EstimateRule } from './estimate.ts';
import { estimatedMetrics, figuresOf, type Ones } from './figures.ts';
import { type Calibrator, calibrate } from './reference.ts';
import { varianceOf } from './spread.ts';

/** For each metric: in each world what is measured less what is estimated, and how far the two vary. */
export interface Simulated {
  readonly error: readonly Float64Array[];
  readonly measured: readonly Float64Array[];
  readonly estimated: readonly Float64Array[];
  readonly sampling: readonly number[];
  readonly calibration: readonly number[];
  /** Mean square of what is estimated. */
  readonly meanSquare: readonly number[];
}

/** Draws worlds in which the calibrated probabilities are the truth, and estimates and measures in each. */
export function simulateErrors(reference: Calibrator, cells: CurrentCells, rule: EstimateRule): Simulated {
  const draw = drawFrom(rule.seed);
  const metrics = estimatedMetrics.length;
  const room = (): Float64Array[] => Array.from({ length: metrics }, () => new Float64Array(rule.worlds));
  const [measured, estimated, error] = [room(), room(), room()];
  const redo = calibrateAgain(reference, draw);
  const expected = onesOf(cells);
  const happened = onesOf(cells);
  const figures = new Float64Array(metrics);
  for (let world = 0; world < rule.worlds; world += 1) {
    expectOnes(cells, redo(), expected);
    figuresOf(cells, expected, figures);
    for (let metric = 0; metric < metrics; metric += 1) put(estimated[metric], world, figures[metric]);
    const level = rule.slack > 0 ? shifted(reference.smooth, rule.slack * draw.normal()) : reference.smooth;
    drawOnes(cells, level, draw, happened);
    figuresOf(cells, happened, figures);
    for (let metric = 0; metric < metrics; metric += 1) {
      put(measured[metric], world, figures[metric]);
      put(error[metric], world, (figures[metric] ?? 0) - (estimated[metric]?.[world] ?? 0));
    }
  }
  return {
    error,
    measured,
    estimated,
    sampling: measured.map(varianceOf),
    calibration: estimated.map(varianceOf),
    meanSquare: estimated.map((values) => values.reduce((sum, value) => sum + value ** 2, 0) / values.length),
  };
}

function put(values: Float64Array | undefined, place: number, value: number | undefined): void {
  if (values) values[place] = value ?? Number.NaN;
}

/** The labels of the reference are drawn again, and its cells calibrated again. */
function calibrateAgain({ cellRows, smooth }: Calibrator, draw: Draw): () => Float64Array {
  const cells = cellRows.length;
  const [ones, again, weight] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells)];
  const ends = new Uint32Array(cells);
  return () => {
    for (let cell = 0; cell < cells; cell += 1) ones[cell] = draw.binomial(cellRows[cell] ?? 0, smooth[cell] ?? 0);
    calibrate(cellRows, ones, again, weight, ends);
    return again;
  };
}

/** Room for the ones of each group. */
export const onesOf = ({ cell }: CurrentCells): Ones => ({
  positive: new Float64Array(cell.length),
  negative: new Float64Array(cell.length),
});

/** Fills in how many ones are expected. */
export function expectOnes({ cell, positive, negative }: CurrentCells, level: Float64Array, into: Ones): void {
  for (let group = 0; group < cell.length; group += 1) {
    const p = level[cell[group] ?? 0] ?? 0;
    into.positive[group] = (positive[group] ?? 0) * p;
    into.negative[group] = (negative[group] ?? 0) * p;
  }
}

function drawOnes({ cell, positive, negative }: CurrentCells, level: Float64Array, draw: Draw, into: Ones): void {
  for (let group = 0; group < cell.length; group += 1) {
    const p = level[cell[group] ?? 0] ?? 0;
    into.positive[group] = draw.binomial(positive[group] ?? 0, p);
    into.negative[group] = draw.binomial(negative[group] ?? 0, p);
  }
}

/** All probabilities moved by so much in log-odds. */
function shifted(level: Float64Array, by: number): Float64Array {
  const odds = Math.exp(by);
  return level.map((p) => (p * odds) / (1 - p + p * odds));
}
