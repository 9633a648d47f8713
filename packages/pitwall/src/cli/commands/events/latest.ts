import type { Client, ListedPrediction } from '@pitwall/sdk';

const minute = 60_000;
const pageSize = 1_000;

/** The last predictions of a model in the order of their time. */
export async function latestPredictions(
  client: Client,
  model: string,
  limit: number,
): Promise<readonly ListedPrediction[]> {
  const { items } = await client.predictions(model, { order: 'newest', limit });
  return items.toReversed();
}

/** Tells what is new from what was seen; remembers as much as may come again. */
export interface Seen {
  isNew(prediction: ListedPrediction): boolean;
}

const remembered = 50_000;

/** A prediction is new again when its label comes, and when that is corrected. */
export function createSeen(): Seen {
  const keys = new Set<string>();
  return {
    isNew({ model, id, label, corrections }) {
      const key = JSON.stringify([model, id, label !== null, corrections]);
      if (keys.has(key)) return false;
      keys.add(key);
      for (const oldest of keys) {
        if (keys.size <= remembered) break;
        keys.delete(oldest);
      }
      return true;
    },
  };
}

/** What came in late by no more than this is seen. */
const late = minute;

export interface Follower {
  /** What is new since the last time it was asked. */
  next(): AsyncGenerator<ListedPrediction>;
}

/** New predictions of a model, by asking again for those of the last minute before the newest. */
export function followPredictionsOf(client: Client, model: string, seen: Seen, now: Date): Follower {
  let newest = now.getTime() - late;
  return {
    async *next() {
      let cursor: string | undefined;
      const from = new Date(newest - late);
      do {
        const page = await client.predictions(model, { from, cursor, limit: pageSize });
        for (const prediction of page.items) {
          newest = Math.max(newest, Date.parse(prediction.at));
          if (seen.isNew(prediction)) yield prediction;
        }
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
    },
  };
}
