import type { Events } from '../events/store.ts';
import type { State } from '../state/state.ts';
import type { Actor } from './actor.ts';
import type { World } from './world.ts';

/** What verbs work with. */
export interface Workplace {
  readonly world: World;
  readonly state: State;
  readonly events: Events;
  /** The models that the configuration declares; undefined where it declares none, and then any name will do. */
  readonly models: ReadonlySet<string> | undefined;
}

/** A workplace, and who works there. */
export interface Context extends Workplace {
  readonly actor: Actor;
}
