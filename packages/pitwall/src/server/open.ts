import { join } from 'node:path';
import { type Config, configSchema } from '../config/schema.ts';
import { type Events, type EventsOptions, openEvents } from '../events/store.ts';
import { type FolderLock, lockFolder } from '../state/lock-folder.ts';
import { openState } from '../state/open.ts';
import type { State } from '../state/state.ts';
import type { Workplace } from './context.ts';
import type { World } from './world.ts';

export interface ServerOptions {
  /** The data directory. */
  readonly folder: string;
  /** The address of a Postgres that keeps the state; the data directory where not said. */
  readonly stateUrl?: string | undefined;
  /** What nobody configured is at its defaults. */
  readonly config?: Config | undefined;
  /** The folder of the configuration. */
  readonly home?: string;
  readonly version: string;
  readonly world: World;
  /** Bounds of the events store, where they are not the usual ones. */
  readonly events?: Pick<EventsOptions, 'maxWaitingBytes' | 'memory' | 'threads'>;
}

export interface Server extends Workplace {
  /** Another configuration is in force from now on. */
  reconfigure(config: Config): void;
  readonly version: string;
  readonly startedAt: number;
  /** From `drain` on nothing new is begun. */
  draining(): boolean;
  drain(): void;
  /** Everything that was acknowledged is kept; may be called twice. */
  close(): Promise<void>;
}

/** Opens all that a server needs, or nothing: what was opened before something failed is closed again. */
export async function openServer(options: ServerOptions): Promise<Server> {
  const { folder, stateUrl, version, world, home = folder } = options;
  const opened: { lock?: FolderLock; state?: State; events?: Events } = {};
  const closeAll = async (): Promise<void> => {
    // events before state: what they acknowledge last may still be written into the audit
    try {
      await opened.events?.close();
    } finally {
      await opened.state?.close().finally(() => opened.lock?.release());
    }
    // where not even the state was opened
    opened.lock?.release();
  };
  try {
    opened.lock = lockFolder(folder, world);
    const state = await openState(stateUrl === undefined ? { folder } : { url: stateUrl }, world);
    opened.state = state;
    const events = await openEvents({ ...options.events, folder: join(folder, 'events') });
    opened.events = events;
    let config = options.config ?? configSchema.parse({});
    let draining = false;
    let closing: Promise<void> | undefined;
    return {
      world,
      state,
      events,
      get config() {
        return config;
      },
      reconfigure(next) {
        config = next;
      },
      home,
      version,
      startedAt: world.now(),
      draining: () => draining,
      drain() {
        draining = true;
      },
      close() {
        draining = true;
        closing ??= closeAll();
        return closing;
      },
    };
  } catch (error) {
    await closeAll().catch(() => undefined);
    throw error;
  }
}
