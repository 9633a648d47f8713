import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { DuckDBEngine } from '../data/duckdb/engine.ts';
import { batchOf } from '../events/batch.ts';
import { type Events, openEvents } from '../events/store.ts';
import { createFolder } from '../testing/data-files.ts';

/** When the events of the tests came in. */
export const now = new Date('2026-03-01T12:00:00Z');

export interface EventBench {
  readonly events: Events;
  readonly engine: DuckDBEngine;
  readonly folder: string;
  predict(predictions: readonly object[]): Promise<void>;
  label(labels: readonly object[]): Promise<void>;
}

/** Real stores of events, gone at the end of each test. */
export function useEvents(): () => Promise<EventBench> {
  const undo: (() => unknown)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  return async () => {
    const folder = createFolder();
    undo.push(() => folder.remove());
    const events = await openEvents({ folder: join(folder.path, 'events'), threads: 1 });
    undo.push(() => events.close());
    const engine = await events.openEngine();
    undo.push(() => engine.close());
    const send = async (kind: 'prediction' | 'label', rows: readonly object[]): Promise<void> => {
      await events.ingest(batchOf(rows, { kind, now }));
      await events.settled();
    };
    return {
      events,
      engine,
      folder: folder.path,
      predict: (rows) => send('prediction', rows),
      label: (rows) => send('label', rows),
    };
  };
}
