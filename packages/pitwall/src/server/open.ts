import { join } from 'node:path';
import type { LayeredConfig } from '../config/load.ts';
import { type Config, configSchema } from '../config/schema.ts';
import { type Events, type EventsOptions, openEvents } from '../events/store.ts';
import { type KeyRing, openKeyRing } from '../secrets/key-ring.ts';
import { sealedByKey } from '../secrets/sealed-columns.ts';
import { type FolderLock, lockFolder } from '../state/lock-folder.ts';
import { openState } from '../state/open.ts';
import type { State } from '../state/state.ts';
import { requireRestored } from '../state/unfinished-restore.ts';
import type { Actor } from './actor.ts';
import type { Workplace } from './context.ts';
import { type Observer, observedState, unobserved } from './observe.ts';
import { type Reloaded, type ReloadReason, reload } from './reload.ts';
import type { World } from './world.ts';

export interface ServerOptions {
  /** The data directory. */
  readonly folder: string;
  /** The address of a Postgres that keeps the state; the data directory where not said. */
  readonly stateUrl?: string | undefined;
  /** The configuration as it was read, and how to read it again. */
  readonly layers?: LayeredConfig | undefined;
  readonly readLayers?: (() => Promise<LayeredConfig | undefined>) | undefined;
  /** A configuration that is in no file; what is not configured is at its defaults. */
  readonly config?: Config;
  /** The folder of a configuration that is in no file. */
  readonly home?: string;
  readonly version: string;
  /** Where the configuration says that a key is in a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly world: World;
  /** Told of what the server does. */
  readonly observer?: Observer;
  /** Bounds of the events store, where they are not the usual ones. */
  readonly events?: Pick<EventsOptions, 'disk' | 'maxWaitingBytes' | 'memory' | 'threads'>;
}

export interface Server extends Workplace {
  /** Puts in force what the files of the configuration say by now; where that is wrong, all stays as it is. */
  reload(actor: Actor, because: ReloadReason): Promise<Reloaded>;
  /** Told of each configuration that is put in force, until what it answers is called. */
  onReload(listener: (config: Config) => void): () => void;
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
  const { folder, stateUrl, version, world, readLayers, observer = unobserved } = options;
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
    requireRestored(folder);
    opened.state = await openState(stateUrl === undefined ? { folder } : { url: stateUrl }, world);
    const state = observedState(opened.state, observer);
    const needed = async (): Promise<readonly string[]> => [...(await sealedByKey(state.db)).keys()];
    let { layers } = options;
    const plain = options.config ?? configSchema.parse({});
    const home = (): string => layers?.folder ?? options.home ?? folder;
    const keys: KeyRing = await openKeyRing({
      folder,
      config: (layers?.config ?? plain).secrets,
      env: options.env ?? {},
      world,
      home: home(),
      needed: await needed(),
    });
    const readUsable = async (): Promise<LayeredConfig | undefined> => {
      const read = await readLayers?.();
      // keys that cannot be read, or lack one that is needed, keep all as it was
      if (read) await keys.reload(read.config.secrets, await needed());
      return read;
    };
    const events = await openEvents({ ...options.events, folder: join(folder, 'events') });
    opened.events = events;
    const listeners = new Set<(config: Config) => void>();
    let reloading: Promise<unknown> = Promise.resolve();
    let draining = false;
    let closing: Promise<void> | undefined;
    const server: Server = {
      world,
      state,
      events,
      keys,
      observer,
      get config() {
        return layers?.config ?? plain;
      },
      get layers() {
        return layers;
      },
      readLayers,
      reload(actor, because) {
        // one after the other, so that the last one read is the one in force
        const done = reloading.then(async () => {
          const { reloaded, next } = await reload({ ...server, readLayers: readUsable, actor }, because);
          layers = next;
          for (const listener of listeners) listener(next.config);
          return reloaded;
        });
        reloading = done.catch(() => undefined);
        return done;
      },
      onReload(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      get home() {
        return home();
      },
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
    return server;
  } catch (error) {
    await closeAll().catch(() => undefined);
    throw error;
  }
}
