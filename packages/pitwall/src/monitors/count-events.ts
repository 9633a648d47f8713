import { durationMilliseconds } from '../core/duration.ts';
import { profileEvents } from '../profiles/hourly.ts';
import { baselineInForce } from '../profiles/in-force.ts';
import type { Context } from '../server/context.ts';
import type { WatchedModel } from './judge-window.ts';
import { hour } from './windows.ts';

/** Counts what is new into the hours that drift is judged by. False where that takes more than one run. */
export async function countEvents(context: Context, model: string, { monitor }: WatchedModel): Promise<boolean> {
  if (monitor.baseline !== undefined) return true;
  const baseline = await baselineInForce(context.state.db, model);
  if (!baseline) return true;
  const longest = Math.max(...monitor.windows.map(({ length }) => durationMilliseconds(length)));
  const since = context.world.now() - durationMilliseconds(monitor.look_back) - longest;
  const { behind } = await profileEvents({ context, model, baseline, since: Math.floor(since / hour) * hour });
  return !behind;
}
