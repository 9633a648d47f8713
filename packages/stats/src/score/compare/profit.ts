import { studentT } from '../interval.ts';
import { type ProfitData, type ProfitRows, prepareProfit } from '../profit/data.ts';
import { ratioOf } from '../profit/ratio.ts';
import { isRefusal, type Refusal, refuse } from '../score.ts';
import { answered, type CompareOptions, type Head, type ModelComparison, unanswered } from './answer.ts';
import { about } from './each-metric.ts';
import { comparePaired, pOf } from './paired-mean.ts';

/** Bets of two models on the same games or trades: row k of both is the same one, whether it was bet on or not. */
export interface PairedProfitRows {
  readonly champion: ProfitRows;
  readonly challenger: ProfitRows;
}

export interface CompareProfitOptions extends Omit<CompareOptions, 'margin'> {
  readonly margins?: { readonly profit_per_row?: number; readonly roi?: number };
}

/**
 * Compares what two models' bets brought, never what the models believed: profit of a row, where rows that were not bet on
 * brought nothing, and return on what was staked.
 */
export function compareProfit(
  { champion, challenger }: PairedProfitRows,
  { margins = {}, ...options }: CompareProfitOptions = {},
): ModelComparison[] {
  const [first, second] = [prepareProfit(champion), prepareProfit(challenger)];
  const refused = problemOf(first, second);
  const rows = isRefusal(first) ? 0 : first.rows;
  const heads = (['profit_per_row', 'roi'] as const).map(
    (metric) => ({ metric, better: 'higher', method: 'paired_t', rows }) as const,
  );
  const [perRow, roi] = heads;
  if (refused || isRefusal(first) || isRefusal(second) || !perRow || !roi)
    return heads.map((head) => unanswered(head, refused ?? refuse('invalid', 'the rows cannot be used')));
  const margin = (metric: 'profit_per_row' | 'roi'): CompareOptions => ({ ...options, margin: margins[metric] ?? 0 });
  const [own, other] = [byRow(first), byRow(second)];
  return [
    comparePaired(
      { ...perRow, champion: own.profit, challenger: other.profit, skewed: true },
      margin('profit_per_row'),
    ),
    compareReturns(roi, own, other, margin('roi')),
  ];
}

function problemOf(champion: ProfitData | Refusal, challenger: ProfitData | Refusal): Refusal | undefined {
  for (const [model, data] of [
    ['champion', champion],
    ['challenger', challenger],
  ] as const)
    if (isRefusal(data)) return about(model, data);
  if (isRefusal(champion) || isRefusal(challenger) || champion.rows === challenger.rows) return undefined;
  return refuse('invalid', `expected the same rows of both models, got ${champion.rows} and ${challenger.rows}`);
}

interface ByRow {
  readonly profit: Float64Array;
  readonly stake: Float64Array;
}

function byRow({ rows, row, profit, stake }: ProfitData): ByRow {
  const found = { profit: new Float64Array(rows), stake: new Float64Array(rows) };
  for (let bet = 0; bet < row.length; bet += 1) {
    const at = row[bet] ?? 0;
    found.profit[at] = profit[bet] ?? 0;
    found.stake[at] = stake[bet] ?? 0;
  }
  return found;
}

/** Each row moves both returns at once; the variance of the difference is that of the difference of the two moves. */
function compareReturns(head: Head, champion: ByRow, challenger: ByRow, options: CompareOptions): ModelComparison {
  const [first, second] = [ratioOf(champion.profit, champion.stake), ratioOf(challenger.profit, challenger.stake)];
  if (isRefusal(first) || isRefusal(second))
    return unanswered(head, refuse('nothing_predicted', 'one of the models bet on no row'));
  const rows = champion.profit.length;
  const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);
  const [mean, otherMean] = [sum(champion.stake) / rows, sum(challenger.stake) / rows];
  const moves = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1)
    moves[row] =
      ((challenger.profit[row] ?? 0) - second.value * (challenger.stake[row] ?? 0)) / otherMean -
      ((champion.profit[row] ?? 0) - first.value * (champion.stake[row] ?? 0)) / mean;
  const spread = ratioOf(moves, new Float64Array(rows).fill(1));
  if (isRefusal(spread)) return unanswered(head, spread);
  const difference = second.value - first.value;
  const effective = Math.min(first.effective, second.effective);
  const estimate = { value: difference, variance: spread.variance, effective, rows };
  return answered(
    {
      ...head,
      champion: first.value,
      challenger: second.value,
      difference,
      interval: studentT(estimate, options.level ?? 0.95),
      p: pOf(difference, spread.variance, effective),
    },
    options,
  );
}
