/** Erases a person of a folder, until it is killed: `folder subject`. What was begun before is brought to its end first. */
import { configSchema } from '../config/schema.ts';
import { openServer } from '../server/open.ts';
import { perform } from '../server/perform.ts';
import { owner } from '../server/tokens.ts';
import { realWorld } from '../server/world.ts';
import { carryOut, carryOutAll } from './erase.ts';
import { personConfig } from './kill-config.suite.ts';
import { privacyErase } from './verbs/erase.ts';

const [folder = '', subject = ''] = process.argv.slice(2);
const server = await openServer({
  folder,
  config: configSchema.parse(personConfig),
  version: '0.0.0-test',
  world: realWorld,
});
const context = { ...server, config: server.config, actor: owner };
process.stdout.write('ready\n');
const done = await carryOutAll(context, new AbortController().signal);
const { output } = await perform(context, privacyErase, { subject });
if (output.erasure !== null) await carryOut(context, output.erasure);
process.stdout.write(`done ${done}\n`);
await server.close();
