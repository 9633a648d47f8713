import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import { batchOf } from '../../events/batch.ts';
import type { EventKind } from '../../events/event.ts';
import { system } from '../../server/actor.ts';
import type { Context } from '../../server/context.ts';
import { openServer, type Server } from '../../server/open.ts';
import { listFindings, type StoredFinding } from '../../state/finding-table.ts';
import { createFolder, type Folder } from '../../testing/data-files.ts';
import { type Monitored, runMonitor } from '../run-monitor.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** 2026-03-02T00:00:00Z, a Monday. */
export const monday = Date.UTC(2026, 2, 2);

export interface Bench {
  readonly server: Server;
  readonly context: Context;
  readonly clock: { now: number };
  send(kind: EventKind, events: readonly object[]): Promise<void>;
  run(model?: string, atOnce?: boolean): Promise<Monitored>;
  /** Other models from now on. */
  configure(models: BenchOptions['models']): void;
  /** Of a model, the oldest first. */
  findings(metric?: string): Promise<readonly StoredFinding[]>;
}

export interface BenchOptions {
  readonly models: Readonly<Record<string, object>>;
  readonly stateUrl?: string;
  readonly now?: number;
}

/** Servers without a door, on real engines, gone at the end of each test. */
export function useMonitors() {
  const folders: Folder[] = [];
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    for (const folder of folders.splice(0)) folder.remove();
  });
  return async ({ models, stateUrl, now = monday }: BenchOptions): Promise<Bench> => {
    const folder = createFolder();
    folders.push(folder);
    const clock = { now };
    const world = { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) };
    let config = configSchema.parse({ models });
    const server = await openServer({
      folder: join(folder.path, 'data'),
      home: folder.path,
      version: '0.0.0',
      config,
      world,
      stateUrl,
    });
    servers.push(server);
    const context = { ...server, config, actor: system };
    return {
      server,
      context,
      clock,
      async send(kind, events) {
        for (let from = 0; from < events.length; from += 5_000)
          await server.events.ingest(batchOf(events.slice(from, from + 5_000), { kind, now: new Date(clock.now) }));
        await server.events.settled();
      },
      run: (model = 'm', atOnce = false) => runMonitor({ context: { ...context, config }, model, atOnce }),
      configure(others) {
        config = configSchema.parse({ models: others });
      },
      async findings(metric) {
        const filter = { order: 'oldest' as const, limit: 1_000, ...(metric === undefined ? {} : { metric }) };
        return (await listFindings(server.state.db, filter)).items;
      },
    };
  };
}

/** Park and Miller: the same numbers on every machine. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
