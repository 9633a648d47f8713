import type { LayeredConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { Events } from '../events/store.ts';
import type { KeyRing } from '../secrets/key-ring.ts';
import type { State } from '../state/state.ts';
import type { Actor } from './actor.ts';
import type { Observer } from './observe.ts';
import type { World } from './world.ts';

/** What verbs work with. */
export interface Workplace {
  readonly world: World;
  readonly state: State;
  readonly events: Events;
  /** Seals what nobody is to read on the disk. */
  readonly keys: KeyRing;
  readonly observer: Observer;
  /** As it is in force at this moment; a context is made anew for each request and each run of a job. */
  readonly config: Config;
  /** The same with where each value comes from; undefined where there is no file. */
  readonly layers: LayeredConfig | undefined;
  /** Reads the files anew, and puts nothing in force. */
  readonly readLayers?: (() => Promise<LayeredConfig | undefined>) | undefined;
  /** Paths of the configuration count from here, and beside it are the baselines. */
  readonly home: string;
}

/** A workplace, and who works there. */
export interface Context extends Workplace {
  readonly actor: Actor;
  /** Where it is asked over HTTP. */
  readonly request?: { readonly id: string; readonly address: string };
}
