import type { Better } from '../metric.ts';
import type { Interval, Refusal, ScoreReason } from '../score.ts';

/**
 * What the data say of a challenger beside a champion. `no_difference_shown` is not that they are equal: only an interval
 * that lies within a margin shows that.
 */
export const answers = ['better', 'worse', 'equal_within_margin', 'no_difference_shown', 'unknown'] as const;
export type Answer = (typeof answers)[number];

export const comparisonVersion = 1;

interface Compared {
  readonly metric: string;
  readonly version: number;
  readonly better: Better;
  readonly method: string;
  readonly rows: number;
  /** What only one of the models has, and what is therefore left out: users, where lists are compared. */
  readonly left_out?: { readonly champion: number; readonly challenger: number };
  readonly answer: Answer;
  /** The answer as a sentence. */
  readonly words: string;
}

export interface Difference extends Compared {
  readonly champion: number;
  readonly challenger: number;
  /** Challenger − champion. */
  readonly difference: number;
  readonly interval: Interval | null;
  readonly interval_missing?: string;
  /**
   * Probability of a difference at least as large if there is none; null where the method has no test. Of what is best at
   * 0, if both are equally far from 0. It is that of this metric alone, not of all that are compared: see `headlineOf`.
   */
  readonly p: number | null;
}

export interface UnknownDifference extends Compared {
  readonly difference: null;
  readonly reason: ScoreReason;
  readonly explanation: string;
}

export type ModelComparison = Difference | UnknownDifference;

export interface CompareOptions {
  readonly level?: number;
  /** Differences up to this size do not matter. */
  readonly margin?: number;
}

/** What a comparison is made of, before the answer. */
export interface Found {
  readonly metric: string;
  readonly better: Better;
  readonly method: string;
  readonly rows: number;
  readonly champion: number;
  readonly challenger: number;
  readonly difference?: number;
  readonly interval: Interval | string;
  /** Of challenger + champion, for what is best at 0. */
  readonly together?: Interval | string;
  readonly p: number | null;
}

/**
 * The answer rests on the interval: where it lies wholly within the margin, wholly on one side of 0, or neither.
 *
 * Two figures a and b of what is best at 0 may differ without doubt and be equally far from it, as −1 and 1 are. Which is
 * nearer, the sign of (b − a)·(b + a) says, so it is shown only where the intervals of both leave 0 out.
 */
export function answered(found: Found, { margin = 0 }: CompareOptions): ModelComparison {
  if (!(margin >= 0 && margin < Number.POSITIVE_INFINITY))
    throw new RangeError(
      `expected a margin from 0 on, got ${margin}; pass the largest difference that does not matter`,
    );
  const { metric, better, method, rows, champion, challenger, p } = found;
  const { difference = challenger - champion, interval } = found;
  const answer = typeof interval === 'string' ? 'unknown' : answerOf(interval, found, margin);
  return {
    metric,
    version: comparisonVersion,
    better,
    method,
    rows,
    champion,
    challenger,
    difference,
    ...(typeof interval === 'string' ? { interval: null, interval_missing: interval } : { interval }),
    p,
    answer,
    words: wordsOf(metric, answer, difference, interval, margin),
  };
}

/** What is compared, before anything is found. */
export type Head = Pick<Found, 'metric' | 'better' | 'method' | 'rows'>;

export function unanswered(
  { metric, better, method, rows }: Head,
  { reason, explanation }: Refusal,
): UnknownDifference {
  const words = `Whether ${metric} differs is unknown: ${explanation}.`;
  return {
    metric,
    version: comparisonVersion,
    better,
    method,
    rows,
    difference: null,
    reason,
    explanation,
    answer: 'unknown',
    words,
  };
}

function answerOf(interval: Interval, { better, together }: Found, margin: number): Answer {
  const { low, high } = interval;
  if (margin > 0 && low >= -margin && high <= margin) return 'equal_within_margin';
  if (!leavesOut0(interval)) return 'no_difference_shown';
  if (better !== 'zero') return low > 0 === (better === 'higher') ? 'better' : 'worse';
  if (typeof together !== 'object' || !leavesOut0(together)) return 'no_difference_shown';
  return low > 0 === together.low > 0 ? 'worse' : 'better';
}

const leavesOut0 = ({ low, high }: Interval): boolean => low > 0 || high < 0;

function wordsOf(
  metric: string,
  answer: Answer,
  difference: number,
  interval: Interval | string,
  margin: number,
): string {
  if (typeof interval === 'string') return `Whether ${metric} differs is unknown: ${interval}.`;
  const { low, high, level } = interval;
  const size = `${signed(difference)} (${round(100 * level)} % interval ${signed(low)} to ${signed(high)})`;
  if (answer === 'equal_within_margin')
    return `The models are equal in ${metric} within ${round(margin)}: they differ by ${size}.`;
  if (answer === 'no_difference_shown' && leavesOut0(interval))
    return `The models differ in ${metric} by ${size}, but which of them is nearer to 0 is not shown.`;
  if (answer === 'no_difference_shown')
    return `No difference in ${metric} is shown: ${size}. That is not to say that there is none.`;
  return `The challenger is ${answer}: ${metric} differs by ${size}.`;
}

const round = (value: number): string => Number(value.toPrecision(3)).toString();
const signed = (value: number): string => (value < 0 ? `−${round(-value)}` : `+${round(value)}`);
