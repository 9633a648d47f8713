import { durationMilliseconds, hour } from '../core/duration.ts';
import { PitwallError } from '../core/errors.ts';
import { profileEvents } from '../profiles/hourly.ts';
import { baselineInForce } from '../profiles/in-force.ts';
import { adoptBaseline } from '../profiles/verbs/baseline-adopt.ts';
import type { Context } from '../server/context.ts';
import type { WatchedModel } from './judge-window.ts';

export interface Counted {
  /** False where it takes more than one run. */
  readonly complete: boolean;
  /** Of the baseline on whose edges it was counted; undefined where none is in force. */
  readonly version?: number;
  /** Why the baseline that the configuration names is not in force. */
  readonly trouble?: string;
}

/** Counts what is new into the hours that drift is judged by. */
export async function countEvents(context: Context, model: string, { monitor }: WatchedModel): Promise<Counted> {
  const trouble = monitor.baseline === undefined ? undefined : await adopt(context, model, monitor.baseline);
  if (trouble !== undefined) return { complete: true, trouble };
  const baseline = await baselineInForce(context.state.db, model);
  if (!baseline) return { complete: true };
  const longest = Math.max(...monitor.windows.map(({ length }) => durationMilliseconds(length)));
  const since = context.world.now() - durationMilliseconds(monitor.look_back) - longest;
  const { behind } = await profileEvents({ context, model, baseline, since: Math.floor(since / hour) * hour });
  return { complete: !behind, version: baseline.version };
}

async function adopt(context: Context, model: string, name: string): Promise<string | undefined> {
  try {
    await adoptBaseline(context, { model, name });
    return undefined;
  } catch (error) {
    // a file that is missing is a mistake of the configuration; a state that is away is none
    if (!(error instanceof PitwallError) || error.code.startsWith('state.')) throw error;
    return `the baseline ${name}: ${error.problem}`;
  }
}
