import { rowsOf } from '../events/database.ts';
import type { Events } from '../events/store.ts';
import type { Server } from '../server/open.ts';
import { type BaselineVersion, promotedBaseline } from '../state/baseline-table.ts';
import { latestWindows, type WindowState } from '../state/window-table.ts';
import type { WatchedModel } from './judge-window.ts';

/** What came of a model. */
export interface Came {
  readonly count: number;
  /** When the last one came in. */
  readonly lastAt: number;
}

export interface ListedModel {
  readonly name: string;
  readonly task: WatchedModel['task'] | null;
  readonly predictions: Came | null;
  readonly labels: Came | null;
  readonly window: WindowState | null;
  /** The one in force. */
  readonly baseline: BaselineVersion | null;
}

/** Every model that is declared, and every one that something came for, by name. */
export async function listModels({
  config,
  events,
  state,
}: Pick<Server, 'config' | 'events' | 'state'>): Promise<readonly ListedModel[]> {
  const [predictions, labels, windows] = [
    await cameBy(events, 'prediction'),
    await cameBy(events, 'label'),
    await latestWindows(state.db),
  ];
  const names = new Set([...Object.keys(config.models), ...predictions.keys(), ...labels.keys()]);
  const baselines = new Map<string, BaselineVersion>();
  for (const name of names) {
    const promoted = await promotedBaseline(state.db, name);
    if (promoted) baselines.set(name, promoted);
  }
  return [...names].sort().map((name) => ({
    name,
    task: Object.hasOwn(config.models, name) ? (config.models[name]?.task ?? null) : null,
    predictions: predictions.get(name) ?? null,
    labels: labels.get(name) ?? null,
    window: windows.get(name) ?? null,
    baseline: baselines.get(name) ?? null,
  }));
}

async function cameBy({ reader }: Events, kind: 'prediction' | 'label'): Promise<ReadonlyMap<string, Came>> {
  const rows = await rowsOf(
    reader,
    `SELECT model, CAST(count(*) AS DOUBLE), CAST(epoch_ms(max(received)) AS DOUBLE) FROM ${kind} GROUP BY model`,
  );
  return new Map(
    rows.map(([model, count, lastAt]) => [String(model), { count: Number(count), lastAt: Number(lastAt) }]),
  );
}
