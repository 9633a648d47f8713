import { type Finding, formatSubject } from '@pitwall/sdk';
import { durationMilliseconds, formatDuration } from '../core/duration.ts';
import type { Context } from '../server/context.ts';
import type { MonitorState } from '../state/monitor-table.ts';
import { recordChange } from './changes.ts';
import type { WatchedModel } from './judge-window.ts';
import { labelsAreAwaited } from './news.ts';

export interface Hearing {
  readonly what: 'predictions' | 'labels';
  /** How long it may be silent, in words. */
  readonly limit: string;
  /** When the last one came; null where none ever did. */
  readonly lastAt: number | null;
  /** When the first prediction was made; null where nothing ever came. */
  readonly firstAt: number | null;
  /** Whether any is due. Asked only where it has been silent for so long. */
  awaited(): Promise<boolean>;
  readonly now: number;
}

export type Heard = Pick<Finding, 'status' | 'value' | 'message' | 'evidence'> & {
  readonly reason?: string;
  /** Since when it is so. */
  readonly since: number;
};

const hours = (milliseconds: number): number => Number((milliseconds / 3_600_000).toFixed(2));

/** Whether it is silent. Of a model that never sent anything nobody knows whether it should have. */
export async function hear({ what, limit, lastAt, firstAt, awaited, now }: Hearing): Promise<Heard> {
  const since = lastAt ?? firstAt;
  const expected = `${what} at least every ${limit}`;
  if (since === null) {
    const message = `whether ${what} are missing is not known`;
    return {
      status: 'unknown',
      value: null,
      message,
      reason: 'nothing was ever received',
      evidence: { expected },
      since: 0,
    };
  }
  const silent = Math.max(0, now - since);
  const value = hours(silent);
  const never = lastAt === null;
  const moment = new Date(since).toISOString();
  const observed = never ? `none since the first prediction, of ${moment}` : `the last at ${moment}`;
  if (silent > durationMilliseconds(limit) && (await awaited())) {
    const waits = what === 'labels' ? ', and predictions wait for theirs' : '';
    const fix =
      what === 'labels'
        ? 'See whether whatever sends labels still runs'
        : 'See whether the model still runs and can reach this server';
    return {
      status: 'alert',
      value,
      message: `no ${what} for ${formatDuration(silent)}${waits}`,
      evidence: { expected, observed, fix },
      since,
    };
  }
  return { status: 'pass', value, message: `${what} come`, evidence: { expected, observed }, since };
}

/** What is silent since the last time, and what is heard again. Written only where that has changed. */
export async function hearModel(context: Context, settings: WatchedModel, monitor: MonitorState): Promise<void> {
  const { silence, look_back } = settings.monitor;
  const { model, firstAt, predictionAt, labelAt } = monitor;
  const now = context.world.now();
  const { within } = settings.label;
  for (const what of ['predictions', 'labels'] as const) {
    const limit = silence[what];
    if (limit === undefined) continue;
    const heard = await hear({
      what,
      limit,
      lastAt: what === 'predictions' ? predictionAt : labelAt,
      firstAt,
      now,
      awaited: async () =>
        what === 'predictions' ||
        labelsAreAwaited(context.events, {
          model,
          from: now - durationMilliseconds(look_back),
          before: now - durationMilliseconds(within ?? limit),
        }),
    });
    await recordChange(context, {
      ...heard,
      subject: formatSubject({ kind: 'model', name: model }),
      metric: `silence.${what}`,
      again: (long) => `${what} come again, after ${long} without`,
    });
  }
}
