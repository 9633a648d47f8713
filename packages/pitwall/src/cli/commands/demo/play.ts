import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@pitwall/sdk';
import { type PlayedGames, playOf } from '../../../demo/play.ts';
import { readLocalAccess } from '../../../server/local-access.ts';
import { localClient } from '../../connection/local-client.ts';
import type { Running } from '../up/serve.ts';

const model = 'home-cover';
const atOnce = 500;

/** Plays the week in, and says where to see what comes of it. */
export async function playInto(running: Running, pace: number): Promise<void> {
  await playGames(running, pace);
  const file = join(running.server.home, 'alerts.jsonl');
  running.log('demo', `alerts are told here and in ${file}; those that stand: pitwall alerts list`);
}

/** Sends the games as a service would: over HTTP, predictions first and labels when they are known. */
async function playGames({ server, address, folder, log, signal }: Running, pace: number): Promise<void> {
  const access = await readLocalAccess(folder);
  const client = access ? localClient(access) : createClient({ url: address });
  const known = await client.predictions(model, { limit: 1 });
  if (known.items.length > 0) {
    log('demo', 'the week has played in already; remove the data directory to see it again');
    return;
  }
  const play = playOf(new Date(server.world.now()));
  const send = async ({ predictions, labels }: PlayedGames): Promise<void> => {
    for (const some of piecesOf(predictions)) await client.recordPredictions(model, some);
    for (const some of piecesOf(labels)) await client.recordLabels(model, some);
  };
  await send(play.season);
  await server.events.settled();
  const { version } = await client.createBaseline(model, { from: play.from, to: play.to });
  await client.promoteBaseline(model, version);
  log('demo', `a season of ${play.season.predictions.length} games is there, and is what the week is compared with`);
  for (const [index, day] of play.week.entries()) {
    await pause(index === 0 ? 0 : pace, undefined, { signal });
    await send(day);
    log('demo', `${day.date}: ${day.predictions.length} games (day ${index + 1} of ${play.week.length})`);
  }
  log('demo', 'the week has played in; what Pitwall makes of it: pitwall status, or the page');
}

function* piecesOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += atOnce) yield all.slice(from, from + atOnce);
}
