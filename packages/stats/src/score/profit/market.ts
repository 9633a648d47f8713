import { notGiven, profitMetric } from './metric.ts';
import { ratioOf } from './ratio.ts';

/** The share of bets that has to be won, at the prices taken, to lose nothing; what the market asks for. */
export const breakEvenRate = profitMetric({
  name: 'break_even_rate',
  basis: 'market',
  better: 'lower',
  range: [0, 1],
  needs: ['odds'],
  formula: 'Σ stake / Σ stake·d, d as decimal odds',
  edges: 'unknown without odds',
  estimate: ({ decimal, stake }) => {
    if (!decimal) return notGiven('odds');
    return ratioOf(
      stake,
      stake.map((own, bet) => own * (decimal[bet] ?? 1)),
      { range: [0, 1] },
    );
  },
});

/**
 * Closing-line value: how much better the price taken was than the last one. Positive for one who finds what the market
 * learns later. Closing prices hold the bookmaker's margin: pass those without it where value against fair odds is meant.
 */
export const closingLineValue = profitMetric({
  name: 'closing_line_value',
  basis: 'market',
  range: [-1, null],
  needs: ['odds', 'closingOdds'],
  formula: 'Σ stake·(d/c − 1) / Σ stake over bets with a closing price c, both as decimal odds',
  edges: 'unknown where no bet has a closing price',
  estimate: ({ decimal, closing, stake, lags }) => {
    if (!decimal || !closing) return notGiven('odds and closing odds');
    const kept = new Float64Array(stake.length);
    const value = new Float64Array(stake.length);
    let count = 0;
    for (let bet = 0; bet < stake.length; bet += 1) {
      const last = closing[bet] ?? Number.NaN;
      if (Number.isNaN(last)) continue;
      const own = stake[bet] ?? 0;
      kept[count] = own;
      value[count++] = own * ((decimal[bet] ?? 1) / last - 1);
    }
    if (count === 0) return notGiven('closing odds; no bet has one');
    return ratioOf(value.subarray(0, count), kept.subarray(0, count), { lags, range: [-1, Number.POSITIVE_INFINITY] });
  },
});
