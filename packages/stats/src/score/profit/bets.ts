import { type BettingRule, betOn } from './betting-rule.ts';
import { type ProfitColumns, pushed } from './columns.ts';

/** Numbers of the rows that were bet on and not given back, and how many were given back. */
export interface ChosenBets {
  readonly kept: Uint32Array;
  readonly pushes: number;
}

export function chooseBets(
  rows: number,
  rule: BettingRule,
  { stakes, outcomes, probabilities }: ProfitColumns,
  decimal: Float64Array | undefined,
): ChosenBets {
  const kept = new Uint32Array(rows);
  let [bets, pushes] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const own = stakes ? (stakes[row] ?? 0) : 1;
    // Numbers that may not be there are slow to hand over, so only the rule that asks for them gets them.
    const isBet = rule.bet === 'staked' ? own > 0 : betOn(rule, own, probabilities?.[row], decimal?.[row]);
    if (!isBet) continue;
    if (outcomes && outcomes[row] === pushed) pushes += 1;
    else kept[bets++] = row;
  }
  return { kept: kept.subarray(0, bets), pushes };
}

export function pickRows(values: Float64Array, rows: Uint32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let bet = 0; bet < rows.length; bet += 1) picked[bet] = values[rows[bet] ?? 0] ?? 0;
  return picked;
}

interface Settled {
  readonly stake: Float64Array;
  readonly decimal: Float64Array | undefined;
  readonly outcome: Float64Array | undefined;
  readonly returned: Float64Array | undefined;
}

/** What each bet brought, by its odds or by what it returned for each 1 put in. */
export function settle({ stake, decimal, outcome, returned }: Settled): Float64Array {
  const profit = new Float64Array(stake.length);
  if (outcome && decimal) payOut(stake, decimal, outcome, profit);
  else if (returned) grow(stake, returned, profit);
  return profit;
}

/** A bet that was won brings its decimal odds less 1, and one that was lost −1: no branch that would be guessed wrong. */
function payOut(stake: Float64Array, decimal: Float64Array, outcome: Float64Array, profit: Float64Array): void {
  for (let bet = 0; bet < stake.length; bet += 1)
    profit[bet] = (stake[bet] ?? 0) * ((outcome[bet] ?? 0) * (decimal[bet] ?? 1) - 1);
}

function grow(stake: Float64Array, returned: Float64Array, profit: Float64Array): void {
  for (let bet = 0; bet < stake.length; bet += 1) profit[bet] = (stake[bet] ?? 0) * (returned[bet] ?? 0);
}
