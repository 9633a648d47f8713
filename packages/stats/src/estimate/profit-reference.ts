import { sortWith } from '../score/binary/order-numbers.ts';
import { type ProfitRows, prepareProfit } from '../score/profit/data.ts';
import { isRefusal } from '../score/score.ts';
import { raise } from './cells.ts';
import { type EstimateRefusal, refuseEstimate } from './estimate.ts';
import { fewestOfClass, fewestReferenceRows } from './reference.ts';

/** What bets brought back for each edge that the model held them to have. */
export interface ProfitCalibrator {
  readonly rows: number;
  readonly bets: number;
  readonly lowest: number;
  /** The largest edge of each cell, ascending: probability times decimal odds. */
  readonly upper: Float64Array;
  readonly cellBets: Float64Array;
  /** Mean of the decimal odds. */
  readonly odds: Float64Array;
  /** What a stake of 1 brings back on the average; it never falls with the edge. */
  readonly level: Float64Array;
}

/** Fewer than for probabilities, because what one bet brings back varies far more. */
const mostCells = 64;

/**
 * Calibrates what the bets of a reference brought back on the edge that the model saw in them: probability × decimal odds.
 *
 * The edge and not the probability, because bets are chosen by it: among bets that seem good many are there because the
 * model was wrong, and a calibrated probability would promise their owner too much.
 * Cost: a sort of the bets. Takes the rows of `scoreProfit`, of which it needs probabilities, odds and outcomes.
 */
export function fitProfitCalibrator(input: ProfitRows): ProfitCalibrator | EstimateRefusal {
  const data = prepareProfit(input);
  if (isRefusal(data)) return data;
  const { bets, decimal, probability, profit } = data;
  if (!decimal || !probability || !data.isBetting)
    return refuseEstimate('not_given', 'expected probabilities, odds and outcomes of the reference');
  const edges = new Float64Array(bets);
  const places = new Uint32Array(bets);
  let won = 0;
  for (let bet = 0; bet < bets; bet += 1) {
    edges[bet] = (probability[bet] ?? 0) * (decimal[bet] ?? 0);
    places[bet] = bet;
    if ((profit[bet] ?? 0) > 0) won += 1;
  }
  if (bets < fewestReferenceRows)
    return refuseEstimate(
      'reference_too_small',
      `the reference has ${bets} bets, expected ${fewestReferenceRows} or more`,
    );
  const rare = Math.min(won, bets - won);
  if (rare < fewestOfClass)
    return refuseEstimate(
      'reference_too_small',
      `${won} of the ${bets} bets of the reference were won, expected ${fewestOfClass} or more of each outcome`,
    );
  sortWith(edges, places);
  const upper: number[] = [];
  const cellBets: number[] = [];
  const odds: number[] = [];
  const back: number[] = [];
  let [count, priced, returned] = [0, 0, 0];
  for (let place = 0; place < bets; place += 1) {
    const bet = places[place] ?? 0;
    const own = decimal[bet] ?? 0;
    count += 1;
    priced += own;
    if ((profit[bet] ?? 0) > 0) returned += own;
    const isLast = place === bets - 1;
    if (!isLast && (edges[place + 1] === edges[place] || place + 1 < ((upper.length + 1) * bets) / mostCells)) continue;
    upper.push(edges[place] ?? 0);
    cellBets.push(count);
    odds.push(priced / count);
    back.push(returned / count);
    [count, priced, returned] = [0, 0, 0];
  }
  const level = Float64Array.from(back);
  const counts = Float64Array.from(cellBets);
  raise(level, counts);
  return {
    rows: data.rows,
    bets,
    lowest: edges[0] ?? 0,
    upper: Float64Array.from(upper),
    cellBets: counts,
    odds: Float64Array.from(odds),
    level,
  };
}
