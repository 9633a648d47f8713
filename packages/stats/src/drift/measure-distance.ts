import { openEdges } from './binned.ts';
import { asProfiles } from './binning/own.ts';
import { type CountedIntegral, gapOfCounts, gapOfValues, type Ordered, type Power, type Range } from './cdf-gap.ts';
import { type Column, finiteValues, readColumns, type Side } from './column.ts';
import { type Counts, type Drift, figure, isRefusal, type Measure, type Mode, refusal, unknown } from './figure.ts';
import { fenceScales, fences, type Norm, type Spread, scaleOf, spreadOfProfile, spreadOfValues } from './spread.ts';

export interface DistanceOptions {
  /** `pitwall` (default) or `evidently`: other modes have no distances. */
  readonly mode?: Mode;
  readonly norm?: Norm;
  /** Whether values beyond the fences count as lying on them (`fences`); pitwall's default. */
  readonly fenced?: boolean;
}

/** What sets one distance apart: the power of the gap, and what becomes of integral and scale. */
export interface Distance {
  readonly measure: Extract<Measure, 'wasserstein' | 'energy_distance'>;
  readonly power: Power;
  readonly finish: (integral: number, scale: number) => number;
  /** What Evidently divides by. */
  readonly evidentlyNorm: Norm;
}

const exact: Counts = { binning: 'none', edges: null, categories: null, extra_bins: [], counts: null };

/** Evidently takes a standard deviation below this for this. */
const evidentlyLeastStd = 0.001;

/** From two columns to a distance between their distribution functions: exact from values, bounded from profiles. */
export function measureDistance(
  distance: Distance,
  reference: Column,
  current: Column,
  options: DistanceOptions,
): Drift {
  const { measure, power, finish } = distance;
  const { mode = 'pitwall' } = options;
  const { norm = mode === 'pitwall' ? 'iqr' : distance.evidentlyNorm, fenced = mode === 'pitwall' } = options;
  const { sides, refused } = readColumns(reference, current);
  const stop = (reason: Parameters<typeof refusal>[0], explanation: string): Drift =>
    unknown(measure, mode, sides.rows, refusal(reason, explanation));
  if (refused) return unknown(measure, mode, sides.rows, refused);
  if (mode !== 'pitwall' && mode !== 'evidently')
    return stop('not_in_mode', `mode ${mode} has no ${measure}; use pitwall`);
  const [a, b] = [sides.reference, sides.current];
  if (a.kind === 'categorical' || b.kind === 'categorical') {
    return stop('not_numeric', 'categories have no distance between them; use psi or js');
  }
  const integral = integrate(a, b, power, fenced, mode);
  if (isRefusal(integral)) return unknown(measure, mode, sides.rows, integral);
  const { value, lower, upper, bounded, spread, range, counts } = integral;
  const scale = scaleOf(spread, norm, mode === 'evidently' ? evidentlyLeastStd : 0);
  // Nothing divided by nothing: equal columns have no distance, whatever they are measured by.
  if (isRefusal(scale) && value > 0) return unknown(measure, mode, sides.rows, scale);
  const size = isRefusal(scale) ? 1 : scale.size;
  return figure({
    measure,
    mode,
    value: finish(value, size),
    bound: bounded ? { lower: finish(lower, size), upper: finish(upper, size) } : null,
    ...counts,
    smoothing: null,
    direction: norm === 'none' && !fenced ? 'symmetric' : 'reference_to_current',
    parameters: {
      norm,
      scale: size,
      scale_from: isRefusal(scale) ? 'none' : scale.from,
      fence_scales: fenced ? fenceScales : null,
      low: fenced ? range.low : null,
      high: fenced ? range.high : null,
    },
    ...sides.rows,
  });
}

type NumericSide = Exclude<Side, { readonly kind: 'categorical' }>;

interface Integrated extends CountedIntegral {
  readonly bounded: boolean;
  readonly spread: Spread;
  readonly range: Range;
  readonly counts: Counts;
}

function integrate(a: NumericSide, b: NumericSide, power: Power, fenced: boolean, mode: Mode) {
  if (finiteValues(a) === 0 || (!fenced && finiteValues(b) === 0)) {
    return refusal('no_finite_values', 'a side has no finite value at all, so no distance to the other');
  }
  if (a.kind === 'values' && b.kind === 'values') return fromValues(a, b, power, fenced);
  if (mode !== 'pitwall') return refusal('needs_values', `mode ${mode} needs columns, not profiles`);
  return fromProfiles(a, b, power, fenced);
}

function fromValues(
  a: Extract<Side, { readonly kind: 'values' }>,
  b: Extract<Side, { readonly kind: 'values' }>,
  power: Power,
  fenced: boolean,
): Integrated {
  // Infinities lie beyond every fence; without fences no distance to them is finite, and they are left out.
  const ordered = ({ numbers }: typeof a): Ordered => ({
    sorted: Float64Array.from(numbers.finite).sort(),
    tails: fenced ? { below: numbers.negativeInfinity, above: numbers.positiveInfinity } : { below: 0, above: 0 },
  });
  const [before, now] = [ordered(a), ordered(b)];
  const spread = spreadOfValues(before.sorted);
  const ends = (at: (sorted: ArrayLike<number>) => number): number[] =>
    [before.sorted, now.sorted].filter(({ length }) => length > 0).map(at);
  const all = { low: Math.min(...ends((s) => s[0] ?? 0)), high: Math.max(...ends((s) => s[s.length - 1] ?? 0)) };
  const range = fenced ? fences(spread) : all;
  const value = gapOfValues(before, now, range, power);
  return { value, lower: value, upper: value, bounded: false, spread, range, counts: exact };
}

function fromProfiles(a: NumericSide, b: NumericSide, power: Power, fenced: boolean) {
  const profiles = asProfiles(a, b);
  if (isRefusal(profiles)) return profiles;
  const drop = { negativeInfinity: 0, positiveInfinity: 0 };
  const [before, now] = fenced
    ? profiles
    : [
        { ...profiles[0], ...drop },
        { ...profiles[1], ...drop },
      ];
  const spread = spreadOfProfile(before);
  const all: Range = {
    low: Math.min(before.min ?? 0, now.min ?? before.min ?? 0),
    high: Math.max(before.max ?? 0, now.max ?? before.max ?? 0),
  };
  const range = fenced ? fences(spread) : all;
  const counts: Counts = {
    binning: 'baseline',
    edges: openEdges(before.edges),
    categories: null,
    extra_bins: ['negative_infinity', 'positive_infinity'],
    counts: {
      reference: [...before.counts, before.negativeInfinity, before.positiveInfinity],
      current: [...now.counts, now.negativeInfinity, now.positiveInfinity],
    },
  };
  return { ...gapOfCounts(before, now, range, power), bounded: true, spread, range, counts };
}
