import { type BettingRule, betOn } from '../score/profit/betting-rule.ts';
import { type OddsFormat, oddsFormats, toDecimalOdds } from '../score/profit/odds.ts';
import { isRefusal } from '../score/score.ts';
import { cellAt, raise } from './cells.ts';
import { type Draw, drawFrom } from './draw.ts';
import {
  type EstimatedScore,
  type EstimateOptions,
  type EstimateRefusal,
  type EstimateRule,
  estimatedRows,
  estimateRule,
  estimateVersion,
  isEstimateRefusal,
  refuseEstimate,
  unknownEstimate,
} from './estimate.ts';
import type { ProfitCalibrator } from './profit-reference.ts';
import { intervalOf, varianceOf } from './spread.ts';

/** Bets whose outcome is not known yet. */
export interface OpenBets {
  readonly probabilities: ArrayLike<number>;
  readonly odds: ArrayLike<number>;
  /** It is never guessed. */
  readonly oddsFormat: OddsFormat;
  /** 1 where not given; 0 is a row that was not bet on. */
  readonly stakes?: ArrayLike<number>;
  /** Those with a stake, where not said. The reference has to have been bet on by the same rule. */
  readonly rule?: BettingRule;
}

export const estimatedProfitMetrics = ['roi', 'profit'] as const;

/** Fewer bets are settled one by one in each world; the sum of more is drawn as a normal number. */
const worthSumming = 2000;

/**
 * What bets will bring whose outcome is not known: each brings back what bets of its edge brought in the reference.
 *
 * The interval is made as that of `estimateBinary`, and the assumption is the same: bets of an edge turn out as they did.
 * Bets are held to be independent of each other. Cost: a pass over the rows, and 500 over at most 2,000 bets.
 */
export function estimateProfit(
  reference: ProfitCalibrator | EstimateRefusal,
  current: OpenBets,
  options: EstimateOptions = {},
): EstimatedScore[] {
  const rule = estimateRule(options);
  const head = estimatedRows(current.probabilities.length, reference);
  const unknown = (refused: EstimateRefusal): EstimatedScore[] =>
    estimatedProfitMetrics.map((metric) => unknownEstimate(metric, refused, head));
  if (isEstimateRefusal(reference)) return unknown(reference);
  const open = lookAt(current, reference, rule.outside);
  if (isEstimateRefusal(open)) return unknown(open);
  const plain = broughtBack(open, reference.level);
  const { errors, sampling, calibration } = simulate(reference, open, rule);
  return estimatedProfitMetrics.map((metric): EstimatedScore => {
    const by = metric === 'roi' ? 1 / open.staked : 1;
    const scaledErrors = errors.map((error) => error * by);
    const made = intervalOf((plain - open.staked) * by, scaledErrors, rangeOf(open, by), rule.level);
    const variance = { sampling: sampling * by ** 2, calibration: calibration * by ** 2 };
    return { basis: 'estimated', metric, version: estimateVersion, ...made, variance, ...head };
  });
}

/** All bets lost, and all won. */
const rangeOf = ({ staked, most }: Open, by: number): readonly [number, number] => [-staked * by, (most - staked) * by];

interface Open {
  readonly cell: Uint32Array;
  readonly stake: Float64Array;
  readonly decimal: Float64Array;
  readonly staked: number;
  /** What all bets bring back if all are won. */
  readonly most: number;
  /** Sums over the bets of a reference cell: of the stakes, their squares, and those times the odds and over them. */
  readonly stakes: Float64Array;
  readonly squares: Float64Array;
  readonly squaresByOdds: Float64Array;
  readonly stakesOverOdds: Float64Array;
}

