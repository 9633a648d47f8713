import { durationMilliseconds } from '../core/duration.ts';
import type { Context } from '../server/context.ts';
import { promotedBaseline } from '../state/baseline-table.ts';
import { getMonitor } from '../state/monitor-table.ts';
import { judgedWindowsBefore, pendingWindows, type WindowState } from '../state/window-table.ts';
import { type BaselineFigures, baselineFigures } from './baseline-figures.ts';
import { readMonitorBody, readWindowBody } from './body.ts';
import { type Counted, countEvents } from './count-events.ts';
import { judgeWindow, type WatchedModel } from './judge-window.ts';
import { hasPredictions } from './news.ts';
import { openWindows } from './open-windows.ts';
import { type Judgement, recordWindow } from './record.ts';
import { hearModel } from './silence.ts';
import { driftFindings } from './window-drift.ts';
import { seriesOf, windowsWith } from './windows.ts';

export interface MonitorRun {
  readonly context: Context;
  readonly model: string;
  /** Whether a window that was judged a moment ago may be judged again. */
  readonly atOnce?: boolean;
  readonly signal?: AbortSignal;
  /** So many windows are judged at the most; the others the next time. */
  readonly most?: number;
}

export interface Monitored {
  readonly judged: number;
  readonly findings: number;
  readonly corrections: number;
  /** Windows that are left for the next run. */
  readonly left: number;
}

const usualMost = 50;

/** Looks at what is new of a model and judges what that closes or opens again, the oldest window first. */
export async function runMonitor({
  context,
  model,
  atOnce = false,
  signal,
  most = usualMost,
}: MonitorRun): Promise<Monitored> {
  const settings = context.config.models[model];
  const done = { judged: 0, findings: 0, corrections: 0 };
  if (!settings) return { ...done, left: 0 };
  const known = await getMonitor(context.state.db, model);
  // a server that shares its state with the one that took the events must not judge windows of which it has no row
  if (known && !(await hasPredictions(context.events, model))) return { ...done, left: 0 };
  const monitor = await openWindows(context, model, settings, known);
  const now = context.world.now();
  const lateness = durationMilliseconds(settings.monitor.lateness);
  const waiting = await pendingWindows(context.state.db, {
    model,
    endedBy: now - lateness,
    judgedBy: atOnce ? now : now - lateness,
    limit: most + 1,
  });
  const hasNews = monitor !== undefined && monitor.position !== known?.position;
  const counted: Counted =
    waiting.length > 0 || hasNews ? await countEvents(context, model, settings) : { complete: true };
  const baseline = baselineFigures(context, model, settings);
  for (const window of counted.complete ? waiting.slice(0, most) : []) {
    if (signal?.aborted) break;
    const judged = await judgeOne(context, settings, window, { baseline, trouble: counted.trouble });
    // another baseline was promoted meanwhile, in which nothing is counted yet: all that is left waits for the next run
    if (hasMoved(counted, (await promotedBaseline(context.state.db, model))?.version)) break;
    const recorded = await recordWindow(context, judged);
    done.judged += 1;
    done.findings += recorded.findings;
    done.corrections += recorded.corrections;
  }
  if (monitor && !signal?.aborted) await hearModel(context, settings, monitor);
  return { ...done, left: waiting.length - done.judged };
}

function hasMoved({ version, trouble }: Counted, inForce: number | undefined): boolean {
  return trouble === undefined && inForce !== version;
}

async function judgeOne(
  context: Context,
  settings: WatchedModel,
  window: WindowState,
  { baseline, trouble }: { readonly baseline: BaselineFigures; readonly trouble: string | undefined },
): Promise<Judgement> {
  const { model, start, end } = window;
  const { db } = context.state;
  // what comes while it is judged opens it again
  const position = context.events.state().applied;
  const { against, trend } = settings.monitor.degradation;
  const limit = Math.max(trend, against === 'baseline' ? 0 : against.windows);
  const before = await judgedWindowsBefore(db, { model, start, end, limit });
  const now = new Date(context.world.now());
  const judged = await judgeWindow(context, {
    model,
    settings,
    window: { start, end },
    before: before.map((one) => ({ start: one.start, end: one.end, figures: readWindowBody(one.body).figures })),
    now,
    drift: () => driftFindings({ context, model, settings, window, every: everyOf(settings, window), now, trouble }),
    baselineFigures: await baseline(),
  });
  const { troubles } = readMonitorBody((await getMonitor(db, model))?.body);
  return { window, judged, position, troubles: troubles[String(end - start)] ?? {} };
}

/** Of a window that two series have, the one that slides is the one that is compared more often. */
function everyOf({ monitor }: WatchedModel, { start, end }: WindowState): number {
  const steps = monitor.windows
    .map(seriesOf)
    .filter((series) => windowsWith(series, start).some((window) => window.start === start && window.end === end))
    .map(({ every }) => every);
  return steps.length === 0 ? end - start : Math.min(...steps);
}
