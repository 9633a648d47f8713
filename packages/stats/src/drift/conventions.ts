import type { Binned } from './binned.ts';
import { binEveryCategory } from './binning/categories.ts';
import { binOwn } from './binning/own.ts';
import { binClassic, binDeciles, binSturges, binSturgesOfUnique } from './binning/parity.ts';
import type { Sides } from './column.ts';
import { type Direction, type Measure, type Mode, type Refusal, refusal } from './figure.ts';
import { defaultSmoothing, noSmoothing, type Smoothing } from './smoothing.ts';

/** What a mode does for one measure over shares. */
export interface Convention {
  readonly bin: (sides: Sides, bins: number) => Binned | Refusal;
  readonly smoothing: Smoothing;
  readonly direction: Direction;
  /** Scales the smoothed shares to a sum of one again. */
  readonly renormalise: boolean;
}

export type ShareMeasure = Extract<Measure, 'psi' | 'kl' | 'js' | 'hellinger' | 'total_variation'>;
type Conventions = Partial<Readonly<Record<ShareMeasure, Convention>>>;

const laplace: Smoothing = { rule: 'laplace', alpha: 1, over: 'all' };
const classicFill: Smoothing = { rule: 'replace_zero', share: 1e-10 };

const own = (smoothing: Smoothing, direction: Direction = 'symmetric'): Convention => ({
  bin: binOwn,
  smoothing,
  direction,
  renormalise: false,
});

/**
 * The conventions of each mode.
 *
 * `pitwall`: the reference's deciles with open ends, spikes and missing values apart. PSI and Kullback–Leibler need
 * every share to be positive and are smoothed; the bounded measures are not. `cbb`: MISSION §5's classic rule.
 * `evidently`: src/evidently/calculations/stattests of its repository. `phoenix`: src/phoenix/metrics as of 2024.
 * `decile`: credit scoring's habit of ten deciles, with shares under 0.0001 raised to it.
 */
const conventions: Readonly<Record<Mode, Conventions>> = {
  pitwall: {
    psi: own(defaultSmoothing),
    kl: own(defaultSmoothing, 'reference_to_current'),
    js: own(noSmoothing),
    hellinger: own(noSmoothing),
    total_variation: own(noSmoothing),
  },
  cbb: {
    psi: {
      bin: ofValues((reference, current, bins) => binClassic(reference, current, 'reference', bins)),
      smoothing: classicFill,
      direction: 'symmetric',
      renormalise: false,
    },
    kl: {
      bin: ofValues((reference, current, bins) => binClassic(reference, current, 'both', bins)),
      smoothing: classicFill,
      direction: 'reference_to_current',
      renormalise: false,
    },
  },
  evidently: {
    psi: evidently({ rule: 'evidently' }, 'symmetric', false),
    kl: evidently({ rule: 'evidently' }, 'reference_to_current', true),
    js: evidently(noSmoothing, 'symmetric', false),
    hellinger: { ...evidently(noSmoothing, 'symmetric', false), bin: withCategories(binSturgesOfUnique) },
  },
  phoenix: {
    psi: phoenix('symmetric'),
    kl: phoenix('current_to_reference'),
    js: phoenix('symmetric'),
  },
  decile: {
    psi: {
      bin: withCategories((reference, current) => binDeciles(reference, current, 'decile')),
      smoothing: { rule: 'floor', share: 1e-4 },
      direction: 'symmetric',
      renormalise: false,
    },
  },
};

export function conventionOf(measure: ShareMeasure, mode: Mode): Convention | Refusal {
  const convention = conventions[mode][measure];
  if (convention) return convention;
  const known = Object.keys(conventions[mode]).join(', ');
  return refusal('not_in_mode', `mode ${mode} has no ${measure}; over shares it has ${known}`);
}

type BinValues = Parameters<typeof withNumbers>[1];

function evidently(smoothing: Smoothing, direction: Direction, renormalise: boolean): Convention {
  return { bin: withCategories(binSturges), smoothing, direction, renormalise };
}

function phoenix(direction: Direction): Convention {
  const bin = withCategories((reference, current) => binDeciles(reference, current, 'phoenix'), true);
  return { bin, smoothing: laplace, direction, renormalise: false };
}

function ofValues(bin: BinValues): Convention['bin'] {
  return (sides, bins) => {
    if (sides.reference.kind !== 'categorical') return withNumbers(sides, bin, bins);
    return refusal('not_numeric', 'this mode is defined for numbers only; use mode pitwall for categories');
  };
}

function withCategories(bin: BinValues, missing = false): Convention['bin'] {
  return (sides, bins) => {
    const { reference, current } = sides;
    if (reference.kind !== 'categorical' || current.kind !== 'categorical') return withNumbers(sides, bin, bins);
    return binEveryCategory(reference.profile, current.profile, { missing });
  };
}

function withNumbers(
  { reference, current }: Sides,
  bin: (reference: ValueNumbers, current: ValueNumbers, bins: number) => Binned | Refusal,
  bins: number,
): Binned | Refusal {
  if (reference.kind === 'values' && current.kind === 'values') return bin(reference.numbers, current.numbers, bins);
  return refusal('needs_values', 'this mode makes bins of its own from the values; give it columns, not profiles');
}

type ValueNumbers = Parameters<typeof binSturges>[0];
