import { type Finding, formatSubject, type ModelSegment, type ModelSegments } from '@pitwall/sdk';
import { findSegments, type Interval, isRefusal, noSegment, type Segment } from '@pitwall/stats';
import { count, counted, number, whereWords } from '../../core/words.ts';
import type { GradedThreshold, ModelSettings } from '../config.ts';
import type { Part } from '../part.ts';
import type { ModelRows } from '../rows.ts';
import { gradeSurely, thresholdsOf } from '../thresholds.ts';
import type { CodedColumn } from './codes.ts';
import type { SearchedColumns } from './columns.ts';
import { type Losses, lossesOf } from './losses.ts';

export interface SegmentContext {
  readonly model: string;
  readonly now: Date;
  readonly columns: SearchedColumns;
  readonly coded: readonly CodedColumn[];
}

type Search = NonNullable<ModelSettings['segments']>;

/** Where is the model worse than elsewhere? */
export function segmentsPart(rows: ModelRows, settings: ModelSettings, search: Search, context: SegmentContext): Part {
  const columns = context.coded.map(({ as, column, names }) => ({
    name: column,
    // Code 0 belongs to no segment, which the search says otherwise.
    codes: (rows.judged.codes[as] ?? new Uint8Array(0)).map((code) => (code === 0 ? noSegment : code - 1)),
    count: names.length - 1,
  }));
  const options = {
    level: search.level,
    minimum: search.minimum,
    pairs: search.pairs,
    confidence: settings.performance.level,
  };
  const segments = lossesOf(rows, settings).map((losses) => {
    const { weights, ignore } = losses;
    const searched = columns.filter(({ name }) => name !== ignore);
    const found = findSegments({ losses: losses.losses, columns: searched, ...(weights ? { weights } : {}) }, options);
    const coded = context.coded.filter(({ column }) => column !== ignore);
    return reportOf(losses, found, search, { ...context, coded }, rows);
  });
  return {
    findings: segments.map((one) => findingOf(one, settings, context)),
    next:
      segments.length === 0
        ? [`Segments of a ${settings.task} model are not searched: its metrics are of lists, not of rows.`]
        : [],
    report: { segments },
  };
}

function reportOf(
  { metric, sign }: Losses,
  found: ReturnType<typeof findSegments>,
  { minimum, level }: Search,
  { columns, coded }: SegmentContext,
  { judged }: ModelRows,
): ModelSegments {
  const about = {
    metric,
    better: sign === 1 ? ('lower' as const) : ('higher' as const),
    columns: coded.map(({ column }) => column),
    left_out: [...columns.leftOut],
    minimum,
    level,
  };
  const nothing = { overall: null, looked: 0, found: 0, worst: [] };
  if (coded.length === 0) return { ...about, ...nothing, reason: 'there is no column to tell rows apart by' };
  if (isRefusal(found)) return { ...about, ...nothing, reason: found.explanation };
  return {
    ...about,
    overall: sign * found.value,
    looked: found.looked,
    found: found.found,
    worst: found.segments.map((segment) => segmentOf(segment, sign, coded, judged.rows)),
    ...(found.looked === 0 ? { reason: `no segment has ${minimum} rows` } : {}),
  };
}

function segmentOf(
  { where, rows, value, interval, rest, difference, p, adjusted }: Segment,
  sign: 1 | -1,
  coded: readonly CodedColumn[],
  all: number,
): ModelSegment {
  return {
    where: where.map(({ column, code }) => ({
      column: coded[column]?.column ?? '',
      value: coded[column]?.names[code + 1] ?? '',
    })),
    rows,
    share: rows / all,
    value: sign * value,
    interval: interval && turned(interval, sign),
    rest: sign * rest,
    difference: sign * difference.value,
    difference_interval: difference.interval && turned(difference.interval, sign),
    p,
    p_adjusted: adjusted,
  };
}

const turned = (interval: Interval, sign: 1 | -1): Interval =>
  sign === 1 ? interval : { ...interval, low: -interval.high, high: -interval.low };

/**
 * Every model is worse somewhere, and with enough rows surely so. That alone is no warning; that a segment is surely
 * beyond the limit that the model itself is held to, is.
 */
function findingOf(search: ModelSegments, settings: ModelSettings, { model, now }: SegmentContext): Finding {
  const { metric, found, looked, worst, reason, minimum } = search;
  const threshold = thresholdsOf(settings).get(metric);
  const beyond = threshold ? worst.filter((segment) => isBeyond(threshold, segment)) : [];
  const [first] = beyond.length > 0 ? beyond : worst;
  const known = reason === undefined;
  return {
    subject: formatSubject({ kind: 'model', name: model }),
    metric: 'performance.segments',
    value: known ? found : null,
    threshold: null,
    status: known ? (beyond.length > 0 ? 'warning' : 'pass') : 'unknown',
    message: known ? messageOf(search, beyond.length, first) : `no segment could be judged by ${metric}`,
    ...(known ? {} : { reason }),
    evidence: {
      total: looked,
      count: found,
      computed: `${metric} of each segment of ${minimum} rows or more against all other rows, allowing for the number of segments`,
      ...(first
        ? {
            observed: `${whereWords(first)}: ${number(first.value)} on ${count(first.rows)} rows, elsewhere ${number(first.rest)}`,
          }
        : {}),
      ...(beyond.length > 0
        ? { fix: 'Look at these rows: do not act on the model there, or give it what it lacks' }
        : {}),
    },
    at: now.toISOString(),
  };
}

const isBeyond = (threshold: GradedThreshold, segment: ModelSegment): boolean =>
  ['alert', 'warning'].includes(gradeSurely(threshold, segment).status);

function messageOf({ metric, found, looked }: ModelSegments, beyond: number, first: ModelSegment | undefined): string {
  if (found === 0 || !first) return `by ${metric}, none of ${count(looked)} segments is worse than chance explains`;
  const worse = `${count(found)} of ${counted(looked, 'segment')} ${found === 1 ? 'is' : 'are'} worse than chance explains`;
  return beyond > 0
    ? `by ${metric}, ${counted(beyond, 'segment')} ${beyond === 1 ? 'is' : 'are'} beyond the threshold of the model: surest ${whereWords(first)}`
    : `by ${metric}, ${worse}: surest ${whereWords(first)}`;
}
