import { type ChannelHealth, putChannelHealth, readChannelHealth } from '../../state/delivery-channel-table.ts';
import type { Reader, Tx } from '../../state/state.ts';
import type { Channel } from '../channels/config.ts';
import { refilled, wellAtFirst } from './health.ts';

/** How all channels are doing, with the tokens of this moment. */
export interface HealthBook {
  of(channel: Channel): ChannelHealth;
  put(health: ChannelHealth): void;
  /** Writes what was put. */
  save(tx: Tx): Promise<void>;
  /** The latest moment that was ever written; undefined where there is none. */
  readonly latest: number | undefined;
}

export async function readHealthBook(db: Reader, now: number): Promise<HealthBook> {
  const rows = await readChannelHealth(db);
  const known = new Map(rows.map((row) => [row.channel, row]));
  const changed = new Set<string>();
  return {
    latest: rows.length === 0 ? undefined : Math.max(...rows.map(({ tokensAt }) => tokensAt)),
    of: (channel) => refilled(known.get(channel.name) ?? wellAtFirst(channel, now), channel, now),
    put(health) {
      known.set(health.channel, health);
      changed.add(health.channel);
    },
    async save(tx) {
      for (const name of changed) {
        const health = known.get(name);
        if (health) await putChannelHealth(tx, health);
      }
    },
  };
}
