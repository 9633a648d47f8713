import { wilson } from '../interval.ts';
import { type Estimate, refuse } from '../score.ts';
import { kellyStakes } from './kelly.ts';
import { notGiven, type ProfitMetric, profitMetric } from './metric.ts';
import { meanOf, ratioOf, returnOnStakes, scaled, totalOf } from './ratio.ts';

/**
 * Return on investment: what came out for each 1 put in. The verdict on profit rests on this figure.
 * Example: 100 bets of 1 at 1.90, of which 30 are won, give −0.43.
 */
export const roi = profitMetric({
  name: 'roi',
  basis: 'realised',
  range: [null, null],
  formula: 'Σ profit / Σ stake',
  edges: 'unknown where no row was bet on; a stake that came back is no bet',
  estimate: ({ profit, stake, decimal, isBetting, lags }) =>
    isBetting && decimal
      ? returnOnStakes(profit, stake, decimal, lags)
      : ratioOf(profit, stake, { lags, mustVary: true, skewed: true }),
});

export const totalProfit = profitMetric({
  name: 'profit',
  basis: 'realised',
  formula: 'Σ profit, in the unit of the stakes',
  edges: 'unknown where no row was bet on; the interval is for as many bets again',
  estimate: ({ profit, lags }) => totalOf(profit, { lags, mustVary: true, skewed: true }),
});

export const winRate = profitMetric({
  name: 'win_rate',
  basis: 'realised',
  range: [0, 1],
  formula: 'bets with a profit above 0 / bets',
  edges: 'unknown where no row was bet on',
  interval: wilson,
  estimate: ({ profit, bets }) => {
    let won = 0;
    for (let bet = 0; bet < bets; bet += 1) if ((profit[bet] ?? 0) > 0) won += 1;
    return shareOf(won, bets);
  },
});

/** Turnover: all that was put in. */
export const turnover = profitMetric({
  name: 'turnover',
  basis: 'realised',
  range: [0, null],
  formula: 'Σ stake, in the unit of the stakes',
  edges: 'unknown where no row was bet on; the interval is for as many bets again',
  estimate: ({ stake }) => totalOf(stake, { range: [0, Number.POSITIVE_INFINITY] }),
});

/** How often the bankroll was turned over. */
export const turnoverRatio = profitMetric({
  name: 'turnover_ratio',
  basis: 'realised',
  range: [0, null],
  needs: ['bankroll'],
  formula: 'Σ stake / bankroll at the start',
  edges: 'unknown without a bankroll',
  estimate: (data) => {
    if (data.bankroll === undefined) return notGiven('a bankroll');
    return scaled(turnover.estimate(data), 1 / data.bankroll);
  },
});

/** Logarithmic growth of the bankroll with each bet. */
export const growth = profitMetric({
  name: 'growth',
  basis: 'realised',
  needs: ['bankroll'],
  formula: 'ln(bankroll at the end / bankroll at the start) / bets',
  edges: 'unknown without a bankroll, and where it was lost to the last',
  estimate: ({ profit, bets, bankroll, lags }) => {
    if (bankroll === undefined) return notGiven('a bankroll');
    const grown = new Float64Array(bets);
    let left = bankroll;
    for (let bet = 0; bet < bets; bet += 1) {
      const next = left + (profit[bet] ?? 0);
      if (!(next > 0))
        return refuse(
          'invalid',
          `the bankroll of ${bankroll} was gone after bet ${bet + 1}, and nothing grows from nothing`,
        );
      grown[bet] = Math.log(next / left);
      left = next;
    }
    return meanOf(grown, { lags, mustVary: true, skewed: true });
  },
});

/** How many of the rows were bet on. Known where none was. */
export const betShare: ProfitMetric<'realised'> = {
  name: 'bet_share',
  task: 'profit',
  basis: 'realised',
  better: 'higher',
  range: [0, 1],
  formula: 'rows that were bet on / rows',
  needs: [],
  edges: 'always known; a stake that came back was bet',
  interval: wilson,
  estimate: ({ bets, pushes, rows }) => shareOf(bets + pushes, rows),
};

function shareOf(count: number, of: number): Estimate {
  const value = count / of;
  return { value, variance: (value * (1 - value)) / of, effective: of, rows: of };
}

/** What each bet grows a bankroll by when Kelly's rule sets the stakes. */
export const kellyGrowth = profitMetric({
  name: 'kelly_growth',
  basis: 'realised',
  needs: ['probabilities', 'odds'],
  formula: 'mean of ln(1 + f·profit/stake), f = min(cap, fraction·max(0, (p·d − 1)/(d − 1)))',
  edges: 'unknown without odds, and where a stake of all that is left was lost',
  estimate: (data) => {
    const stakes = data.probability && data.decimal && kellyStakes(data.probability, data.decimal, data.kelly);
    if (!stakes) return notGiven('probabilities and odds');
    const grown = new Float64Array(data.bets);
    for (let bet = 0; bet < data.bets; bet += 1) {
      const by = 1 + (stakes[bet] ?? 0) * ((data.profit[bet] ?? 0) / (data.stake[bet] ?? 1));
      if (!(by > 0))
        return refuse(
          'invalid',
          `bet ${bet + 1} lost all that was left, and nothing grows from nothing; cap the stakes`,
        );
      grown[bet] = Math.log(by);
    }
    return meanOf(grown, { lags: data.lags, mustVary: true, skewed: true });
  },
});
