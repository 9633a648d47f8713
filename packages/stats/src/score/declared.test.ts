import { describe, expect, it } from 'vitest';
import { binaryMetrics } from './binary/metrics.ts';
import type { Metric } from './metric.ts';
import { multiclassMetrics } from './multiclass/metrics.ts';
import { profitMetrics } from './profit/metrics.ts';
import { rankingMetrics } from './ranking/metrics.ts';
import { regressionMetrics } from './regression/metrics.ts';

const said = (metrics: readonly Pick<Metric<never>, 'name' | 'task' | 'better' | 'range' | 'needs'>[]): string[] =>
  metrics.map(({ name, task, better, range: [least, most], needs }) =>
    [name, task, better, least ?? '−∞', most ?? '∞', ...needs].join(' '),
  );

describe('what is declared of the metrics', () => {
  it('of a binary model', () => {
    expect(said(binaryMetrics)).toEqual([
      'accuracy binary higher 0 1 predictions',
      'balanced_accuracy binary higher 0 1 predictions',
      'precision binary higher 0 1 predictions',
      'recall binary higher 0 1 predictions',
      'specificity binary higher 0 1 predictions',
      'f1 binary higher 0 1 predictions',
      'mcc binary higher -1 1 predictions',
      'roc_auc binary higher 0 1 scores',
      'pr_auc binary higher 0 1 scores',
      'log_loss binary lower 0 ∞ probabilities',
      'brier binary lower 0 1 probabilities',
      'calibration_error binary lower 0 1 probabilities',
    ]);
  });

  it('of a model of several classes', () => {
    expect(said(multiclassMetrics)).toEqual([
      'accuracy multiclass higher 0 1 predictions',
      'balanced_accuracy multiclass higher 0 1 predictions',
      'precision_micro multiclass higher 0 1 predictions',
      'precision_macro multiclass higher 0 1 predictions',
      'precision_weighted multiclass higher 0 1 predictions',
      'recall_micro multiclass higher 0 1 predictions',
      'recall_macro multiclass higher 0 1 predictions',
      'recall_weighted multiclass higher 0 1 predictions',
      'f1_micro multiclass higher 0 1 predictions',
      'f1_macro multiclass higher 0 1 predictions',
      'f1_weighted multiclass higher 0 1 predictions',
      'mcc multiclass higher -1 1 predictions',
      'roc_auc_macro multiclass higher 0 1 probabilities',
      'roc_auc_weighted multiclass higher 0 1 probabilities',
      'pr_auc_macro multiclass higher 0 1 probabilities',
      'log_loss multiclass lower 0 ∞ probabilities',
      'brier multiclass lower 0 2 probabilities',
      'top_class_calibration_error multiclass lower 0 1 probabilities',
    ]);
  });

  it('of a regression', () => {
    expect(said(regressionMetrics)).toEqual([
      'rmse regression lower 0 ∞ predictions',
      'mae regression lower 0 ∞ predictions',
      'mape regression lower 0 ∞ predictions',
      'smape regression lower 0 2 predictions',
      'r_squared regression higher −∞ 1 predictions',
      'quantile_loss regression lower 0 ∞ predictions quantile',
      'bias regression zero −∞ ∞ predictions',
    ]);
  });

  it('of a ranking', () => {
    expect(said(rankingMetrics(5))).toEqual([
      'precision@5 ranking higher 0 1 scores',
      'recall@5 ranking higher 0 1 scores',
      'ndcg@5 ranking higher 0 1 scores',
      'ndcg_exponential@5 ranking higher 0 1 scores',
      'map@5 ranking higher 0 1 scores',
      'mrr@5 ranking higher 0 1 scores',
      'hit_rate@5 ranking higher 0 1 scores',
      'coverage@5 ranking higher 0 1 scores catalogue',
      'diversity@5 ranking higher 0 2 scores categories',
      'novelty@5 ranking higher 0 ∞ scores popularity',
    ]);
  });

  it('of bets and trades, and who says it', () => {
    const bases = profitMetrics.map(({ basis }) => basis);
    expect(said(profitMetrics).map((metric, place) => `${bases[place]}: ${metric}`)).toEqual([
      'realised: roi profit higher −∞ ∞',
      'realised: profit profit higher −∞ ∞',
      'realised: win_rate profit higher 0 1',
      'realised: max_drawdown profit lower 0 ∞',
      'realised: max_drawdown_share profit lower 0 ∞ bankroll',
      'realised: sharpe profit higher −∞ ∞',
      'realised: sharpe_year profit higher −∞ ∞ rowsPerYear',
      'realised: growth profit higher −∞ ∞ bankroll',
      'realised: kelly_growth profit higher −∞ ∞ probabilities odds',
      'realised: turnover profit higher 0 ∞',
      'realised: turnover_ratio profit higher 0 ∞ bankroll',
      'realised: bet_share profit higher 0 1',
      'market: break_even_rate profit lower 0 1 odds',
      'market: closing_line_value profit higher -1 ∞ odds closingOdds',
      'believed: expected_value profit higher -1 ∞ probabilities odds',
      'believed: overstatement profit zero −∞ ∞ probabilities odds',
      'believed: kelly_stake profit higher 0 1 probabilities odds',
      'believed: expected_kelly_growth profit higher −∞ ∞ probabilities odds',
    ]);
  });
});
