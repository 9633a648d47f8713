import type { Threshold } from '@pitwall/sdk';
import type { ScoreFigure, UnknownScore } from '@pitwall/stats';
import { PitwallError } from '../core/errors.ts';
import { type Grade, grade, parseCondition } from '../core/grade.ts';
import { closest } from '../core/suggest.ts';
import { list } from '../core/words.ts';
import type { GradedThreshold, ModelSettings } from './config.ts';
import { presets } from './presets.ts';

/** A model that surely loses money is an alarm whether or not somebody thought of asking. */
const always: Readonly<Record<string, GradedThreshold>> = { roi: { alert: '< 0', evidence: 'interval' } };

/** What each metric is held against: what the configuration says, else its preset, else what always holds. */
export function thresholdsOf({ performance, odds }: ModelSettings): ReadonlyMap<string, GradedThreshold> {
  const { preset, thresholds, minimum_samples } = performance;
  const all = { ...(odds ? always : {}), ...(preset ? presets[preset] : {}), ...thresholds };
  return new Map(
    Object.entries(all).map(([metric, threshold]) => [
      metric,
      minimum_samples === undefined || threshold.minimum_samples !== undefined
        ? threshold
        : { ...threshold, minimum_samples },
    ]),
  );
}

/** A threshold that no metric belongs to would pass for ever, so only a preset may have some, and not only such. */
export function assertKnown(
  { task, performance: { preset, thresholds } }: ModelSettings,
  known: readonly string[],
): void {
  if (preset !== undefined && !Object.keys(presets[preset]).some((metric) => known.includes(metric))) {
    throw new PitwallError({
      code: 'config.invalid',
      problem: `expected a preset for ${task} models, found ${preset}, which has thresholds of ${list(Object.keys(presets[preset]), 12)} only`,
      fix: 'Use another preset, or write thresholds under performance',
      place: { field: 'performance.preset' },
    });
  }
  for (const metric of Object.keys(thresholds)) {
    if (known.includes(metric)) continue;
    const meant = closest(metric, known);
    throw new PitwallError({
      code: 'config.invalid',
      problem: `expected a threshold of a metric that this model has, found ${metric}`,
      fix: meant ? `Did you mean ${meant}` : `Use one of ${known.join(', ')}`,
      place: { field: `performance.thresholds.${metric}` },
    });
  }
}

/** A figure, measured or estimated, or why there is none. */
type Gradable =
  | Pick<ScoreFigure, 'value' | 'interval' | 'interval_missing' | 'rows'>
  | Pick<UnknownScore, 'value' | 'explanation' | 'rows'>;

export function gradeMetric({ evidence, ...threshold }: GradedThreshold, { score }: { score: Gradable }): Grade {
  const { value, rows: samples } = score;
  if (value === null) return { status: 'unknown', reason: score.explanation };
  if (evidence !== 'interval') return grade(threshold, { value, samples });
  const condition = threshold.alert ?? threshold.warning;
  if (condition === undefined) return grade(threshold, { value, samples });
  if (!score.interval) return { status: 'unknown', reason: score.interval_missing ?? 'there is no interval' };
  // The end of the interval that is nearest to fine: where even that is not, chance is no excuse.
  const isUpward = parseCondition(condition).operator.startsWith('>');
  return grade(threshold, { value: isUpward ? score.interval.low : score.interval.high, samples });
}

/** Only where the whole interval is beyond the limit, whatever the threshold asks for. */
export const gradeSurely = (threshold: GradedThreshold, score: Gradable): Grade =>
  gradeMetric({ ...threshold, evidence: 'interval' }, { score });

/** As a report has it: whether chance was asked is said in words. */
export const withoutEvidence = ({ evidence: _, ...threshold }: GradedThreshold): Threshold => threshold;