function lookAt(input: OpenBets, reference: ProfitCalibrator, outside: number): Open | EstimateRefusal {
  const { probabilities, stakes, rule = { bet: 'staked' } } = input;
  const rows = probabilities.length;
  if (!oddsFormats.includes(input.oddsFormat))
    return refuseEstimate(
      'invalid',
      `format of the odds is ${input.oddsFormat}, expected one of ${oddsFormats.join(', ')}`,
    );
  for (const [what, values] of Object.entries({ odds: input.odds, stakes }))
    if (values && values.length !== rows)
      return refuseEstimate('invalid', `expected as many ${what} as probabilities, ${rows}, found ${values.length}`);
  const decimal = toDecimalOdds(input.odds, input.oddsFormat);
  if (isRefusal(decimal)) return decimal;
  const [cell, stake, kept] = [new Uint32Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const cells = reference.upper.length;
  const sums = (): Float64Array => new Float64Array(cells);
  const [ofStakes, squares, squaresByOdds, stakesOverOdds] = [sums(), sums(), sums(), sums()];
  const highest = reference.upper[cells - 1] ?? 0;
  let [bets, staked, most, beyond] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const p = probabilities[row] ?? Number.NaN;
    const own = stakes ? (stakes[row] ?? Number.NaN) : 1;
    const d = decimal[row] ?? 0;
    if (!(p >= 0 && p <= 1))
      return refuseEstimate('invalid', `probability of row ${row} is ${p}, expected a number from 0 to 1`);
    if (!(own >= 0 && own < Number.POSITIVE_INFINITY))
      return refuseEstimate('invalid', `stake of row ${row} is ${own}, expected a number from 0 on`);
    if (!betOn(rule, own, p, d)) continue;
    const edge = p * d;
    if (edge < reference.lowest || edge > highest) beyond += 1;
    const at = cellAt(reference.upper, edge);
    cell[bets] = at;
    stake[bets] = own;
    kept[bets] = d;
    ofStakes[at] = (ofStakes[at] ?? 0) + own;
    squares[at] = (squares[at] ?? 0) + own * own;
    squaresByOdds[at] = (squaresByOdds[at] ?? 0) + own * own * d;
    stakesOverOdds[at] = (stakesOverOdds[at] ?? 0) + own / d;
    staked += own;
    most += own * d;
    bets += 1;
  }
  if (bets === 0) return refuseEstimate('empty', 'no row was bet on');
  if (beyond > outside * bets)
    return refuseEstimate(
      'outside_reference',
      `${beyond} of ${bets} bets have an edge outside ${reference.lowest} to ${highest}, which is all that the reference has seen`,
    );
  const cut = (values: Float64Array): Float64Array => values.subarray(0, bets);
  return {
    cell: cell.subarray(0, bets),
    stake: cut(stake),
    decimal: cut(kept),
    staked,
    most,
    stakes: ofStakes,
    squares,
    squaresByOdds,
    stakesOverOdds,
  };
}

function broughtBack({ stakes }: Open, level: Float64Array): number {
  let sum = 0;
  for (let cell = 0; cell < stakes.length; cell += 1) sum += (stakes[cell] ?? 0) * (level[cell] ?? 0);
  return sum;
}

function simulate(reference: ProfitCalibrator, open: Open, rule: EstimateRule) {
  const draw = drawFrom(rule.seed);
  const { cellBets, odds, level } = reference;
  const again = new Float64Array(level.length);
  const room = (): Float64Array => new Float64Array(rule.worlds);
  const [errors, measured, estimated] = [room(), room(), room()];
  const settle = settler(open, level, draw);
  const shift = rule.slack * shiftOf(open, level);
  for (let world = 0; world < rule.worlds; world += 1) {
    for (let cell = 0; cell < level.length; cell += 1) {
      const [n, d] = [cellBets[cell] ?? 1, odds[cell] ?? 1];
      again[cell] = (d * draw.binomial(n, (level[cell] ?? 0) / d)) / n;
    }
    raise(again, cellBets);
    const expected = broughtBack(open, again);
    const happened = settle() + (shift > 0 ? shift * draw.normal() : 0);
    measured[world] = happened;
    estimated[world] = expected;
    errors[world] = happened - expected;
  }
  return { errors, sampling: varianceOf(measured), calibration: varianceOf(estimated) };
}

/** What all bets bring back in a world. */
function settler(open: Open, level: Float64Array, draw: Draw): () => number {
  const { cell, stake, decimal, squares, squaresByOdds } = open;
  if (stake.length <= worthSumming)
    return () => {
      let sum = 0;
      for (let bet = 0; bet < stake.length; bet += 1) {
        const d = decimal[bet] ?? 1;
        if (draw.binomial(1, (level[cell[bet] ?? 0] ?? 0) / d) === 1) sum += (stake[bet] ?? 0) * d;
      }
      return sum;
    };
  let spread = 0;
  for (let at = 0; at < level.length; at += 1) {
    const back = level[at] ?? 0;
    spread += Math.max(0, back * (squaresByOdds[at] ?? 0) - back ** 2 * (squares[at] ?? 0));
  }
  const [mean, deviation] = [broughtBack(open, level), Math.sqrt(spread)];
  return () => mean + deviation * draw.normal();
}

/** How what is brought back changes with the log-odds of all bets: Σ stake·odds·p·(1 − p). */
function shiftOf({ stakes, stakesOverOdds }: Open, level: Float64Array): number {
  let sum = 0;
  for (let cell = 0; cell < level.length; cell += 1) {
    const back = level[cell] ?? 0;
    sum += Math.max(0, back * (stakes[cell] ?? 0) - back ** 2 * (stakesOverOdds[cell] ?? 0));
  }
  return sum;
}
