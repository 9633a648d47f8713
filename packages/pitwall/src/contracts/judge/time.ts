import { durationMilliseconds, formatDuration } from '../../core/duration.ts';
import { foundColumn, type Measured, newestFile, stepSize } from '../measure.ts';
import type { Plan } from '../plan.ts';
import { count, type Draft, formatCount, type JudgeContext } from './draft.ts';

const hour = 3_600_000;

/** How old the newest record is; the time of the file only where the contract asks for it. */
export function judgeFreshness(plan: Plan, measured: Measured, { now }: JudgeContext): Draft[] {
  const { freshness } = plan.contract;
  if (!freshness) return [];
  const limit = durationMilliseconds(freshness.within);
  const { newest } = measured;
  // A file from a clock that runs ahead is as fresh as can be.
  const at = freshness.file ? newestFile(plan, now) : (newest?.at ?? null);
  const source = freshness.file ? 'the time the file was changed' : `the newest ${freshness.column}`;
  const later = newest?.later ?? 0;
  const age = at === null ? null : now.getTime() - at;
  return [
    {
      metric: 'contract.freshness',
      value: age === null ? null : age / hour,
      threshold: { [freshness.severity]: `> ${limit / hour}` },
      reason: whyUnknown(plan, measured),
      message:
        age === null || at === null
          ? 'the age of the data is not known'
          : `${source} is ${formatDuration(age)} old (${new Date(at).toISOString()}), at most ${freshness.within} is fine`,
      evidence: {
        expected: `${source} at most ${freshness.within} before now`,
        ...(age === null ? {} : { observed: formatDuration(age) }),
        computed: `hours from ${source} to ${now.toISOString()}${later > 0 ? `; ${count(later, 'later value')} not counted` : ''}`,
        fix: 'See whether the feed that delivers the data still runs',
      },
    },
  ];
}

function whyUnknown({ contract, columns }: Plan, { rows }: Measured): string {
  const { column, file } = contract.freshness ?? {};
  if (file) return 'rows in memory have no file';
  if (!foundColumn(columns, column)) return `the data has no column ${column}`;
  return rows === 0 ? 'there are no rows' : `no value of ${column} up to now could be read`;
}

/** Steps between the oldest and the newest value without a row. */
export function judgeSeries({ contract, columns }: Plan, { steps, rows }: Measured): Draft[] {
  const { series } = contract;
  if (!series || rows === 0) return [];
  const known = steps && steps.first !== null && steps.last !== null;
  const expected = known ? Number(steps.last) - Number(steps.first) + 1 : 0;
  const missing = known ? expected - steps.present : 0;
  const words = typeof series.every === 'number' ? `every ${stepSize(series.every)}` : `every ${series.every}`;
  return [
    {
      metric: 'contract.series',
      value: known ? missing / expected : null,
      reason: foundColumn(columns, series.column)
        ? `no value of ${series.column} could be read`
        : `the data has no column ${series.column}`,
      threshold: { [series.severity]: `> ${series.missing}` },
      message: !known
        ? `gaps in ${series.column} could not be looked for`
        : missing === 0
          ? `${series.column} has a row ${words}`
          : `${series.column}: ${count(missing, 'step')} of ${formatCount(expected)} without a row`,
      evidence: {
        count: missing,
        total: expected,
        expected: `a row ${words} from the first to the last ${series.column}`,
        ...(missing > 0 ? { fix: 'Fetch the missing stretches again' } : {}),
        computed: 'steps without a row ÷ steps from the first to the last value',
      },
    },
  ];
}
