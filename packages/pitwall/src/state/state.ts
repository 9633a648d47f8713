import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

export type StateEngine = 'sqlite' | 'postgres';

/** For reading. A transaction can do it too, and then sees its own writes. */
export type Reader = Kysely<Tables>;

/** What `change` hands out. Functions that write ask for this, so a write outside of a change does not compile. */
export type Tx = Transaction<Tables>;

export interface State {
  readonly engine: StateEngine;
  /** For reading: the engine refuses what writes through it. */
  readonly db: Reader;
  /**
   * One transaction; what it wrote is durable when the promise resolves, and undone when it rejects. Writers go one after
   * another on both engines, so that a decision rests on what it read. `run` does nothing but read and write through
   * `tx`: everybody waits for it, and what else it did would stand although the commit failed.
   */
  change<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Waits for the changes that are under way and takes no more. */
  close(): Promise<void>;
}
