import {
  addBuckets,
  resolutionNames,
  type SeriesName,
  type StoredBucket,
  seriesKey,
  takeSeries,
} from '../state/metric-table.ts';
import type { Tx } from '../state/state.ts';
import { rollUp } from './rollup.ts';
import type { Sample } from './sample.ts';

/**
 * So many series there may be: a label that is different each time must not fill the disk. What comes from outside stops
 * earlier, so that our own figures always have room.
 */
export const mostSeries = { outside: 5_000, own: 6_000 } as const;

export interface Recorded {
  readonly recorded: number;
  /** Samples of series that would have been new, where there are too many already. */
  readonly refused: number;
}

export interface RecordOptions {
  readonly now: number;
  /** From so many series on no new one is made. */
  readonly most?: number;
}

/**
 * Adds samples to their series, raw and rolled up, in one transaction: a sample that comes late falls into its buckets.
 * The same sample twice counts twice, as nobody can tell it from another one.
 */
export async function recordSamples(
  tx: Tx,
  samples: readonly Sample[],
  { now, most = mostSeries.own }: RecordOptions,
): Promise<Recorded> {
  const groups = groupBySeries(samples);
  const names = new Map([...groups].map(([key, { name }]) => [key, name]));
  const numbers = await takeSeries(tx, names, { at: now, most });
  const taken = [...groups].flatMap(([key, group]) => {
    const series = numbers.get(key);
    return series === undefined ? [] : [{ series, samples: group.samples }];
  });
  for (const resolution of resolutionNames) {
    const buckets = taken.flatMap((group): readonly StoredBucket[] =>
      [...rollUp(group.samples, resolution).values()].map((bucket) => ({ ...bucket, series: group.series })),
    );
    await addBuckets(tx, resolution, buckets);
  }
  const recorded = taken.reduce((count, group) => count + group.samples.length, 0);
  return { recorded, refused: samples.length - recorded };
}

interface Group {
  readonly name: SeriesName;
  readonly samples: Sample[];
}

function groupBySeries(samples: readonly Sample[]): ReadonlyMap<string, Group> {
  const known = new Map<string, Group>();
  const groups = new Map<string, Group>();
  for (const sample of samples) {
    const { component, metric, labels = {} } = sample;
    // labels in another order make another text here, and the same key
    const text = JSON.stringify([component, metric, labels]);
    let group = known.get(text);
    if (group === undefined) {
      const key = seriesKey({ component, metric, labels });
      group = groups.get(key) ?? { name: { component, metric, labels }, samples: [] };
      groups.set(key, group);
      known.set(text, group);
    }
    group.samples.push(sample);
  }
  return groups;
}
