import type { ModelReport } from '@pitwall/sdk';
import { normalUpperQuantile } from '@pitwall/stats';

/** What a metric came to in a window. */
export interface Figure {
  readonly value: number;
  readonly rows: number;
  readonly better: 'higher' | 'lower' | 'zero';
  /** Standard error, from the interval; null where there is none, and `unsure` says why. */
  readonly error: number | null;
  readonly unsure?: string;
}

export type Figures = Readonly<Record<string, Figure>>;

/** Everything that was measured against labels, or brought. What the model only believes of itself is not followed. */
export function figuresOf({ metrics }: Pick<ModelReport, 'metrics'>): Figures {
  return Object.fromEntries(
    metrics.flatMap(({ name, basis, value, rows, better, interval, reason }): [string, Figure][] => {
      if (value === null || (basis !== 'measured' && basis !== 'realised')) return [];
      const error = interval && (interval.high - interval.low) / 2 / normalUpperQuantile((1 - interval.level) / 2);
      return [[name, { value, rows, better, error, ...(error === null && reason ? { unsure: reason } : {}) }]];
    }),
  );
}

/** Several figures of one metric as one: each counts by its rows. */
export function together(figures: readonly Figure[]): Figure | undefined {
  const [first] = figures;
  const rows = figures.reduce((sum, figure) => sum + figure.rows, 0);
  if (!first || rows === 0) return undefined;
  const unsure = figures.find(({ error }) => error === null);
  return {
    value: figures.reduce((sum, { value, rows: own }) => sum + value * (own / rows), 0),
    rows,
    better: first.better,
    error: unsure
      ? null
      : Math.sqrt(figures.reduce((sum, { error, rows: own }) => sum + ((error ?? 0) * (own / rows)) ** 2, 0)),
    ...(unsure ? { unsure: unsure.unsure ?? 'there is no interval' } : {}),
  };
}

/** How much worse a figure is than another, above 0 where it is; of what is best at 0, its size counts. */
export function worsening({ better, value }: Figure, before: number): number {
  if (better === 'zero') return Math.abs(value) - Math.abs(before);
  return better === 'higher' ? before - value : value - before;
}
