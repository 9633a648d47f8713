import { describe, expect, it } from 'vitest';
import { type ProfitRows, prepareProfit } from './data.ts';
import { profitMetrics, scoreProfit } from './metrics.ts';

describe('bad input is refused with the first row that is so', () => {
  const good: ProfitRows = { odds: [2, 3], oddsFormat: 'decimal', outcomes: [1, 0], probabilities: [0.5, 0.4] };
  it.each<[string, ProfitRows, string, RegExp]>([
    ['decimal odds of 1', { ...good, odds: [2, 1] }, 'invalid', /odds of row 1 are 1, expected decimal/],
    ['net odds of 0', { ...good, odds: [0, 1], oddsFormat: 'net' }, 'invalid', /row 0 are 0, expected net/],
    ['American odds between', { ...good, odds: [-110, 99], oddsFormat: 'american' }, 'invalid', /row 1 are 99/],
    ['infinite odds', { ...good, odds: [Infinity, 2] }, 'invalid', /row 0 are Infinity/],
    ['odds that are missing', { ...good, odds: [2, Number.NaN] }, 'invalid', /row 1 are NaN/],
    ['a closing price of 0.5', { ...good, closingOdds: [Number.NaN, 0.5] }, 'invalid', /closing odds of row 1/],
    ['a format nobody said', { odds: [2, 3], outcomes: [1, 0] }, 'invalid', /format of the odds is undefined/],
    ['an outcome of 2', { ...good, outcomes: [1, 2] }, 'invalid', /outcome of row 1 is 2/],
    ['a probability above 1', { ...good, probabilities: [0.5, 1.5] }, 'invalid', /probability of row 1 is 1.5/],
    ['a probability that is missing', { ...good, probabilities: [Number.NaN, 1.5] }, 'invalid', /row 0 is NaN/],
    ['a stake below 0', { ...good, stakes: [1, -1] }, 'invalid', /stake of row 1 is -1/],
    ['a stake without end', { ...good, stakes: [Infinity, 1] }, 'invalid', /stake of row 0/],
    ['the first of two bad rows', { ...good, stakes: [1, -1], outcomes: [3, 0] }, 'invalid', /outcome of row 0/],
    ['columns of two lengths', { ...good, stakes: [1] }, 'invalid', /expected as many stakes as outcomes, 2, found 1/],
    ['no row', { odds: [], oddsFormat: 'decimal', outcomes: [] }, 'empty', /no row/],
    ['no result', { odds: [2], oddsFormat: 'decimal' }, 'not_given', /outcomes with odds, or returns, or profits/],
    ['two results', { ...good, returns: [1, -1] }, 'invalid', /one of outcomes, returns and profits/],
    ['outcomes without odds', { outcomes: [1, 0] }, 'not_given', /expected odds/],
    ['a return that is missing', { returns: [0.1, Number.NaN] }, 'invalid', /return of row 1 is NaN/],
    ['an infinite profit', { profits: [-Infinity] }, 'invalid', /profit of row 0/],
    ['an edge without a model', { returns: [1], rule: { bet: 'edge', above: 0 } }, 'not_given', /by their edge/],
    ['an edge that is no number', { ...good, rule: { bet: 'edge', above: Number.NaN } }, 'invalid', /edge is NaN/],
    ['no bankroll', { ...good, bankroll: 0 }, 'invalid', /bankroll is 0/],
    ['twice Kelly', { ...good, kelly: { fraction: 2, cap: 1 } }, 'invalid', /fraction of Kelly's stake is 2/],
    ['half a lag', { ...good, lags: 0.5 }, 'invalid', /lags are 0.5/],
    ['no rows a year', { ...good, rowsPerYear: 0 }, 'invalid', /rows per year are 0/],
  ])('%s', (_what, rows, reason, explanation) => {
    expect(prepareProfit(rows)).toMatchObject({ reason, explanation: expect.stringMatching(explanation) });
    const scores = scoreProfit(rows);
    expect(scores).toHaveLength(profitMetrics.length);
    for (const score of scores) expect(score).toMatchObject({ value: null, reason });
  });
});
