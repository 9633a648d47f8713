/** Rotates the keys of a folder again and again, wraps all anew and drops the keys of before, until it is killed. */
import { configSchema } from '../config/schema.ts';
import { system } from '../server/actor.ts';
import { openServer } from '../server/open.ts';
import { perform } from '../server/perform.ts';
import { realWorld } from '../server/world.ts';
import { secretRewrap } from './verbs/secret-rewrap.ts';
import { secretDropKey, secretRotate } from './verbs/secret-rotate.ts';

const [folder = ''] = process.argv.slice(2);
const server = await openServer({
  folder,
  config: configSchema.parse({}),
  version: '0.0.0-test',
  world: realWorld,
});
const context = { ...server, config: server.config, actor: system };
process.stdout.write('ready\n');
for (;;) {
  const { output } = await perform(context, secretRotate, {});
  process.stdout.write(`key ${output.key}\n`);
  await perform(context, secretRewrap, {});
  process.stdout.write('wrapped\n');
  for (const key of server.keys.keys.slice(1)) await perform(context, secretDropKey, { key });
  process.stdout.write('dropped\n');
}
