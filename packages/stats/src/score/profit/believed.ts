import { kellyStakes } from './kelly.ts';
import { notGiven, profitMetric } from './metric.ts';
import { meanOf, ratioOf } from './ratio.ts';

/**
 * What the model expects a bet to bring. It says nothing of what the bets bring: a model that is too sure of itself
 * expects a profit of every one of them.
 * Example: a fair coin at 2.00 gives 0, and at 1.90 −0.05.
 */
export const modelExpectedValue = profitMetric({
  name: 'expected_value',
  basis: 'believed',
  range: [-1, null],
  needs: ['probabilities', 'odds'],
  formula: 'Σ stake·(p·d − 1) / Σ stake, d as decimal odds',
  edges: 'unknown without probabilities and odds',
  estimate: ({ probability, decimal, stake }) => {
    if (!probability || !decimal) return notGiven('probabilities and odds');
    return ratioOf(expectedOf(probability, decimal, stake), stake, { range: [-1, Number.POSITIVE_INFINITY] });
  },
});

/** How much more the model expected of its bets than they brought, for each 1 staked. */
export const overstatement = profitMetric({
  name: 'overstatement',
  basis: 'believed',
  better: 'zero',
  needs: ['probabilities', 'odds'],
  formula: 'Σ (stake·(p·d − 1) − profit) / Σ stake',
  edges: 'unknown without probabilities and odds',
  estimate: ({ probability, decimal, stake, profit, lags }) => {
    if (!probability || !decimal) return notGiven('probabilities and odds');
    const more = expectedOf(probability, decimal, stake);
    for (let bet = 0; bet < more.length; bet += 1) more[bet] = (more[bet] ?? 0) - (profit[bet] ?? 0);
    return ratioOf(more, stake, { lags, skewed: true });
  },
});

/** Stakes that Kelly's rule asks for, on the average over the bets. */
export const meanKellyStake = profitMetric({
  name: 'kelly_stake',
  basis: 'believed',
  range: [0, 1],
  needs: ['probabilities', 'odds'],
  formula: 'mean of f = min(cap, fraction·max(0, (p·d − 1)/(d − 1))), as a share of the bankroll',
  edges: 'unknown without probabilities and odds',
  estimate: ({ probability, decimal, kelly }) => {
    if (!probability || !decimal) return notGiven('probabilities and odds');
    return meanOf(kellyStakes(probability, decimal, kelly), { range: [0, 1] });
  },
});

/** What the model expects each bet to grow a bankroll by when Kelly's rule sets the stakes. */
export const modelKellyGrowth = profitMetric({
  name: 'expected_kelly_growth',
  basis: 'believed',
  needs: ['probabilities', 'odds'],
  formula: 'mean of p·ln(1 + f·(d − 1)) + (1 − p)·ln(1 − f), f as in kelly_growth',
  edges: 'unknown without probabilities and odds',
  estimate: ({ probability, decimal, kelly }) => {
    if (!probability || !decimal) return notGiven('probabilities and odds');
    const grown = kellyStakes(probability, decimal, kelly);
    for (let bet = 0; bet < grown.length; bet += 1) {
      const [p, d, f] = [probability[bet] ?? 0, decimal[bet] ?? 1, grown[bet] ?? 0];
      const lost = p < 1 ? (1 - p) * Math.log1p(-f) : 0;
      grown[bet] = p * Math.log1p(f * (d - 1)) + lost;
    }
    return meanOf(grown);
  },
});

function expectedOf(probability: Float64Array, decimal: Float64Array, stake: Float64Array): Float64Array {
  const expected = new Float64Array(stake.length);
  for (let bet = 0; bet < expected.length; bet += 1)
    expected[bet] = (stake[bet] ?? 0) * ((probability[bet] ?? 0) * (decimal[bet] ?? 0) - 1);
  return expected;
}
