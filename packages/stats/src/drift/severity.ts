import type { Drift, Measure } from './figure.ts';

/** How much a drift matters, from its size alone; how sure it is, is another question. */
export const severities = ['none', 'low', 'medium', 'high'] as const;
export type Severity = (typeof severities)[number];

/** From which value on a drift is low, medium, high. */
export type SeverityThresholds = readonly [low: number, medium: number, high: number];

/**
 * PSI has the domain's thresholds, 0.1 and 0.25, and twice the latter for high. Those of the other measures are what the
 * same shift of a normal distribution gives them (by 0.316, 0.5 and 0.707 standard deviations, where Jeffreys'
 * divergence is 0.1, 0.25 and 0.5), rounded: one drift has about one severity, whatever it is measured by. They belong
 * to the defaults of each measure: js the distance to base 2, wasserstein and energy_distance by the interquartile range.
 */
export const severityThresholds: Readonly<Record<Measure, SeverityThresholds>> = {
  psi: [0.1, 0.25, 0.5],
  kl: [0.05, 0.125, 0.25],
  js: [0.13, 0.21, 0.29],
  hellinger: [0.11, 0.175, 0.245],
  total_variation: [0.125, 0.2, 0.275],
  ks: [0.125, 0.2, 0.275],
  wasserstein: [0.235, 0.37, 0.525],
  energy_distance: [0.205, 0.32, 0.45],
};

/** The severity of a value: that of the highest threshold it reaches. */
export function severityAt(value: number, [low, medium, high]: SeverityThresholds): Severity {
  if (value >= high) return 'high';
  if (value >= medium) return 'medium';
  return value >= low ? 'low' : 'none';
}

/** The severity of a measured drift; null where it could not be measured, which is not the same as none. */
export function severityOf(drift: Drift, thresholds = severityThresholds[drift.measure]): Severity | null {
  return drift.value === null ? null : severityAt(drift.value, thresholds);
}
