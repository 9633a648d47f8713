import { hour } from '../core/duration.ts';
import type { Baseline } from '../drift/index.ts';
import { readProfileHours } from '../state/profile-table.ts';
import type { Reader } from '../state/state.ts';
import { decodeHour } from './hour-codec.ts';
import { baselineOfCounts, sumCounts } from './hour-counts.ts';

export interface SummedSpan {
  readonly model: string;
  /** With the version on whose edges the hours were counted. */
  readonly baseline: { readonly version: number; readonly content: Baseline };
  /** Both at the full hour. */
  readonly start: number;
  readonly end: number;
}

/**
 * What the predictions of a span of whole hours look like, added up from its hours; a sentence why not, where hours are
 * not there.
 */
export async function sumProfiles(
  db: Reader,
  { model, baseline: { version, content }, start, end }: SummedSpan,
): Promise<Baseline | { readonly unknown: string }> {
  if (start % hour !== 0 || end % hour !== 0 || end < start)
    throw new RangeError(`expected a span of whole hours, found ${start} to ${end}`);
  const span = await readProfileHours(db, { model, from: start, to: end });
  if (!span || span.mark.baseline !== version)
    return { unknown: `its predictions are not yet counted as version ${version} of the baseline is` };
  if (span.mark.since > start)
    return { unknown: `its predictions are counted from ${new Date(span.mark.since).toISOString()} on only` };
  return baselineOfCounts(sumCounts(span.hours.map(({ body }) => decodeHour(body, content))), content);
}
