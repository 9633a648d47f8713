import type {
  ComparedMetric,
  ModelComparisonReport,
  ModelCosts,
  ModelEstimates,
  ModelMetric,
  ModelSegment,
  ModelSegments,
  Threshold,
} from '@pitwall/sdk';
import { count, counted, number, percent } from '../../core/words.ts';

/** Who says it, in the order in which a reader should hear them. */
export const voices: readonly (readonly [ModelMetric['basis'], string])[] = [
  ['measured', 'Measured against the labels'],
  ['realised', 'What the bets brought'],
  ['market', 'What the prices say'],
  ['believed', 'What the model itself expected'],
];

/** `alert < 0.44, warning < 0.55`; empty without a threshold. */
export function limitWords({ threshold }: { readonly threshold: Threshold | null }): string {
  if (!threshold) return '';
  return (['alert', 'warning'] as const)
    .flatMap((status) => (threshold[status] === undefined ? [] : [`${status} ${threshold[status]}`]))
    .join(', ');
}

export const figure = (value: number | null): string => (value === null ? 'unknown' : number(value));

/** `0.55 to 0.6`; empty where there is none. */
export const between = (interval: { readonly low: number; readonly high: number } | null): string =>
  interval ? `${number(interval.low)} to ${number(interval.high)}` : '';

export const estimatesTitle = ({ of, rows, reference }: ModelEstimates): string =>
  `Estimated of ${count(rows)} predictions${of === 'waiting' ? ' without a label' : ''}, learnt from ${count(reference.rows)} with one`;

export function segmentsTitle({ metric, found, looked, reason }: ModelSegments): string {
  if (reason !== undefined) return `Segments by ${metric}: ${reason}`;
  const among = `${count(looked)} segments looked at`;
  return found === 0
    ? `By ${metric}, none of ${among} is worse than chance explains`
    : `Worse than the rest by ${metric}: ${count(found)} of ${among}`;
}

export const segmentWords = ({ rows, share, value, rest, p_adjusted }: ModelSegment): readonly string[] => [
  number(value),
  `elsewhere ${number(rest)}`,
  `${count(rows)} rows (${percent(share)})`,
  chanceWords(p_adjusted),
];

/** Small ones are only said to be small. */
export const chanceWords = (p: number | null): string =>
  p === null ? '' : p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(2))}`;

export function comparisonTitle({ against, rows, left_out, headline }: ModelComparisonReport): string {
  // The metrics of a ranking are means over users.
  const what = headline?.includes('@') ? 'user' : 'row';
  const leftOut = left_out > 0 ? `; ${count(left_out)} it has no answer to` : '';
  return `Beside ${against.join(', ')}, on ${counted(rows, what)} of both${leftOut}`;
}

export const answerWords: Readonly<Record<ComparedMetric['answer'], string>> = {
  better: 'better',
  worse: 'worse',
  equal_within_margin: 'equal within the margin',
  no_difference_shown: 'no difference shown',
  unknown: 'unknown',
};

/** What the cheapest cutoff would save, and what is known of it on rows that had no part in the choice. */
export function costsWords({ now, best, held_out: heldOut }: ModelCosts): string {
  if (best.per_row >= now.per_row)
    return `A row costs ${number(now.per_row)}; no other cutoff is cheaper on these rows.`;
  const cheapest = best.cutoff === null ? 'With no row decided as 1' : `With the cutoff at ${number(best.cutoff)}`;
  const apart = heldOut
    ? `on rows that had no part in the choice, a row costs ${number(heldOut.per_row)}`
    : 'they are too few to say what it costs on others';
  return `${cheapest} a row would cost ${number(best.per_row)} instead of ${number(now.per_row)}. That cutoff was chosen on the same rows; ${apart}.`;
}
