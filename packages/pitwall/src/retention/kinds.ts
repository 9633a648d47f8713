import { day } from '../core/duration.ts';
import type { Context, Workplace } from '../server/context.ts';
import { countForgotten, type Forgettable, forgetRows, type Holding, holdingOf } from '../state/forget.ts';
import { bucketHoldings, forgetBuckets, forgetEmptySeries, seriesBefore } from '../state/forget-metrics.ts';
import { type Resolution, resolutionNames } from '../state/metric-table.ts';
import { dropProfilesBefore } from '../state/profile-table.ts';
import { cutoff, type RetentionConfig } from './config.ts';

/** A kind of what is kept, and how it goes. */
export interface Kind {
  readonly name: string;
  readonly keep: (config: RetentionConfig) => string;
  /** Deletes what is older, piece by piece, and stops between two pieces when it is told to. */
  forget(context: Context, before: number, signal: AbortSignal): Promise<void>;
}

/** What one transaction deletes: others wait for it, so it must be over in milliseconds. */
const rowsAtOnce = 500;
const seriesAtOnce = 100;

/** How long it is kept where that is said of something it belongs to. */
const keptWith = {
  alert_events: 'alerts',
  silences: 'alerts',
  delivery_attempts: 'deliveries',
  delivery_remotes: 'alerts',
} as const;

const keyOf = (name: Forgettable) => (name in keptWith ? keptWith[name as keyof typeof keptWith] : name) as KeptKey;

type KeptKey = Exclude<Forgettable, keyof typeof keptWith>;

const rowsOf = (name: Forgettable): Kind => ({
  name,
  keep: (config) => config[keyOf(name)],
  async forget({ state }, before, signal) {
    while (!signal.aborted) {
      const gone = await state.change(async (tx) => {
        const count = await forgetRows(tx, name, { before, most: rowsAtOnce });
        await countForgotten(tx, name, count);
        return count;
      });
      if (gone < rowsAtOnce) return;
    }
  },
});

const profiles: Kind = {
  name: 'profiles',
  keep: (config) => config.profiles,
  async forget({ state }, before, signal) {
    // day after day, since a profile is large
    for (let oldest = await oldestProfile(state); oldest !== null && oldest < before && !signal.aborted; ) {
      const until = Math.min(before, oldest + day);
      await state.change(async (tx) => countForgotten(tx, 'profiles', await dropProfilesBefore(tx, until)));
      oldest = await oldestProfile(state);
    }
  },
};

async function oldestProfile({ db }: Workplace['state']): Promise<number | null> {
  const row = await db.selectFrom('profile_hour').select('start_at').orderBy('start_at').limit(1).executeTakeFirst();
  return row?.start_at ?? null;
}

const buckets = (resolution: Resolution): Kind => ({
  name: metricKind(resolution),
  keep: ({ metrics }) => metrics[resolution],
  async forget({ state }, before, signal) {
    const series = [...(await seriesBefore(state.db, resolution, before))];
    while (series.length > 0 && !signal.aborted) {
      await state.change(async (tx) => {
        let gone = 0;
        for (let looked = 0; gone < rowsAtOnce && looked < seriesAtOnce; looked += 1) {
          const [one] = series;
          if (one === undefined) break;
          const most = rowsAtOnce - gone;
          const count = await forgetBuckets(tx, { series: one, resolution, before, most });
          gone += count;
          if (count < most) series.shift();
        }
        await countForgotten(tx, metricKind(resolution), gone);
      });
    }
    if (resolution === 'hours' && !signal.aborted) await state.change(forgetEmptySeries);
  },
});

/** Counted by their own database, in the transaction that deletes them. */
const events: Kind = {
  name: 'events',
  keep: (config) => config.events,
  async forget(context, before, signal) {
    while (!signal.aborted) {
      const { more } = await context.events.deleteBefore(before);
      if (!more) return;
    }
  },
};

export const metricKind = (resolution: Resolution): string => `metrics.${resolution}`;

const rowKinds = [
  'findings',
  'delivery_attempts',
  'deliveries',
  'delivery_remotes',
  'alert_events',
  'alerts',
  'silences',
  'job_runs',
  'sessions',
  'idempotency',
] as const satisfies readonly Forgettable[];

/** What is deleted first is what there is most of. The audit is not here, and stays for ever. */
export const kinds: readonly Kind[] = [events, ...resolutionNames.map(buckets), profiles, ...rowKinds.map(rowsOf)];

/** What there is of each kind, and what would go now. */
export async function holdings(
  { state, events: stored }: Workplace,
  config: RetentionConfig,
  now: number,
): Promise<ReadonlyMap<string, Holding>> {
  // nothing is from before the year 1970
  const before = (kept: Parameters<typeof cutoff>[0]): number => cutoff(kept, now) ?? 0;
  const found = new Map<string, Holding>();
  const { predictions, labels } = await stored.held(before(config.events));
  found.set('events', {
    rows: predictions.rows + labels.rows,
    goes: predictions.goes + labels.goes,
    oldest: predictions.oldest ?? labels.oldest,
  });
  const metricsBefore = Object.fromEntries(
    resolutionNames.map((name) => [name, before(config.metrics[name])]),
  ) as Record<Resolution, number>;
  const byResolution = await bucketHoldings(state.db, metricsBefore);
  for (const name of resolutionNames) found.set(metricKind(name), byResolution[name]);
  for (const name of rowKinds) found.set(name, await holdingOf(state.db, name, before(config[keyOf(name)])));
  found.set('profiles', await holdingOf(state.db, 'profiles', before(config.profiles)));
  return found;
}
