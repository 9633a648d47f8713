import { isRefusal, type Refusal, refuse } from '../score.ts';
import { chooseBets, pickRows, settle } from './bets.ts';
import { type BettingRule, ruleProblem } from './betting-rule.ts';
import { columnsOf, firstBadRow } from './columns.ts';
import { type KellyRule, kellyProblem, usualKelly } from './kelly.ts';
import { type OddsFormat, oddsFormats, toDecimalOdds } from './odds.ts';
import { pathOf } from './path.ts';

export { pushed } from './columns.ts';

/**
 * Bets or trades, and what became of them. What they brought is said in one of three ways: `outcomes` with `odds`,
 * `returns`, or `profits`.
 */
export interface ProfitRows {
  /** What was put in, 1 where not given. 0 is a row that was not bet on. */
  readonly stakes?: ArrayLike<number>;
  readonly odds?: ArrayLike<number>;
  /** Format of `odds` and `closingOdds`. It is never guessed. */
  readonly oddsFormat?: OddsFormat;
  /** 1 won, 0 lost, 0.5 the stake came back. */
  readonly outcomes?: ArrayLike<number>;
  /** Profit for each 1 put in, costs taken off: 0.02 is 2 %, −1 is all of it lost. */
  readonly returns?: ArrayLike<number>;
  /** Profit in the unit of the stakes, costs taken off. */
  readonly profits?: ArrayLike<number>;
  /** The model's probability that the bet is won. */
  readonly probabilities?: ArrayLike<number>;
  /** The last odds before the start; NaN where nobody took them down. */
  readonly closingOdds?: ArrayLike<number>;
  /** When each row was settled, as numbers that grow. The order of the rows where not given. */
  readonly times?: ArrayLike<number>;
  /** Which rows were bet on: those with a stake, where not said. */
  readonly rule?: BettingRule;
  /** What there was before the first row, in the unit of the stakes. */
  readonly bankroll?: number;
  /** A quarter of Kelly's stake and at most 5 % of the bankroll, where not said. */
  readonly kelly?: KellyRule;
  /** How many rows a year has, for yearly figures. */
  readonly rowsPerYear?: number;
  /** How many rows back the result of a row may depend on another; 0 where not said. */
  readonly lags?: number;
  /** Decides the resamples of the drawdown. */
  readonly seed?: number;
}

/** The bets of the rows, in the order of their settlement. Every array has one number for each bet. */
export interface ProfitData {
  readonly rows: number;
  readonly bets: number;
  readonly pushes: number;
  /** Number of the row that each bet is from. */
  readonly row: Uint32Array;
  readonly stake: Float64Array;
  readonly profit: Float64Array;
  readonly decimal: Float64Array | undefined;
  readonly probability: Float64Array | undefined;
  readonly closing: Float64Array | undefined;
  /** Whether the bets were settled by odds, so that each is won or lost. */
  readonly isBetting: boolean;
  readonly bankroll: number | undefined;
  readonly kelly: KellyRule;
  readonly rowsPerYear: number | undefined;
  readonly lags: number;
  readonly seed: number;
  /** Profit at each moment of settlement: rows of one time are one step. */
  readonly path: () => Float64Array;
}

/**
 * Looks at every row once; what no metric could use is refused with the first row that is so. Columns that are doubles
 * already are not copied where every row was bet on.
 */
export function prepareProfit(input: ProfitRows): ProfitData | Refusal {
  const problem = shapeProblem(input);
  if (problem) return problem;
  const { oddsFormat = 'decimal', rule = { bet: 'staked' } } = input;
  const decimal = input.odds && toDecimalOdds(input.odds, oddsFormat);
  if (decimal && isRefusal(decimal)) return decimal;
  const prices = { name: 'closing odds', missing: true };
  const closing = input.closingOdds && toDecimalOdds(input.closingOdds, oddsFormat, prices);
  if (closing && isRefusal(closing)) return closing;
  const columns = columnsOf(input);
  const bad = firstBadRow(columns);
  if (bad) return bad;
  const [rows, { times }] = [lengthOf(input), columns];
  const { kept, pushes } = chooseBets(rows, rule, columns, decimal);
  const bets = kept.length;
  if (times) kept.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  const isWhole = bets === rows && !times;
  const pick = (values: Float64Array | undefined): Float64Array | undefined =>
    isWhole || !values ? values : pickRows(values, kept);
  const stake = pick(columns.stakes) ?? new Float64Array(bets).fill(1);
  const ofBets = { stake, decimal: pick(decimal), outcome: pick(columns.outcomes), returned: pick(columns.returns) };
  let [settled, path]: (Float64Array | undefined)[] = [];
  const settleOnce = (): Float64Array => {
    settled ??= pick(columns.profits) ?? settle(ofBets);
    return settled;
  };
  return {
    rows,
    bets,
    pushes,
    row: kept,
    stake,
    get profit() {
      return settleOnce();
    },
    decimal: ofBets.decimal,
    probability: pick(columns.probabilities),
    closing: pick(closing),
    isBetting: input.outcomes !== undefined,
    bankroll: input.bankroll,
    kelly: input.kelly ?? usualKelly,
    rowsPerYear: input.rowsPerYear,
    lags: input.lags ?? 0,
    seed: input.seed ?? 0,
    path: () => {
      path ??= pathOf(settleOnce(), pick(times));
      return path;
    },
  };
}

const given = ['stakes', 'odds', 'outcomes', 'returns', 'profits', 'probabilities', 'closingOdds', 'times'] as const;

const lengthOf = (input: ProfitRows): number => (input.outcomes ?? input.returns ?? input.profits)?.length ?? 0;

function shapeProblem(input: ProfitRows): Refusal | undefined {
  const ways = (['outcomes', 'returns', 'profits'] as const).filter((way) => input[way] !== undefined);
  if (ways.length === 0) return refuse('not_given', 'expected outcomes with odds, or returns, or profits');
  if (ways.length > 1)
    return refuse('invalid', `expected one of outcomes, returns and profits, got ${ways.join(', ')}`);
  if (input.outcomes && !input.odds) return refuse('not_given', 'expected odds beside the outcomes');
  if ((input.odds || input.closingOdds) && !(input.oddsFormat && oddsFormats.includes(input.oddsFormat)))
    return refuse('invalid', `format of the odds is ${input.oddsFormat}, expected one of ${oddsFormats.join(', ')}`);
  const rows = lengthOf(input);
  if (rows === 0) return refuse('empty', 'there is no row');
  for (const name of given) {
    const found = input[name]?.length ?? rows;
    if (found !== rows) return refuse('invalid', `expected as many ${name} as ${ways[0]}, ${rows}, found ${found}`);
  }
  const { bankroll, rowsPerYear, lags = 0, seed = 0 } = input;
  if (bankroll !== undefined && !(bankroll > 0 && Number.isFinite(bankroll)))
    return refuse('invalid', `bankroll is ${bankroll}, expected an amount above 0`);
  if (rowsPerYear !== undefined && !(rowsPerYear > 0 && Number.isFinite(rowsPerYear)))
    return refuse('invalid', `rows per year are ${rowsPerYear}, expected a number above 0`);
  if (!(Number.isSafeInteger(lags) && lags >= 0))
    return refuse('invalid', `lags are ${lags}, expected a whole number from 0 on`);
  if (!Number.isSafeInteger(seed)) return refuse('invalid', `seed is ${seed}, expected a whole number`);
  return ruleProblem(input) ?? kellyProblem(input.kelly ?? usualKelly);
}
