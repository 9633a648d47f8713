import { type EstimatedScore, type Score, scoreBinary, scoreProfit, scoreRegression } from '@pitwall/stats';
import type { ModelSettings } from '../config.ts';
import { type Rows, rowsFrom } from '../rows.ts';
import { binaryRows, profitRows, regressionRows } from '../scores.ts';
import { type Estimator, learn } from './estimator.ts';

/** Fewer rows would hardly ever speak against an assumption. */
const fewestRows = 200;
/** Of sound models one in a thousand is refused. */
const level = 0.999;

const metricOf: Partial<Record<ModelSettings['task'], string>> = { binary: 'brier', regression: 'mae' };

/**
 * Where rows of a score turn out otherwise than they did, estimates are wrong, and rows without labels cannot show it. The
 * newest rows with labels can: what they would have been estimated to be is held against what they are. Says in words
 * what speaks against the assumption.
 */
export function brokenAssumption(
  reference: Rows,
  newest: Rows,
  settings: ModelSettings,
  estimator: Estimator | undefined = learn(reference, settings),
): string | undefined {
  const metric = metricOf[settings.task];
  if (!estimator || metric === undefined || newest.rows < fewestRows) return undefined;
  const estimated = estimator(newest, { level }).find((score) => score.metric === metric);
  const measured = measuredOf(newest, settings).find((score) => score.metric === metric)?.value;
  if (!estimated || estimated.estimated === null || measured == null || isWithin(estimated, measured)) return undefined;
  const { low, high } = estimated.interval;
  return `the newest ${newest.rows} rows with labels have a ${metric} of ${measured.toPrecision(4)}, expected ${low.toPrecision(4)} to ${high.toPrecision(4)}: what becomes of a prediction has changed`;
}

const isWithin = (
  { interval: { low, high } }: Extract<EstimatedScore, { estimated: number }>,
  value: number,
): boolean => value >= low && value <= high;

export const measuredOf = (rows: Rows, settings: ModelSettings): Score[] =>
  settings.task === 'binary'
    ? [...scoreBinary(binaryRows(rows, settings)), ...(settings.odds ? scoreProfit(profitRows(rows, settings)) : [])]
    : scoreRegression(regressionRows(rows, settings));

/** The older rows and the newest three in ten. */
export const splitByAge = (rows: Rows): readonly [Rows, Rows] => {
  const at = Math.floor(0.7 * rows.rows);
  return [rowsFrom(rows, 0, at), rowsFrom(rows, at, rows.rows)];
};
