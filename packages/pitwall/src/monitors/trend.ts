import { isUnknownTrend, trend } from '@pitwall/stats';
import { day } from '../core/duration.ts';
import { twelveDigits } from '../core/grade.ts';
import { number, percent } from '../core/words.ts';
import type { DegradationTarget } from './degradation.ts';
import { worsening } from './figures.ts';
import { type Said, unknownBecause } from './said.ts';

/** With fewer, no order of the values is rare enough to prove anything. */
export const fewestOfTrend = 5;

/** Of a hundred models that do not change, one seems to. */
const level = 0.99;

/** Does the metric become worse from window to window, slowly enough that no single one tells? */
export function trendFinding(metric: string, { settings, window, figures, before }: DegradationTarget): Said {
  const { warning, critical, trend: most } = settings.degradation;
  const name = `trend.${metric}`;
  const windows = [{ ...window, figures }, ...before].slice(0, most);
  const points = windows.flatMap(({ end, figures: own }) => {
    const figure = Object.hasOwn(own, metric) ? own[metric] : undefined;
    return figure && figure.rows >= settings.minimum_samples ? [{ time: end / day, figure }] : [];
  });
  const unknown = (reason: string): Said =>
    unknownBecause(name, null, `whether ${metric} falls or rises over time is not known`, reason);
  if (points[0]?.time !== window.end / day) return unknown(`there are not enough labelled rows in this window`);
  if (points.length < fewestOfTrend)
    return unknown(
      `${points.length === 1 ? '1 window has' : `${points.length} windows have`} enough labelled rows, at least ${fewestOfTrend} are needed`,
    );
  const sized = points.map(({ time, figure }) => ({
    time: time - window.end / day,
    value: figure.better === 'zero' ? Math.abs(figure.value) : figure.value,
  }));
  const outcome = trend(sized, { level });
  if (isUnknownTrend(outcome)) return unknown(outcome.unknown);
  const span = (points[0]?.time ?? 0) - (points.at(-1)?.time ?? 0);
  const mean = sized.reduce((sum, { value }) => sum + value / sized.length, 0);
  if (mean === 0) return unknown('a change relative to 0 has no value');
  const { figure } = points[0] ?? {};
  if (!figure) return unknown('there is no figure in this window');
  const worse = worsening(
    { ...figure, better: figure.better === 'zero' ? 'lower' : figure.better, value: outcome.slope },
    0,
  );
  const share = twelveDigits((worse * span) / Math.abs(mean));
  const isSure = outcome.p < 1 - level;
  const status = !isSure || share < warning ? 'pass' : share > critical ? 'alert' : 'warning';
  const { slope, interval } = outcome;
  const range = interval ? ` (${number(interval.low)} to ${number(interval.high)})` : '';
  const moved = slope === 0 ? 'stays as it is' : `${slope > 0 ? 'rises' : 'falls'} by ${number(Math.abs(slope))} a day`;
  return {
    metric: name,
    value: slope,
    threshold: null,
    status,
    message: `${metric} ${moved} over ${points.length} windows${isSure ? `: ${percent(Math.abs(share))} ${share > 0 ? 'worse' : 'better'} in all` : ', which chance may explain'}`,
    evidence: {
      total: points.length,
      expected: `not ${percent(warning)} worse over these windows, beyond chance`,
      observed: `${number(slope)} a day${range}, p = ${number(outcome.p)}`,
      computed:
        outcome.method === 'least_squares'
          ? 'slope of least squares with its t-test'
          : 'slope of Theil and Sen with the test of Mann and Kendall',
      ...(status === 'pass' ? {} : { fix: 'Retrain on recent data, or find out since when it falls' }),
    },
  };
}
