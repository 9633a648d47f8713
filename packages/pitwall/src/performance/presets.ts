import type { Threshold } from '@pitwall/sdk';
import { twelveDigits } from '../core/grade.ts';

export const presetNames = ['cbb', 'bitcoin', 'movielens'] as const;
export type PresetName = (typeof presetNames)[number];

export type Thresholds = Readonly<Record<string, Threshold>>;

const atLeast = (limit: number, warning = 0.8 * limit): Threshold => ({
  warning: `< ${limit}`,
  alert: `< ${twelveDigits(warning)}`,
});

const atMost = (limit: number): Threshold => ({ warning: `> ${limit}`, alert: `> ${twelveDigits(1.2 * limit)}` });

/** Limits without a band before them. */
const under = (limit: number): Threshold => ({ alert: `< ${limit}` });
const notOver = (limit: number): Threshold => ({ alert: `>= ${limit}` });
const over = (limit: number): Threshold => ({ alert: `<= ${limit}` });

const withSamples = (minimum: number, thresholds: Thresholds): Thresholds =>
  Object.fromEntries(
    Object.entries(thresholds).map(([metric, threshold]) => [metric, { ...threshold, minimum_samples: minimum }]),
  );

/**
 * Thresholds that come with Pitwall: of a model that bets on college basketball (a value beyond the threshold warns, and
 * alerts a fifth further on), of one that forecasts the price of bitcoin, and of a film recommender.
 */
export const presets: Readonly<Record<PresetName, Thresholds>> = {
  cbb: withSamples(100, {
    accuracy: atLeast(0.55),
    log_loss: atMost(0.7),
    brier: atMost(0.25),
    precision: atLeast(0.5),
    recall: atLeast(0.5),
    f1: atLeast(0.5),
    roc_auc: atLeast(0.6),
    expected_value: { warning: '< 0', alert: '< -0.02' },
    roi: { warning: '< 0', alert: '< -0.02' },
  }),
  bitcoin: {
    accuracy: under(0.65),
    f1: under(0.65),
    precision: under(0.65),
    recall: under(0.6),
    rmse: notOver(1.5),
    r_squared: over(0.1),
  },
  movielens: {
    rmse: notOver(0.85),
    'precision@10': over(0.35),
    'ndcg@10': over(0.42),
    'diversity@10': { warning: '< 0.5' },
    'coverage@10': { warning: '< 0.6' },
  },
};
