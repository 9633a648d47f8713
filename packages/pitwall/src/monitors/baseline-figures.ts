import { baselineInForce } from '../profiles/in-force.ts';
import type { Context } from '../server/context.ts';
import type { DegradationTarget } from './degradation.ts';
import { measureWindow, type WatchedModel } from './judge-window.ts';

/** Asked for each window, measured once. */
export type BaselineFigures = () => Promise<DegradationTarget['baseline']>;

/** How good the model was in the span that its baseline was made of, where windows are compared with that. */
export function baselineFigures(context: Context, model: string, settings: WatchedModel): BaselineFigures {
  if (settings.monitor.degradation.against !== 'baseline') return async () => undefined;
  let measured: Promise<DegradationTarget['baseline']> | undefined;
  return () => {
    measured ??= measure(context, model, settings);
    return measured;
  };
}

async function measure(
  context: Context,
  model: string,
  settings: WatchedModel,
): Promise<DegradationTarget['baseline']> {
  const baseline = await baselineInForce(context.state.db, model);
  if (!baseline) return { missing: 'no baseline is in force to compare it with' };
  const { source } = baseline;
  if (source.kind !== 'events') return { missing: 'the baseline in force was made of a file, which has no labels' };
  const window = { start: source.from, end: source.to };
  const { figures } = await measureWindow(context, { model, settings, window, now: new Date(context.world.now()) });
  return { figures };
}
