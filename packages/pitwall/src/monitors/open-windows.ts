import { durationMilliseconds } from '../core/duration.ts';
import type { Context } from '../server/context.ts';
import { type MonitorState, moveMonitor } from '../state/monitor-table.ts';
import { dropPending, reopenWindows, touchWindows } from '../state/window-table.ts';
import type { WatchedModel } from './judge-window.ts';
import { type News, newsOf } from './news.ts';
import { type Series, seriesName, seriesOf, touchedWindows, type Window, windowsDueBetween } from './windows.ts';

const nothing: News = { hours: [], firstAt: null, predictionAt: null, labelAt: null };

/** More that are empty or overdue at once are passed over: whoever was away for so long asks for the latest. */
const mostDue = 1_000;

/**
 * Writes down which windows something came for, and which have closed since the last time, and says how far the watch over
 * the model is. `known` is what the state
 * says of it; where nothing is new, it is not asked again.
 */
export async function openWindows(
  { state, events, world }: Context,
  model: string,
  { monitor, label }: Pick<WatchedModel, 'monitor' | 'label'>,
  known: MonitorState | undefined,
): Promise<MonitorState | undefined> {
  const all = monitor.windows.map(seriesOf);
  const series = all.map(seriesName).join(' ');
  const now = world.now();
  const { applied } = events.state();
  // a position beyond the last event is of another data directory
  const isSame = known?.series === series && known.position <= applied;
  const after = isSame ? known.position : 0;
  const news = applied > after ? await newsOf(events, { model, after, upTo: applied }) : nothing;
  const firstAt = least(known?.firstAt ?? null, news.firstAt);
  const since = now - durationMilliseconds(monitor.look_back);
  const covered = isSame ? known.covered : since;
  const due = (lateness: string): Window[] =>
    firstAt === null
      ? []
      : dueOf(all, { after: covered, until: now, lateness: durationMilliseconds(lateness) }).filter(
          ({ end }) => end > firstAt && end > since,
        );
  const closed = due(monitor.lateness).map((window) => ({ ...window, position: 0 }));
  const overdue = label.within === undefined ? [] : due(label.within);
  const touched = touchedWindows(all, news.hours, since);
  const isNothing = touched.length === 0 && closed.length === 0 && overdue.length === 0;
  if (isSame && isNothing && news.labelAt === null && news.predictionAt === null) return known;
  const moved = {
    model,
    series,
    position: applied,
    firstAt,
    covered: now,
    predictionAt: greatest(known?.predictionAt ?? null, news.predictionAt),
    labelAt: greatest(known?.labelAt ?? null, news.labelAt),
  };
  await state.change(async (tx) => {
    if (known && known.series !== series) await dropPending(tx, model);
    await touchWindows(tx, model, [...touched, ...closed]);
    await reopenWindows(tx, model, overdue);
    await moveMonitor(tx, moved);
  });
  return { ...moved, body: known?.body ?? '{}' };
}

const dueOf = (
  all: readonly Series[],
  when: { readonly after: number; readonly until: number; readonly lateness: number },
): Window[] => all.flatMap((series) => windowsDueBetween(series, { ...when, most: mostDue }));

const least = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

const greatest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
