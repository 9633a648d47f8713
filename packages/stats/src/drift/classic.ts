import type { Column } from './column.ts';
import type { Drift } from './figure.ts';
import { ks } from './kolmogorov-smirnov.ts';
import { kl } from './kullback-leibler.ts';
import { psi } from './psi.ts';
import type { Severity } from './severity.ts';

/** From which value on (and beyond it) the classic rule calls each measure drifted. */
export const classicThresholds = { psi: 0.25, ks: 0.1, kl: 0.1 } as const;
const severe = 0.5;

export interface ClassicDrift {
  readonly psi: Drift;
  readonly ks: Drift;
  readonly kl: Drift;
  /** Null where nothing could be measured. */
  readonly drift: boolean | null;
  readonly severity: Severity | null;
}

/**
 * The rule of the CBB model (`parity: cbb`): a column drifts when any of PSI, KS and KL exceeds its threshold; the
 * severity is how many do, and high as well when any exceeds 0.5. Where the original gave NaN (all current values
 * outside the reference's range), every share is zero and becomes 1e-10: PSI is about 23 and the severity high.
 */
export function classicDrift(
  reference: Column,
  current: Column,
  thresholds: Readonly<Record<'psi' | 'ks' | 'kl', number>> = classicThresholds,
): ClassicDrift {
  const mode = 'cbb';
  const figures = {
    psi: psi(reference, current, { mode }),
    ks: ks(reference, current, { mode }),
    kl: kl(reference, current, { mode }),
  };
  const values = [figures.psi, figures.ks, figures.kl].flatMap(({ measure, value }) =>
    value === null ? [] : [{ value, exceeds: value > thresholds[measure as keyof typeof thresholds] }],
  );
  if (values.length === 0) return { ...figures, drift: null, severity: null };
  const exceeding = values.filter(({ exceeds }) => exceeds).length;
  const high = values.some(({ value }) => value > severe);
  const severity = high ? 'high' : (['none', 'low', 'medium', 'high'] as const)[exceeding];
  return { ...figures, drift: exceeding > 0, severity: severity ?? 'high' };
}
