import { join } from 'node:path';
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
  readonly project: string;
  readonly models: readonly string[];
  readonly version: string;
  readonly world: World;
  /** Bounds of the events store, where they are not the usual ones. */
  readonly events?: Pick<EventsOptions, 'maxWaitingBytes' | 'memory' | 'threads'>;
}

export interface Server extends Workplace {
  readonly project: string;
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
  const { folder, stateUrl, project, models, version, world } = options;
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
    const declared = models.length === 0 ? undefined : new Set(models);
    const workplace: Workplace = { world, state, events, models: declared };
    let draining = false;
    let closing: Promise<void> | undefined;
    return {
      ...workplace,
      project,
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
