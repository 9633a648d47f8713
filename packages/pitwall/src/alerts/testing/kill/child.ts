/**
 * A server that records findings one by one, makes alerts of them and tells a service, until it is killed; it says each
 * number that is on the disk. With `drain` it finds nothing more, and ends when everything was told.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { configSchema } from '../../../config/schema.ts';
import { system } from '../../../server/actor.ts';
import { openServer } from '../../../server/open.ts';
import { perform } from '../../../server/perform.ts';
import { findingRecord } from '../../../server/verbs/finding-record.ts';
import { getMark } from '../../../state/alert-mark-table.ts';
import { listDeliveries } from '../../../state/delivery-table.ts';
import { listFindings } from '../../../state/finding-table.ts';
import { markOfFindings } from '../../engine/intake.ts';
import { startAlerting } from '../../run.ts';
import { findingOf, subjects } from './findings.ts';

const [folder = '', stateUrl = '', url = '', seed = '', first = '0', mode = ''] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);
// its time begins with its first word: that of the others is the first finding
if (mode === 'early') say('begins');

/** How much later it is here: what waits until it is tried again need not be waited for. */
let ahead = 0;
const server = await openServer({
  folder,
  stateUrl: stateUrl === '' ? undefined : stateUrl,
  version: '1',
  world: { now: () => Date.now() + ahead, random: randomBytes },
  config: configSchema.parse({
    project: 'kill',
    outward: { allow: ['127.0.0.1'] },
    alerts: {
      rules: [{ name: 'kill', match: { metric: 'test.*' }, severity: 'critical', per: 'each', flap: false }],
      route: { to: 'hook', group_by: ['...'], group_wait: '0s', repeat_interval: '24h' },
      // so fast that nothing is told together; what is told elsewhere as well must come here all the same
      channels: {
        hook: {
          webhook: { url },
          rate: { messages: 1_000_000, per: '1s' },
          fallback_after: '24h',
          fallback_mode: 'also',
        },
      },
    },
  }),
});
const { db } = server.state;
const alerting = startAlerting({
  server,
  owner: randomBytes(8).toString('hex'),
  print: () => undefined,
  failed: (what, error) => say(`failed ${what}: ${error instanceof Error ? error.message : String(error)}`),
});

/** How many findings nobody has looked at. */
async function behind(): Promise<number> {
  const { items } = await listFindings(db, { limit: 1 });
  return (items[0]?.seq ?? 0) - ((await getMark(db, markOfFindings)) ?? 0);
}

if (mode === 'drain') {
  for (;;) {
    await alerting.settled();
    const { items } = await listDeliveries(db, { states: ['waiting', 'sending'], limit: 1 });
    if (items.length === 0) break;
    ahead += 5_000;
  }
  await alerting.stop();
  await server.close();
  say('drained');
} else {
  for (let number = Number(first); ; number++) {
    // what is found twice of one subject before anybody looks is told once: that is not what is asked here
    while ((await behind()) > subjects / 2) await after(1);
    const found = findingOf(Number(seed), number, server.world.now());
    await perform({ ...server, actor: system }, findingRecord, { findings: [found] });
    say(`kept ${number}`);
    await after(1);
  }
}
