import type { Baseline } from '../drift/index.ts';
import { personalOf } from '../privacy/config.ts';
import type { Workplace } from '../server/context.ts';
import { columnOfFeature, columnOfKey, predictionColumn } from './event-columns.ts';

export type ModelConfig = Workplace['config']['models'][string];

/** The columns of files that are something else than features, by what they are called in the configuration. */
function columnsOfRoles(settings: ModelConfig): ReadonlyMap<string, string | undefined> {
  const { prediction, label, odds, id, stake, user, item, weight, time } = settings;
  const others = [label.column, label.time, odds?.column, odds?.closing, id, stake, user, item, weight, time];
  return new Map<string, string | undefined>([
    ...others.flatMap((name) => (name === undefined ? [] : [[name, undefined] as const])),
    ...Object.entries(prediction.probabilities ?? {}).map(([name, column]) => [column, columnOfKey(name)] as const),
    ...(prediction.column === undefined ? [] : [[prediction.column, predictionColumn] as const]),
  ]);
}

/**
 * A baseline of files as one of events: what the model said is called as it is there, and what is neither that nor a
 * feature is left out, since it would be missing in every event.
 */
export function baselineForEvents(baseline: Baseline, settings: ModelConfig | undefined): Baseline {
  const roles = settings ? columnsOfRoles(settings) : new Map<string, string | undefined>();
  const features = settings?.features;
  const { subject, columns: about = [] } = personalOf(settings) ?? {};
  const columns = baseline.columns.flatMap((column) => {
    // what is about people is counted by nobody
    if (column.name === subject || about.includes(column.name)) return [];
    if (roles.has(column.name)) {
      const name = roles.get(column.name);
      return name === undefined ? [] : [{ ...column, name }];
    }
    if (column.name === predictionColumn || column.name.startsWith(columnOfKey(''))) return [column];
    return features === undefined || features.includes(column.name)
      ? [{ ...column, name: columnOfFeature(column.name) }]
      : [];
  });
  // what columns do together is not looked at in sums, and segments are of names that are no more
  return { ...baseline, columns, joint: null, segments: [] };
}
