import { describe, expect, it } from 'vitest';
import { compareBinary } from './binary.ts';
import { compareCosts } from './costs.ts';
import { headlineOf } from './headline.ts';
import { compareMulticlass } from './multiclass.ts';
import { compareProfit } from './profit.ts';
import { compareRanking } from './ranking.ts';
import { compareRegression } from './regression.ts';

const labels = [1, 0, 1, 0];
const first = [0.9, 0.2, 0.4, 0.6];
const second = [0.8, 0.1, 0.6, 0.3];
const few = { resamples: 100 };

describe('the headline', () => {
  it.each([
    ['probabilities', first, 'log_loss'],
    ['scores that are no probabilities', first.map((score) => 10 * score), 'accuracy'],
  ])('of two classes with %s', (_name, scores, metric) => {
    const found = compareBinary({ labels, champion: { scores }, challenger: { scores: second } }, few);
    expect(headlineOf(found)?.metric).toBe(metric);
  });

  it('of several classes is log loss, or accuracy without probabilities', () => {
    const both = (of: readonly number[]) => ({ probabilities: of.flatMap((p) => [1 - p, p]) });
    const sure = compareMulticlass({ labels, champion: both(first), challenger: both(second) }, few);
    expect(headlineOf(sure)?.metric).toBe('log_loss');
    const decided = { champion: { predictions: [1, 0, 0, 1] }, challenger: { predictions: labels } };
    expect(headlineOf(compareMulticlass({ labels, ...decided }, few))?.metric).toBe('accuracy');
  });

  it('of a regression is the absolute error, or the loss of the quantile that is predicted', () => {
    const rows = { actual: [1, 2, 3], champion: [1, 2, 4], challenger: [1, 3, 3] };
    expect(headlineOf(compareRegression(rows))?.metric).toBe('mae');
    expect(headlineOf(compareRegression({ ...rows, quantile: 0.9 }))?.metric).toBe('quantile_loss');
  });

  it('of lists is their gain, of bets their return, and of costs those of a row', () => {
    const list = { users: [1, 1, 2], items: ['a', 'b', 'a'], relevance: [1, 0, 1], scores: [1, 2, 3] };
    expect(headlineOf(compareRanking({ champion: list, challenger: list }, { k: 5 }))?.metric).toBe('ndcg@5');
    const bets = { odds: [2, 2], oddsFormat: 'decimal', outcomes: [1, 0], stakes: [1, 1] } as const;
    expect(headlineOf(compareProfit({ champion: bets, challenger: bets }))?.metric).toBe('roi');
    const costs = { truePositive: 0, falsePositive: 1, falseNegative: 2, trueNegative: 0 };
    const scores = { champion: { scores: first }, challenger: { scores: second } };
    expect(headlineOf(compareCosts({ labels, ...scores, costs }))?.metric).toBe('cost_per_row');
  });

  it('is one of those that were asked for, and tells why where none is known', () => {
    const found = compareBinary(
      { labels, champion: { scores: first }, challenger: { scores: second } },
      { metrics: ['roc_auc', 'brier'] },
    );
    expect(headlineOf(found)?.metric).toBe('brier');
    expect(headlineOf(found.slice(0, 1))?.metric).toBe('roc_auc');
    expect(headlineOf([])).toBeUndefined();
    const none = compareBinary({ labels, champion: {}, challenger: { scores: second } });
    expect(headlineOf(none)).toMatchObject({ metric: 'log_loss', answer: 'unknown', reason: 'not_given' });
  });
});
