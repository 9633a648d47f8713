/** Deletes what is too old in a folder that is full of it, in small pieces, until it is killed: `folder now`. */
import { configSchema } from '../config/schema.ts';
import { system } from '../server/actor.ts';
import { openServer } from '../server/open.ts';
import { perform } from '../server/perform.ts';
import { realWorld } from '../server/world.ts';
import { retentionApply } from './retention-apply.ts';

const [folder = '', now = '0'] = process.argv.slice(2);
const server = await openServer({
  folder,
  config: configSchema.parse({}),
  version: '0.0.0-test',
  world: { ...realWorld, now: () => Number(now) },
});
// small pieces, so that a kill falls between two of them
const events = { ...server.events, deleteBefore: (before: number) => server.events.deleteBefore(before, 20) };
process.stdout.write('ready\n');
const { output } = await perform({ ...server, config: server.config, events, actor: system }, retentionApply, {});
process.stdout.write(`done ${JSON.stringify(output)}\n`);
await server.close();
