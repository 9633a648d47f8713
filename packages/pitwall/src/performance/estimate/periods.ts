import type { EstimatePeriod, ModelEstimates } from '@pitwall/sdk';
import type { ModelSettings } from '../config.ts';
import { type Rows, rowsFrom, rowsWhere } from '../rows.ts';
import { measuredOf } from './assumption.ts';
import { learn } from './estimator.ts';

const mostPeriods = 12;
const fewestRows = 100;
/** A picture needs no more rows than these to learn from. */
const mostRows = 60_000;

/** The column with the time of a row, in milliseconds since 1970. */
export const timeName = 'instant';

/**
 * What was measured beside what would have been estimated, period by period: each is estimated from all others with
 * labels, so that no row is estimated from itself. The last ones are of rows that still wait.
 */
export function periodsOf(
  metric: string,
  reference: Rows,
  waiting: Rows,
  settings: ModelSettings,
): ModelEstimates['periods'] {
  const periods = cut(reference);
  if (periods.length < 2 && waiting.rows === 0) return null;
  const known = periods.map(([start, end]): EstimatePeriod => {
    const own = rowsFrom(reference, start, end);
    const estimator = learn(
      thinned(reference, (row) => row < start || row >= end),
      settings,
    );
    const measured = measuredOf(own, settings).find((score) => score.metric === metric)?.value ?? null;
    return { ...period(own), measured, ...estimatedBy(estimator, own) };
  });
  const estimator = learn(
    thinned(reference, () => true),
    settings,
  );
  const open = cut(waiting).map(([start, end]): EstimatePeriod => {
    const own = rowsFrom(waiting, start, end);
    return { ...period(own), measured: null, ...estimatedBy(estimator, own) };
  });
  return { metric, course: [...known, ...open] };

  function estimatedBy(by: ReturnType<typeof learn>, own: Rows) {
    const found = by?.(own, {}).find((score) => score.metric === metric);
    if (!found || found.estimated === null) return { estimated: null, low: null, high: null };
    return { estimated: found.estimated, low: found.interval.low, high: found.interval.high };
  }
}

function period({ rows, further }: Rows): Pick<EstimatePeriod, 'rows' | 'from'> {
  const at = further[timeName]?.[0];
  return { rows, from: at === undefined || !Number.isFinite(at) ? null : new Date(at).toISOString() };
}

function cut({ rows }: Rows): [number, number][] {
  const count = Math.min(mostPeriods, Math.floor(rows / fewestRows));
  return Array.from({ length: count }, (_, index) => [
    Math.floor((index * rows) / count),
    Math.floor(((index + 1) * rows) / count),
  ]);
}

/** Every so manieth of the rows. */
function thinned(rows: Rows, keeps: (row: number) => boolean): Rows {
  const every = Math.ceil(rows.rows / mostRows);
  return rowsWhere(rows, (row) => row % every === 0 && keeps(row));
}
