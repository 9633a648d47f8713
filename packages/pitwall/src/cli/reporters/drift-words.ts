import { compareStatus, type DriftColumn, type DriftEvidence, type DriftReport } from '@pitwall/sdk';
import { count, counted } from '../../core/words.ts';

export type DriftSeverity = NonNullable<DriftColumn['severity']>;
export type DriftEffect = NonNullable<DriftColumn['effect']>;

/** The columns of a comparison by what a reader does with them, worst first. */
export interface SortedDrift {
  /** Drifted, or not fine for another reason, like categories that are new. */
  readonly moved: readonly DriftColumn[];
  /** Could not be judged. */
  readonly unknown: readonly DriftColumn[];
  /** As they were. */
  readonly steady: readonly DriftColumn[];
  /** Not judged, and nobody minds. */
  readonly unjudged: readonly DriftColumn[];
}

const weight: Readonly<Record<DriftSeverity, number>> = { none: 0, low: 1, medium: 2, high: 3 };

export function sortDrift({ columns }: Pick<DriftReport, 'columns'>): SortedDrift {
  const of = (wanted: keyof SortedDrift): DriftColumn[] => columns.filter((column) => groupOf(column) === wanted);
  return {
    moved: of('moved').toSorted(worseFirst),
    unknown: of('unknown'),
    steady: of('steady'),
    unjudged: of('unjudged'),
  };
}

function groupOf({ status, drifted }: DriftColumn): keyof SortedDrift {
  if (drifted === true || status === 'alert' || status === 'warning') return 'moved';
  if (status === 'unknown') return 'unknown';
  return drifted === false ? 'steady' : 'unjudged';
}

function worseFirst(a: DriftColumn, b: DriftColumn): number {
  const bySeverity = weight[b.severity ?? 'none'] - weight[a.severity ?? 'none'];
  return compareStatus(a.status, b.status) || bySeverity || (b.effect?.value ?? 0) - (a.effect?.value ?? 0);
}

/** `9 other columns are as they were, 2 are not judged`; empty where there are none. */
export function restWords({ moved, unknown, steady, unjudged }: SortedDrift): string {
  const isRest = moved.length + unknown.length > 0;
  const all = steady.length > 1 && !isRest && unjudged.length === 0 ? 'all ' : '';
  const noun = isRest ? 'other column' : 'column';
  const words = [
    steady.length === 1 && `1 ${noun} is as it was`,
    steady.length > 1 && `${all}${counted(steady.length, noun)} are as they were`,
    unjudged.length > 0 && `${count(unjudged.length)} ${unjudged.length === 1 ? 'is' : 'are'} not judged`,
  ];
  return words.filter((part) => part !== false).join(', ');
}

export function severityWord({ severity, drifted, status }: DriftColumn): string {
  if (severity !== null) return severity;
  if (drifted === true) return 'drifted';
  return status === 'pass' ? 'not judged' : status;
}

const measureNames: Readonly<Record<string, string>> = { psi: 'PSI', kl: 'KL', js: 'JS', ks: 'KS' };

export function measureName(measure: string): string {
  return (Object.hasOwn(measureNames, measure) && measureNames[measure]) || measure.replaceAll('_', ' ');
}

/** Cut, not rounded: 0.2499 has not reached 0.25. */
export function effectNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return value.toExponential(1);
  const cut = Math.trunc(value * 1_000 + Math.sign(value) * 1e-9) / 1_000;
  return cut === 0 && value !== 0 ? `${value < 0 ? '>-' : '<'}0.001` : String(cut);
}

/** `PSI 0.34` */
export function effectWords({ measure, value }: DriftEffect): string {
  return `${measureName(measure)} ${effectNumber(value)}`;
}

/** `p < 0.001`: with all tests of the comparison in mind, as it was decided. */
export function evidenceWords({ adjusted }: DriftEvidence): string {
  if (adjusted < 0.001) return 'p < 0.001';
  return adjusted > 0.99 ? 'p > 0.99' : `p = ${Number(adjusted.toPrecision(2))}`;
}

/** The share of missing values on each side, null where there are no rows. */
export function missingShares({ rows, missing }: DriftColumn): {
  readonly reference: number | null;
  readonly current: number | null;
} {
  return {
    reference: rows.reference > 0 ? missing.reference / rows.reference : null,
    current: rows.current > 0 ? missing.current / rows.current : null,
  };
}

/** `missing 0.4% → 31%` where it is not nearly the same on both sides. */
export function missingWords(column: DriftColumn): string {
  const { reference, current } = missingShares(column);
  if (reference === null || current === null || Math.abs(reference - current) < 0.01) return '';
  return `missing ${sharePercent(reference)} → ${sharePercent(current)}`;
}

/** Three digits at the most, and never nothing for something. */
export function sharePercent(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1%';
  if (share < 1 && share > 0.999) return '>99.9%';
  return `${Number((share * 100).toFixed(1))}%`;
}

/** `tipoff (hour)` */
export function facetedName({ name, facet }: DriftColumn): string {
  const shown = name === '' ? '(no name)' : name;
  return facet === undefined ? shown : `${shown} (${facet})`;
}
